using System.Diagnostics;
using System.Threading.Channels;
using Millstream.Stages;

namespace Millstream;

/// <summary>An input of a run that was left open: what is written to it is read by the run's tasks.</summary>
/// <remarks>Thread-safe. Bounded: a write waits while the tasks are behind. It ends when it is completed, or with the run.</remarks>
public sealed class RunInput<T>
{
    private readonly Channel<(T Item, ActivityContext From)> _items;
    private readonly string _runId;

    internal RunInput(string name, string runId, int capacity)
    {
        Name = name;
        _runId = runId;
        _items = Channel.CreateBounded<(T Item, ActivityContext From)>(new BoundedChannelOptions(capacity) { SingleReader = true });
    }

    /// <summary>Gets the input's name.</summary>
    public string Name { get; }

    /// <summary>Gives an item to the run; waits while the tasks are behind.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Ends the wait; the item is not given then.</param>
    /// <exception cref="InvalidOperationException">The input was completed, or nobody reads it any more: the run has ended.</exception>
    public async ValueTask WriteAsync(T item, CancellationToken cancellationToken = default)
    {
        try
        {
            await _items.Writer.WriteAsync((item, Activity.Current?.Context ?? default), cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new InvalidOperationException($"The input '{Name}' of the run '{_runId}' takes no more items: it was completed, or nobody reads it any more.");
        }
    }

    /// <summary>Ends the input: its readers get the end after what was written. Harmless when repeated.</summary>
    public void Complete() => _items.Writer.TryComplete();

    /// <summary>Gives what is written; says of each item what its writer was doing.</summary>
    internal async IAsyncEnumerable<T> ReadAsync(ItemTrace? trace)
    {
        await foreach ((T item, ActivityContext from) in _items.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            trace?.Context = from;
            yield return item;
        }
    }
}

/// <summary>What an input may be started with besides items: <c>new RunInputs { ["foo"] = RunInput.Open }</c>.</summary>
public static class RunInput
{
    /// <summary>Gets what leaves an input open: its items are written while the run goes on, to <see cref="GraphRun.Input{T}(string)"/>.</summary>
    public static object Open { get; } = new();
}

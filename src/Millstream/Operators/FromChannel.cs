using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>The channels that a run has begun to read; what it has taken is in no other run.</summary>
    private static readonly ConditionalWeakTable<object, object> ReadChannels = [];

    /// <summary>Begins a flow with what comes out of a channel.</summary>
    /// <remarks>
    /// <para>
    /// A channel is one-shot: what one run takes, no other gets, also what it has read ahead and not used. A run over a channel that an earlier
    /// one has read to its end fails and says so, instead of giving nothing.
    /// </para>
    /// <para>Emits: the items, in order; what is there without waiting goes on together.</para>
    /// <para>Backpressure: reads only when there is room, so that a bounded channel holds its writers back.</para>
    /// <para>Completes: when the channel is completed and empty.</para>
    /// <para>Fails: with the error that the channel was completed with, after its last item.</para>
    /// </remarks>
    public static Flow<T> Iter<T>(ChannelReader<T> reader, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return FromChannel("iter", reader, options);
    }

    /// <inheritdoc cref="Iter{T}(ChannelReader{T}, Func{TaskOptions, TaskOptions}?)"/>
    // Before the list, of which a reader could be the one item.
    [OverloadResolutionPriority(1)]
    public static Flow<T> From<T>(ChannelReader<T> reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return FromChannel("from", reader, options: null);
    }

    private static Flow<T> FromChannel<T>(string name, ChannelReader<T> reader, Func<TaskOptions, TaskOptions>? options)
    {
        TaskOptions set = TaskOptions.From(options).OnSource(name);
        return new Flow<T>(new AsyncSequenceTask<T>(name, set, _ => Open(set.Name ?? name, reader)));
    }

    private static IAsyncEnumerable<T> Open<T>(string name, ChannelReader<T> reader)
    {
        bool isUsedUp = reader.Completion.IsCompletedSuccessfully && ReadChannels.TryGetValue(reader, out _);
        ReadChannels.AddOrUpdate(reader, reader);
        return isUsedUp
            ? throw new InvalidOperationException(
                $"'{name}' reads a channel, which is one-shot: an earlier run has read it to its end. Make a new channel, and a flow over it, for each run.")
            : reader.ReadAllAsync();
    }
}

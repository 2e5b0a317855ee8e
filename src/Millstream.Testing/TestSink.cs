namespace Millstream.Testing;

/// <summary>Runs a flow and takes its items one after the other, as the test asks for them.</summary>
/// <remarks>
/// The run begins at once and goes on as far as its edges allow; what the test does not take holds it back. One call at a time. Disposing kills the
/// run and waits for it.
/// </remarks>
public sealed class TestSink<T> : IAsyncDisposable
{
    private readonly CancellationTokenSource _disposal = new();
    private readonly IAsyncEnumerator<T> _items;
    private readonly List<T> _taken = [];
    private Task<bool>? _next;
    private bool _isDisposed;

    /// <summary>Starts a run of <paramref name="flow"/>.</summary>
    /// <param name="flow">What to run.</param>
    /// <param name="options">How to run it.</param>
    public TestSink(Flow<T> flow, RunOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(flow);
        _items = flow.With(options ?? new RunOptions(), _disposal.Token).GetAsyncEnumerator();
    }

    /// <summary>Reads what somebody else runs: an output of a run (<see cref="GraphRun.Output{T}"/>), a task method's own stream.</summary>
    /// <param name="items">What to read. Disposing ends the reading, not the run.</param>
    public TestSink(IAsyncEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        _items = items.GetAsyncEnumerator(_disposal.Token);
    }

    /// <summary>Gets all items taken so far, in order.</summary>
    public IReadOnlyList<T> Taken => _taken;

    /// <summary>Takes the next items.</summary>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Ends the wait. Items that came until then are in <see cref="Taken"/>; the next call goes on behind them.</param>
    /// <exception cref="InvalidOperationException">The flow completed before there were so many. One that failed throws its own error.</exception>
    public async Task<IReadOnlyList<T>> TakeAsync(int count, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int from = _taken.Count;
        while (_taken.Count < from + count)
        {
            if (!await TryTakeAsync(cancellationToken).ConfigureAwait(true))
            {
                throw new InvalidOperationException(
                    $"The flow completed after {_taken.Count - from} of the {count} items that were to be taken.");
            }
        }

        return _taken[from..];
    }

    /// <summary>Takes all items that still come, until the flow completes.</summary>
    /// <param name="cancellationToken">Ends the wait, as for <see cref="TakeAsync"/>.</param>
    public async Task<IReadOnlyList<T>> TakeAllAsync(CancellationToken cancellationToken = default)
    {
        int from = _taken.Count;
        while (await TryTakeAsync(cancellationToken).ConfigureAwait(true))
        {
            // Kept by the call.
        }

        return _taken[from..];
    }

    /// <summary>Waits until the flow completes, which it does without another item.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">There was another item. A flow that failed throws its own error.</exception>
    public async Task EndAsync(CancellationToken cancellationToken = default)
    {
        if (await TryTakeAsync(cancellationToken).ConfigureAwait(true))
        {
            throw new InvalidOperationException($"The flow was to complete, but it gave '{_taken[^1]}'.");
        }
    }

    /// <summary>Kills the run, if it goes on, and waits for its end. A second time does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _disposal.CancelAsync().ConfigureAwait(true);
        if (_next is { } next)
        {
            // An item that is still awaited ends with the run.
            await Task.WhenAny(next).ConfigureAwait(true);
        }

        await _items.DisposeAsync().ConfigureAwait(true);
        _disposal.Dispose();
    }

    /// <summary>Awaits directly, under the context of a deterministic engine where there is one; as a task it would come back by way of the pool.</summary>
    private async Task<bool> MoveNextAsync() => await _items.MoveNextAsync().ConfigureAwait(true);

    private async Task<bool> TryTakeAsync(CancellationToken cancellationToken)
    {
        _next ??= MoveNextAsync();
        bool hasItem = await _next.WaitAsync(cancellationToken).ConfigureAwait(true);
        if (hasItem)
        {
            _next = null;
            _taken.Add(_items.Current);
        }

        return hasItem;
    }
}

namespace Millstream.Stages;

/// <summary>What <see cref="TimedInlet{T}.ReadAsync"/> met first.</summary>
internal enum TimedRead
{
    Item,
    Ended,
    Due,
}

/// <summary>Reads a live stream against the clock of the run: the next item, or a moment, whichever comes first.</summary>
/// <remarks>A read that was overtaken by its moment goes on: the next call waits for the same item. No timer outlives a call.</remarks>
internal sealed class TimedInlet<T>(IAsyncEnumerable<T> items, StageScope stage) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<T> _items = items.GetAsyncEnumerator(stage.Token);
    private Task<bool>? _next;

    /// <summary>Gets the item of the last read that met one.</summary>
    public T Current => _items.Current;

    /// <summary>Gets the present moment, in ticks of the run's clock.</summary>
    public long Now => stage.Time.GetTimestamp();

    /// <summary>Gives the moment that lies <paramref name="span"/> after <paramref name="moment"/>.</summary>
    public long After(long moment, TimeSpan span) => moment + (long)(span.TotalSeconds * stage.Time.TimestampFrequency);

    /// <summary>Waits for the next item, the end, or <paramref name="due"/> (null: no such moment).</summary>
    public async ValueTask<TimedRead> ReadAsync(long? due)
    {
        _next ??= _items.MoveNextAsync().AsTask();
        if (!_next.IsCompleted && due is { } moment && !await IsFirstAsync(_next, moment).ConfigureAwait(false))
        {
            return TimedRead.Due;
        }

        bool hasItem = await _next.ConfigureAwait(false);
        _next = null;
        return hasItem ? TimedRead.Item : TimedRead.Ended;
    }

    /// <summary>Waits until <paramref name="due"/>.</summary>
    public async ValueTask WaitAsync(long due)
    {
        TimeSpan left = stage.Time.GetElapsedTime(Now, due);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, stage.Time, stage.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Leaves the inlet. A read that is still under way is given up: the stage is ending.</summary>
    public ValueTask DisposeAsync() => _items.DisposeAsync();

    private async ValueTask<bool> IsFirstAsync(Task<bool> next, long due)
    {
        TimeSpan left = stage.Time.GetElapsedTime(Now, due);
        if (left <= TimeSpan.Zero)
        {
            return false;
        }

        using var timer = CancellationTokenSource.CreateLinkedTokenSource(stage.Token);
        Task first = await Task.WhenAny(next, Task.Delay(left, stage.Time, timer.Token)).ConfigureAwait(false);
        await timer.CancelAsync().ConfigureAwait(false);
        if (first != next)
        {
            stage.Token.ThrowIfCancellationRequested();
        }

        return first == next;
    }
}

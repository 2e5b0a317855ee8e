namespace Millstream.Stages;

/// <summary>A source whose items are there, or can be computed, without waiting for anything.</summary>
/// <param name="task">The source.</param>
/// <param name="count">How many items it has.</param>
/// <param name="sink">Takes the items.</param>
internal abstract class ReadyHead<T>(TaskScope task, long count, SpanSink<T> sink) : StageHead
{
    public override bool IsSource => true;

    public sealed override async Task<Exception?> RunAsync(StageScope stage)
    {
        var pace = new SpanPace(stage);
        for (long at = 0; at < count && !stage.IsDraining;)
        {
            int room = Math.Min(sink.Reserve(), stage.Credit);
            if (room < 0)
            {
                break;
            }

            if (room == 0)
            {
                await stage.ParkAsync();
                pace.Waited();
                continue;
            }

            pace.Begin();
            int length = Push(stage, at, (int)Math.Min(Math.Min(room, pace.Length), count - at));
            at += length;
            pace.End(length);
            if (pace.IsTurnOver)
            {
                await stage.YieldAsync();
                pace.Waited();
            }
        }

        stage.ThrowIfCancelled();
        await CompleteAsync(stage, sink, error: null).ConfigureAwait(false);
        return null;
    }

    public override void Leave()
    {
    }

    public override void Abandon()
    {
    }

    /// <summary>Gives <paramref name="length"/> items from <paramref name="at"/> on, to be used before the next call.</summary>
    protected abstract ReadOnlySpan<T> Items(long at, int length);

    private int Push(StageScope stage, long at, int length)
    {
        stage.Spill();
        ReadOnlySpan<T> items;
        try
        {
            items = Items(at, length);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            // A list is the user's: its indexer may throw, and it may have become shorter.
            task.Survives(cause, task.Received, attempt: 1, item: null);
            throw new StageFaultException(task, task.Error(cause, task.Received), sink);
        }

        task.Received += length;
        task.Emitted += length;
        if (task.HasItemEvents)
        {
            task.Run.ItemEvent(task, ItemEventKind.Started, at);
            task.Run.ItemEvent(task, ItemEventKind.Completed, at);
        }

        stage.Spend(length);
        sink.Push(items);
        return length;
    }
}

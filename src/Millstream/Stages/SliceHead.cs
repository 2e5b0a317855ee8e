using System.Runtime.InteropServices;

namespace Millstream.Stages;

/// <summary>A source that holds its items already and so never waits: arrays and lists go on as slices, without a copy.</summary>
internal sealed class SliceHead<T>(TaskScope task, IReadOnlyList<T> items, SpanSink<T> sink) : StageHead
{
    private T[] _span = [];

    public override bool IsSource => true;

    public override async Task<Exception?> RunAsync(StageScope stage)
    {
        var pace = new SpanPace(stage);
        int count = items.Count;
        for (int at = 0; at < count && !stage.IsDraining;)
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
            int length = Push(stage, at, Math.Min(Math.Min(room, pace.Length), count - at));
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

    private int Push(StageScope stage, int at, int length)
    {
        stage.Spill();
        ReadOnlySpan<T> slice;
        try
        {
            slice = Slice(at, length);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            // The list is the user's: its indexer may throw, and it may have become shorter.
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
        sink.Push(slice);
        return length;
    }

    private ReadOnlySpan<T> Slice(int at, int length)
    {
        switch (items)
        {
            case T[] array:
                return new ReadOnlySpan<T>(array, at, length);
            case List<T> list:
                return CollectionsMarshal.AsSpan(list).Slice(at, length);
            default:
                if (_span.Length < length)
                {
                    _span = new T[length];
                }

                for (int i = 0; i < length; i++)
                {
                    _span[i] = items[at + i];
                }

                return _span.AsSpan(0, length);
        }
    }
}

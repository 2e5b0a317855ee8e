namespace Millstream.Stages;

/// <summary>Counts items and gives them on as they are.</summary>
internal sealed class PassSink<T>(TaskScope task, SpanSink<T> next) : SpanSink<T>
{
    public override int Reserve() => task.IsEndRequested ? Closed : next.Reserve();

    public override void Push(ReadOnlySpan<T> items)
    {
        long index = task.Received;
        task.Received += items.Length;
        if (task.HasItemEvents)
        {
            task.Run.ItemEvent(task, ItemEventKind.Started, index);
            task.Run.ItemEvent(task, ItemEventKind.Completed, index);
        }

        task.Emitted += items.Length;
        next.Push(items);
    }

    public override bool Complete(Exception? error) => next.Complete(error);

    public override void Pause(bool isPaused) => next.Pause(isPaused);

    public override bool HasDemand => next.HasDemand;

    public override void OnDemand(Action changed) => next.OnDemand(changed);
}

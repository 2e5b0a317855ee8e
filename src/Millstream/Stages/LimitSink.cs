namespace Millstream.Stages;

/// <summary>Lets so many items pass and is closed then: the limit of a task's evaluations.</summary>
internal sealed class LimitSink<T>(SpanSink<T> next, long limit) : SpanSink<T>
{
    private long _left = limit;

    public override int Reserve() => _left == 0 ? Closed : (int)Math.Min(next.Reserve(), _left);

    public override void Push(ReadOnlySpan<T> items)
    {
        _left -= items.Length;
        next.Push(items);
    }

    public override int NotBegun => next.NotBegun;

    public override bool Complete(Exception? error) => next.Complete(error);

    public override void Pause(bool isPaused) => next.Pause(isPaused);

    public override bool HasDemand => next.HasDemand;

    public override void OnDemand(Action changed) => next.OnDemand(changed);
}

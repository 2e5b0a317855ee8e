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
}

/// <summary>Reads so many items and leaves the inlet then.</summary>
internal sealed class LimitedReader<T>(InletReader<T> inner, long limit) : InletReader<T>
{
    private bool IsOver => Position >= limit;

    public override bool IsEnded => IsOver || inner.IsEnded;

    public override Exception? Fault => IsOver ? null : inner.Fault;

    public override int Hand => IsOver ? 0 : inner.Hand;

    public override bool IsSource => inner.IsSource;

    public override int LongestHand => inner.LongestHand;

    public override int Fill() => IsOver ? 0 : (int)Math.Min(inner.Fill(), limit - Position);

    public override ReadOnlySpan<T> Read(int max)
    {
        if (IsOver)
        {
            inner.Leave();
            return default;
        }

        ReadOnlySpan<T> items = inner.Read((int)Math.Min(max, limit - Position));
        Position += items.Length;
        return items;
    }

    public override void GiveBack(int items)
    {
        Position -= items;
        inner.GiveBack(items);
    }

    public override void Leave() => inner.Leave();

    public override void Abandon() => inner.Abandon();
}

namespace Millstream.Stages;

/// <summary>Reads so many items; one more is a failure.</summary>
internal sealed class IterationLimitReader<T>(InletReader<T> inner, TaskScope task, long limit) : InletReader<T>
{
    public override bool IsEnded => inner.IsEnded;

    public override Exception? Fault => inner.Fault;

    public override int Hand => inner.Hand;

    public override bool IsSource => inner.IsSource;

    public override int LongestHand => inner.LongestHand;

    public override int Fill()
    {
        int count = inner.Fill();
        if (count > 0 && Position == limit)
        {
            throw new IterationLimitException(task.Name, limit + 1, limit);
        }

        return (int)Math.Min(count, limit - Position);
    }

    public override ReadOnlySpan<T> Read(int max)
    {
        ReadOnlySpan<T> items = Position < limit ? inner.Read((int)Math.Min(max, limit - Position)) : inner.Read(1);
        if (Position == limit && !items.IsEmpty)
        {
            throw new IterationLimitException(task.Name, limit + 1, limit);
        }

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

namespace Millstream.Stages;

/// <summary>Reads so many items; one more is a failure.</summary>
internal sealed class IterationLimitReader<T>(InletReader<T> inlet, TaskScope task, long limit) : ReaderOver<T, T>(inlet)
{
    public override int Fill()
    {
        int count = Inner.Fill();
        if (count > 0 && Position == limit)
        {
            throw new IterationLimitException(task.Name, limit + 1, limit);
        }

        return (int)Math.Min(count, limit - Position);
    }

    public override ReadOnlySpan<T> Read(int max)
    {
        ReadOnlySpan<T> items = Position < limit ? Inner.Read((int)Math.Min(max, limit - Position)) : Inner.Read(1);
        if (Position == limit && !items.IsEmpty)
        {
            throw new IterationLimitException(task.Name, limit + 1, limit);
        }

        Position += items.Length;
        return items;
    }
}

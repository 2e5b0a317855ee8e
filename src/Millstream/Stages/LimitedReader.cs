namespace Millstream.Stages;

/// <summary>Reads so many items and leaves the inlet then.</summary>
internal sealed class LimitedReader<T>(InletReader<T> inlet, long limit) : ReaderOver<T, T>(inlet)
{
    public override bool IsEnded => IsOver || Inner.IsEnded;

    public override Exception? Fault => IsOver ? null : Inner.Fault;

    public override int Hand => IsOver ? 0 : Inner.Hand;

    private bool IsOver => Position >= limit;

    public override int Fill() => IsOver ? 0 : (int)Math.Min(Inner.Fill(), limit - Position);

    public override ReadOnlySpan<T> Read(int max)
    {
        if (IsOver)
        {
            Inner.Leave();
            return default;
        }

        ReadOnlySpan<T> items = Inner.Read((int)Math.Min(max, limit - Position));
        Position += items.Length;
        return items;
    }
}

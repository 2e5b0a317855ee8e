namespace Millstream.Stages;

/// <summary>Reads an inlet to its end for nothing but that: what it gives is thrown away.</summary>
internal sealed class DiscardingReader<T>(InletReader<T> inner) : InletReader
{
    public override bool IsEnded => inner.IsEnded;

    public override Exception? Fault => inner.Fault;

    public override int Fill()
    {
        while (!inner.Read(int.MaxValue).IsEmpty)
        {
        }

        return 0;
    }

    public override void Leave() => inner.Leave();

    public override void Abandon() => inner.Abandon();
}

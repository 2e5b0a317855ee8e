namespace Millstream.Items;

/// <summary>How many items a sample has seen, and how far chance has gone.</summary>
public sealed class SampleMemory
{
    private long _seen;
    private Random? _chance;

    internal bool Takes(SampleSettings settings)
    {
        bool isTurn = _seen++ % settings.Every == 0;
        return isTurn && (settings.Fraction >= 1 || (_chance ??= new Random(settings.Seed)).NextDouble() < settings.Fraction);
    }
}

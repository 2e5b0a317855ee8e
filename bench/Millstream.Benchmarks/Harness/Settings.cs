namespace Millstream.Benchmarks.Harness;

/// <summary>How long and how often to measure.</summary>
/// <param name="Quick">A fifth of the items and short warm-ups: a look, not a claim.</param>
/// <param name="Rounds">How many measured rounds each variant runs; the median counts.</param>
internal sealed record Settings(bool Quick, int Rounds)
{
    /// <summary>How often each variant gets its turn before the first measured round.</summary>
    public const int WarmUpTurns = 5;

    /// <summary>Gets how long each variant runs, at least, in each turn of the warm-up.</summary>
    public TimeSpan WarmUp => TimeSpan.FromMilliseconds(Quick ? 80 : 250);

    public long Scale(long items) => Quick ? items / 5 : items;
}

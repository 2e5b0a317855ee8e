namespace Millstream;

/// <summary>How many keys <c>Distinct</c> and <c>DistinctBy</c> remember, and what happens when there are more.</summary>
public sealed record DistinctOptions
{
    internal static DistinctOptions Default { get; } = new();

    /// <summary>Gets how many keys are remembered.</summary>
    /// <value>1 or more; 100,000 unless set.</value>
    public int Bound
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(Bound), value, "Bound: at least one key is remembered.");
    } = 100_000;

    /// <summary>
    /// Gets whether the key that was first seen longest ago is forgotten when there are more than <see cref="Bound"/>. An item with that key then
    /// counts as new.
    /// </summary>
    /// <value><see langword="false"/> unless set: the task fails then, so that no item is repeated unnoticed.</value>
    public bool EvictsOldest { get; init; }
}

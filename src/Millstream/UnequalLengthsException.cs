namespace Millstream;

/// <summary>Thrown when flows that must have the same length have not.</summary>
public sealed class UnequalLengthsException : MillstreamException
{
    internal UnequalLengthsException(string shorter, long index)
        : base($"The flow '{shorter}' is shorter than the other: it has no item {index}. Leave out 'strict' to pair as far as both go.")
    {
        Shorter = shorter;
        Index = index;
    }

    internal UnequalLengthsException(string shorter, string longer, long index)
        : base($"The inlet '{shorter}' ended after {index} items, and '{longer}' has more. Use Combine.Zip to go as far as both do.")
    {
        Shorter = shorter;
        Index = index;
    }

    /// <summary>Gets the task that ends the shorter flow.</summary>
    public string Shorter { get; }

    /// <summary>Gets the zero-based number of the first item that it has not.</summary>
    public long Index { get; }
}

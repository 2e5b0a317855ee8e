namespace Millstream;

/// <summary>Which of the calls of a loop this is.</summary>
/// <param name="Index">Its number, from 0.</param>
/// <param name="Count">How many there are; null where nobody knows, as of a stream or a loop with a condition.</param>
public readonly record struct Iteration(long Index, long? Count = null)
{
    /// <summary>Gives the number and the count: <c>2 of 5</c>.</summary>
    public override string ToString() => Count is { } count ? $"{Index} of {count}" : $"{Index}";
}

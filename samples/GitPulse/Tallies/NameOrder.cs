namespace GitPulse.Tallies;

/// <summary>Orders names by code point, and so by their UTF-8 bytes, as <c>LC_ALL=C sort</c> does.</summary>
internal sealed class NameOrder : IComparer<string>
{
    public static readonly NameOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        var left = x.AsSpan();
        var right = y.AsSpan();
        var same = left.CommonPrefixLength(right);
        return same == left.Length || same == right.Length
            ? left.Length.CompareTo(right.Length)
            : Rank(left[same]).CompareTo(Rank(right[same]));
    }

    /// <summary>Surrogates stand for code points above all others, but lie below U+E000 as numbers.</summary>
    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}

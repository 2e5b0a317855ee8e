namespace Millstream.Supplies;

/// <summary>Compares patterns of resources: <c>*</c> stands for any text without <c>/</c>, <c>**</c> for any text, all else for itself.</summary>
/// <remarks>Both tables are filled from the end; their size is the product of the lengths.</remarks>
internal static class ResourcePattern
{
    /// <summary>Says whether every text that <paramref name="need"/> stands for is one of <paramref name="rule"/>'s. May say no where it is so: never yes where it is not.</summary>
    public static bool Covers(string rule, string need)
    {
        Sign[] a = Read(rule), b = Read(need);
        var covers = new bool[a.Length + 1, b.Length + 1];
        for (int i = a.Length; i >= 0; i--)
        {
            for (int j = b.Length; j >= 0; j--)
            {
                covers[i, j] = i == a.Length
                    ? j == b.Length
                    : a[i].IsWild
                        ? covers[i + 1, j] || (j < b.Length && a[i].Takes(b[j]) && covers[i, j + 1])
                        : j < b.Length && a[i] == b[j] && covers[i + 1, j + 1];
            }
        }

        return covers[0, 0];
    }

    /// <summary>Says whether some text is one of both.</summary>
    public static bool Overlap(string one, string other)
    {
        Sign[] a = Read(one), b = Read(other);
        var overlap = new bool[a.Length + 1, b.Length + 1];
        for (int i = a.Length; i >= 0; i--)
        {
            for (int j = b.Length; j >= 0; j--)
            {
                bool isWildA = i < a.Length && a[i].IsWild, isWildB = j < b.Length && b[j].IsWild;
                overlap[i, j] = (i == a.Length && j == b.Length)
                    || (isWildA && (overlap[i + 1, j] || (j < b.Length && !isWildB && a[i].Takes(b[j]) && overlap[i, j + 1])))
                    || (isWildB && (overlap[i, j + 1] || (i < a.Length && !isWildA && b[j].Takes(a[i]) && overlap[i + 1, j])))
                    || (i < a.Length && j < b.Length && !isWildA && !isWildB && a[i] == b[j] && overlap[i + 1, j + 1]);
            }
        }

        return overlap[0, 0];
    }

    private static Sign[] Read(string pattern)
    {
        var signs = new List<Sign>(pattern.Length);
        for (int i = 0; i < pattern.Length; i++)
        {
            bool isDeep = pattern[i] == '*' && i + 1 < pattern.Length && pattern[i + 1] == '*';
            signs.Add(new Sign(pattern[i], IsWild: pattern[i] == '*', isDeep));
            i += isDeep ? 1 : 0;
        }

        return [.. signs];
    }

    /// <summary>A character, or a wildcard.</summary>
    private readonly record struct Sign(char Character, bool IsWild, bool IsDeep)
    {
        public bool Takes(Sign other) => IsDeep || (other.IsWild ? !other.IsDeep : other.Character != '/');
    }
}

namespace Millstream.Graphs;

/// <summary>Finds what a misspelt name may have meant.</summary>
internal static class NearNames
{
    /// <summary>Gives the names that differ from <paramref name="name"/> in few letters, the nearest first.</summary>
    public static IEnumerable<string> To(string name, IEnumerable<string> known) => known
        .Distinct(StringComparer.Ordinal)
        .Select(other => (Name: other, Distance: Distance(name, other)))
        .Where(other => other.Distance <= Math.Max(1, name.Length / 3))
        .OrderBy(other => other.Distance)
        .ThenBy(other => other.Name, StringComparer.Ordinal)
        .Select(other => other.Name)
        .Take(3);

    /// <summary>
    /// How many letters must be added, removed, changed or swapped with their neighbours, whatever their case: the optimal string alignment of Damerau (doi:10.1145/363958.363994), by the rows of Wagner and
    /// Fischer (doi:10.1145/321796.321811).
    /// </summary>
    private static int Distance(string one, string other)
    {
        int[] before = new int[other.Length + 1], row = [.. Enumerable.Range(0, other.Length + 1)], next = new int[other.Length + 1];
        for (int i = 1; i <= one.Length; i++)
        {
            next[0] = i;
            for (int j = 1; j <= other.Length; j++)
            {
                int changed = row[j - 1] + (IsSame(one[i - 1], other[j - 1]) ? 0 : 1);
                next[j] = Math.Min(changed, Math.Min(row[j], next[j - 1]) + 1);
                if (i > 1 && j > 1 && IsSame(one[i - 1], other[j - 2]) && IsSame(one[i - 2], other[j - 1]))
                {
                    next[j] = Math.Min(next[j], before[j - 2] + 1);
                }
            }

            (before, row, next) = (row, next, before);
        }

        return row[^1];
    }

    private static bool IsSame(char one, char other) => char.ToLowerInvariant(one) == char.ToLowerInvariant(other);
}

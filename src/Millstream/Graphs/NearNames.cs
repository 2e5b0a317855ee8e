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

    /// <summary>How many letters must be added, removed or changed, whatever their case (Wagner and Fischer, doi:10.1145/321796.321811).</summary>
    private static int Distance(string one, string other)
    {
        int[] row = [.. Enumerable.Range(0, other.Length + 1)];
        for (int i = 1; i <= one.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.Length; j++)
            {
                int changed = diagonal + (char.ToLowerInvariant(one[i - 1]) == char.ToLowerInvariant(other[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}

namespace Millstream.Architecture;

/// <summary>Parts, and for each the parts that it may see.</summary>
internal sealed class ArrowTable
{
    private readonly Dictionary<string, HashSet<string>> _sees;

    private ArrowTable(IEnumerable<KeyValuePair<string, HashSet<string>>> sees)
    {
        _sees = new(sees);
    }

    /// <summary>Makes a table in which a part sees what is written for it, and no more.</summary>
    public static ArrowTable Exact(Dictionary<string, string[]> sees) =>
        new(sees.Select(row => KeyValuePair.Create(row.Key, row.Value.ToHashSet())));

    /// <summary>Makes a table in which a part sees what is written for it, and what that sees.</summary>
    public static ArrowTable Transitive(Dictionary<string, string[]> sees)
    {
        return new(sees.Select(row => KeyValuePair.Create(row.Key, Reach(row.Key).ToHashSet())));

        IEnumerable<string> Reach(string part) => sees[part].SelectMany(seen => Reach(seen).Prepend(seen));
    }

    public bool Knows(string part) => _sees.ContainsKey(part);

    /// <summary>Whether one part may see another; every part sees itself.</summary>
    public bool Allows(string from, string to) =>
        from == to || (_sees.TryGetValue(from, out var seen) && seen.Contains(to));
}

using Millstream.Graphs;

namespace Millstream.Documents;

/// <summary>What a misspelt name may have meant, as the last sentence of a fault.</summary>
internal static class Suggestions
{
    private const int Most = 12;

    /// <summary>Offers near names; without such all, if there are few, where a word for that is given.</summary>
    public static string For(string name, IEnumerable<string> known, string? all = null)
    {
        string[] names = [.. known];
        string[] near = name.Length > 100 ? [] : [.. NearNames.To(name, names)];
        return near.Length > 0 ? $" Is {string.Join(" or ", near.Select(n => $"'{n}'"))} meant?"
            : all is null ? ""
            : names.Length == 0 ? $" {all}: none."
            : $" {all}: {string.Join(", ", names.Take(Most).Select(n => $"'{n}'"))}{(names.Length > Most ? ", …" : "")}.";
    }
}

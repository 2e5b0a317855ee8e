namespace Millstream.Cli;

/// <summary>The documents that come with the program.</summary>
internal static class Samples
{
    private const string Prefix = "samples/";

    /// <summary>Gets their names.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(Samples).Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(n => n[Prefix.Length..])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Gives the text of one; null where there is none of that name.</summary>
    public static string? Find(string name)
    {
        using Stream? text = typeof(Samples).Assembly.GetManifestResourceStream(Prefix + name);
        return text is null ? null : new StreamReader(text).ReadToEnd();
    }
}

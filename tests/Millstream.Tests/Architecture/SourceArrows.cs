using System.Text.RegularExpressions;

namespace Millstream.Architecture;

/// <summary>
/// Finds the namespaces that a file of src/Millstream names, in using lines or in full, and that
/// <see cref="Arrows.Folders"/> refuses. Comments and strings name nothing.
/// </summary>
internal static partial class SourceArrows
{
    /// <summary>The faults of one file.</summary>
    /// <param name="path">Where the file lies, from the project's folder on.</param>
    /// <param name="source">The C# text.</param>
    public static IEnumerable<string> Faults(string path, string source)
    {
        var folder = FolderOf(path);
        return !Arrows.Folders.Knows(folder)
            ? [$"{path}: the table of arrows does not know the folder '{folder}'."]
            : from to in FoldersNamed(source).Distinct()
              where !Arrows.Folders.Allows(folder, to)
              select $"{path}: {folder} -> {to} is no arrow of ours.";
    }

    private static string FolderOf(string path) =>
        path.Split('/') is [var folder, _, ..] ? folder : Arrows.Root;

    private static IEnumerable<string> FoldersNamed(string source) =>
        from Match name in QualifiedName().Matches(CommentOrText().Replace(source, " "))
        let first = name.Groups["first"].Value
        where !Arrows.SeenByAll.Contains(first)
        select Arrows.Folders.Knows(first) ? first : Arrows.Root;

    [GeneratedRegex(@"(?<![\w.])Millstream\b(?!\s*=)(\s*\.\s*(?<first>\w+))?")]
    private static partial Regex QualifiedName();

    // Raw strings first, as their quotes open ordinary ones as well.
    [GeneratedRegex("""
        \$*(?<q>"{3,}).*?\k<q> | (@\$?|\$@)"([^"]|"")*" | \$?"(\\.|[^"\\\n])*" | '(\\.|[^'\\\n])+'
        | //[^\n]* | /\*.*?\*/
        """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex CommentOrText();
}

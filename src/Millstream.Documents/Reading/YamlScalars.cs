using System.Text.RegularExpressions;

namespace Millstream.Documents;

/// <summary>What a bare word in YAML means: nothing, a truth, a number as JSON writes it, or a text.</summary>
internal static partial class YamlScalars
{
    public static DocumentValue Of(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => DocumentValue.Null,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ when Number().IsMatch(text) => DocumentValue.Number(text),
        _ => text,
    };

    [GeneratedRegex(@"\A-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}

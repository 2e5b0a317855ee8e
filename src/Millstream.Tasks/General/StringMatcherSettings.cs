using Millstream.Text;

namespace Millstream.General;

/// <summary>What a text is searched for.</summary>
public sealed class StringMatcherSettings : ICheckedSettings
{
    private const string KnownFlags = "ims";

    private Pattern? _made;

    /// <summary>Gets or sets the text to look for, or the regular expression, in the syntax of .NET.</summary>
    public string Pattern
    {
        get;
        set
        {
            field = value;
            _made = null;
        }
    } = "";

    /// <summary>Gets or sets whether the pattern is a regular expression.</summary>
    public bool IsRegex { get; set; }

    /// <summary>Gets or sets how it is looked for: i for capitals and small letters as the same; m and s, of regular expressions, for ^ and $ at each line, and for . at line ends too.</summary>
    public string Flags
    {
        get;
        set
        {
            field = value;
            _made = null;
        }
    } = "i";

    internal bool IgnoresCase => Flags.Contains('i', StringComparison.Ordinal);

    internal Pattern Made => _made ??= Text.Pattern.Parse(Written, IgnoresCase);

    private string Written => string.Concat(Flags.Where(f => f != 'i').Distinct()) is { Length: > 0 } flags ? $"(?{flags}){Pattern}" : Pattern;

    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        if (Flags.FirstOrDefault(f => !KnownFlags.Contains(f, StringComparison.Ordinal)) is not '\0' and char unknown)
        {
            yield return $"the setting 'Flags' is '{Flags}', and '{unknown}' is no flag. There are: i, m, s.";
        }
        else if (IsRegex && Text.Pattern.FaultOf(Written) is { } fault)
        {
            yield return $"the setting '{nameof(Pattern)}' has a fault: {fault}";
        }
    }
}

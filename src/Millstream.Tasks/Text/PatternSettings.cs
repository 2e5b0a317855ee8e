using System.Text.RegularExpressions;
using Millstream.Rows;

namespace Millstream.Text;

/// <summary>A regular expression.</summary>
public abstract class PatternSettings : ICheckedSettings
{
    private Regex? _regex;

    private protected PatternSettings()
    {
    }

    /// <summary>Gets or sets the regular expression, in the syntax of .NET.</summary>
    public string Pattern
    {
        get;
        set
        {
            field = value;
            _regex = null;
        }
    } = "";

    /// <summary>Gets or sets whether capitals and small letters are the same.</summary>
    public bool IgnoreCase
    {
        get;
        set
        {
            field = value;
            _regex = null;
        }
    }

    internal Regex Regex => _regex ??= Patterns.Make(Pattern, IgnoreCase);

    /// <inheritdoc/>
    public virtual IEnumerable<string> Check() => SettingFaults.OfPattern(nameof(Pattern), Pattern, "error|warning");
}

using Millstream.Rows;

namespace Millstream.Text;

/// <summary>A regular expression.</summary>
public abstract class PatternSettings : ICheckedSettings
{
    private Pattern? _made;

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
            _made = null;
        }
    } = "";

    /// <summary>Gets or sets whether capitals and small letters are the same.</summary>
    public bool IgnoreCase
    {
        get;
        set
        {
            field = value;
            _made = null;
        }
    }

    internal Pattern Made => _made ??= Text.Pattern.Parse(Pattern, IgnoreCase);

    /// <inheritdoc/>
    public virtual IEnumerable<string> Check() => SettingFaults.OfPattern(nameof(Pattern), Pattern, "error|warning");
}

namespace Millstream.Text;

/// <summary>Which texts are kept.</summary>
public sealed class MatchSettings : PatternSettings
{
    /// <summary>Gets or sets whether the texts are kept in which the pattern does not match.</summary>
    public bool Invert { get; set; }
}

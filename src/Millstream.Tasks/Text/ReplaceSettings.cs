namespace Millstream.Text;

/// <summary>What is replaced, and by what.</summary>
public sealed class ReplaceSettings : PatternSettings
{
    /// <summary>Gets or sets what stands there instead; nothing unless set.</summary>
    public string Replacement { get; set; } = "";
}

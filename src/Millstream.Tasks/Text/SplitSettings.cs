namespace Millstream.Text;

/// <summary>Where texts are taken apart.</summary>
public sealed class SplitSettings
{
    /// <summary>Gets or sets what stands between the parts; white space unless set.</summary>
    public string Separator { get; set; } = "";

    /// <summary>Gets or sets whether parts without a character are given too.</summary>
    public bool KeepEmpty { get; set; }
}

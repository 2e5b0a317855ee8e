namespace Millstream.General;

/// <summary>How texts are put together.</summary>
public sealed class StringConcatenatorSettings
{
    /// <summary>Gets or sets what stands between two texts.</summary>
    public string Separator { get; set; } = "";
}

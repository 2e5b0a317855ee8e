namespace Millstream.General;

/// <summary>How a latch begins.</summary>
public sealed class SrLatchSettings
{
    /// <summary>Gets or sets what it holds before anything has set or reset it.</summary>
    public bool DefaultValue { get; set; }
}

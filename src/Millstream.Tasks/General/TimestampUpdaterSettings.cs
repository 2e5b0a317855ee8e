namespace Millstream.General;

/// <summary>Which time items get.</summary>
public sealed class TimestampUpdaterSettings
{
    /// <summary>Gets or sets what the new time is counted from: the clock, or the item's own time.</summary>
    public TimeReference TimeReference { get; set; }

    /// <summary>Gets or sets what is added to it; it may be negative.</summary>
    public TimeSpan Offset { get; set; }

    /// <summary>Gets or sets whether items without a time are dropped; otherwise they are passed on as they are.</summary>
    public bool FailClosed { get; set; } = true;
}

namespace Millstream.General;

/// <summary>When items count as coming.</summary>
public sealed class MessageDetectorSettings : ICheckedSettings
{
    /// <summary>Gets or sets whether an item without a time counts as none: "closed".</summary>
    public FailMode FailMode { get; set; }

    /// <summary>Gets or sets after how long without an item none are coming; 0, the default, for never.</summary>
    public TimeSpan TimeOut { get; set; }

    /// <summary>Gets or sets how often the signal is given again; 0, the default, for only when it changes.</summary>
    public TimeSpan RepeatInterval { get; set; }

    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        if (TimeOut < TimeSpan.Zero)
        {
            yield return $"the setting 'TimeOut' is {TimeOut}. It is 0 for never, or longer.";
        }

        if (RepeatInterval < TimeSpan.Zero)
        {
            yield return $"the setting 'RepeatInterval' is {RepeatInterval}. It is 0 for only when it changes, or longer.";
        }
    }
}

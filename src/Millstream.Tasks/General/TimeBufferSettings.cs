namespace Millstream.General;

/// <summary>How long items are held.</summary>
public sealed class TimeBufferSettings : ICheckedSettings
{
    /// <summary>Gets or sets what tells how far time has come: the clock, or the newest item.</summary>
    public TimeReference TimeReference { get; set; }

    /// <summary>Gets or sets how long after its time an item leaves.</summary>
    public TimeSpan Size { get; set; } = TimeSpan.FromMilliseconds(1000);

    /// <inheritdoc/>
    public IEnumerable<string> Check() => Size >= TimeSpan.Zero ? [] : [$"the setting 'Size' is {Size}. It is 0 or longer."];
}

namespace Millstream.General;

/// <summary>How often an item is repeated.</summary>
public sealed class RepeaterSettings : ICheckedSettings
{
    /// <summary>Gets or sets how often a second.</summary>
    [Unit("/s")]
    public double Rate { get; set; } = 10;

    /// <summary>Gets or sets whether an item without a time silences the repeater until the next with one; otherwise it is passed on as it is.</summary>
    public bool FailClosed { get; set; }

    /// <inheritdoc/>
    public IEnumerable<string> Check() => Rate is > 0 and <= 1000 ? [] : [$"the setting 'Rate' is {Rate.ToString(System.Globalization.CultureInfo.InvariantCulture)}. It is more than 0, and 1000 at most."];
}

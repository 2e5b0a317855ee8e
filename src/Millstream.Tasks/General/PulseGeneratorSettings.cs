namespace Millstream.General;

/// <summary>What pulses are, and how often they come.</summary>
public sealed class PulseGeneratorSettings : ICheckedSettings
{
    /// <summary>Gets or sets how far apart pulses are.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets what a pulse is.</summary>
    public PulseType MessageType { get; set; }

    /// <inheritdoc/>
    public IEnumerable<string> Check() => Interval > TimeSpan.Zero ? [] : [$"the setting 'Interval' is {Interval}. It is longer than nothing: 1 s, 10 ms."];
}

/// <summary>What a pulse is.</summary>
public enum PulseType
{
    /// <summary>The moment at which it is given.</summary>
    Ts,

    /// <summary>An id that no other pulse has.</summary>
    Id,
}

namespace Millstream.General;

/// <summary>When a gate is open.</summary>
public sealed class GateSettings
{
    /// <summary>Gets or sets what becomes of the gate while its control pauses or has given something invalid.</summary>
    public FailMode FailMode { get; set; }

    /// <summary>Gets or sets whether the gate is open before its control has said anything.</summary>
    public bool InitialControl { get; set; }
}

/// <summary>What a task does when what it depends on fails.</summary>
public enum FailMode
{
    /// <summary>It goes on with what it knows.</summary>
    Open,

    /// <summary>It gives nothing.</summary>
    Closed,
}

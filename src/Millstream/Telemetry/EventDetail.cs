namespace Millstream.Telemetry;

/// <summary>How much a run tells in its events.</summary>
public enum EventDetail
{
    /// <summary>Starts, ends, warnings and failures.</summary>
    Tasks,

    /// <summary>Besides, every item at every task. Each takes its own turn through the graph, so this is slow.</summary>
    Items,
}

namespace Millstream.Telemetry;

/// <summary>How much a run tells in its events.</summary>
public enum EventDetail
{
    /// <summary>What becomes of the run, its tasks and its edges, how far they are, warnings and failures.</summary>
    Tasks,

    /// <summary>Besides, every item that a task gives. Each takes its own turn through the graph, so this is slow.</summary>
    Items,

    /// <summary>Besides, every call: what a task makes of each of its items.</summary>
    Calls,
}

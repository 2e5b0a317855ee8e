using Millstream.Graphs;
using Millstream.Telemetry;

namespace Millstream.Execution;

/// <summary>What happened, in little space: it is told as one event or several, which are made for whoever reads them.</summary>
/// <param name="What">What it was.</param>
/// <param name="Of">The node, or an object that says more.</param>
/// <param name="Number">What there is to say in numbers; each kind says what.</param>
/// <param name="RunPercent">How far the run is since; below 0 when that has not changed.</param>
internal readonly record struct LogEntry(LogKind What, object? Of = null, long Number = 0, sbyte RunPercent = -1)
{
    /// <summary>Gets how many events it is told as.</summary>
    public int Count { get; init; }

    /// <summary>Gets the number of the first of its events.</summary>
    public long First { get; init; }

    /// <summary>Gets when it happened, by the run's clock.</summary>
    public long At { get; init; }
}

/// <summary>What an entry of a run's log says.</summary>
internal enum LogKind : byte
{
    /// <summary>One event: <see cref="Particulars"/>.</summary>
    Event,

    /// <summary>A task has begun.</summary>
    Started,

    /// <summary>An outlet has given the first item of a stream. Number: <see cref="StreamMark"/>.</summary>
    Streaming,

    /// <summary>One outlet of several has ended. Number: <see cref="StreamMark"/>.</summary>
    StreamEnded,

    /// <summary>A task was told to end.</summary>
    Ending,

    /// <summary>A task has completed. Number: 0, or 1 more than the items of its one outlet, which gave a stream.</summary>
    Completed,

    /// <summary>A task is not needed.</summary>
    Disabled,

    /// <summary>A task has ended otherwise: <see cref="TaskEnd"/>.</summary>
    Ended,

    /// <summary>A task has come further. Number: how far, in percent; or <see cref="ProgressReport"/>.</summary>
    Progress,

    /// <summary>The run has come further.</summary>
    RunProgress,

    /// <summary>An item was given: <see cref="ItemGiven"/>.</summary>
    Item,
}

/// <summary>Which outlet, whether it changed the task's status, and a count or a percentage, in one number.</summary>
internal static class StreamMark
{
    public static long Of(int outlet, bool isFirst, long count) => ((long)outlet << 48) | (isFirst ? 1L << 47 : 0) | count;

    public static int Outlet(long mark) => (int)(mark >> 48);

    public static bool IsFirst(long mark) => (mark & (1L << 47)) != 0;

    public static long Count(long mark) => mark & ((1L << 47) - 1);
}

/// <summary>One event that has more to say.</summary>
internal sealed record Particulars(
    RunEventKind Kind, NodeId? Task, long? Index, string? Message, Exception? Error, long? Count = null, double? Progress = null)
{
    /// <summary>Gets the run inside a task that the event is about, if it is about one.</summary>
    public ChildRun? Child { get; init; }

    /// <summary>Gets how that run has ended.</summary>
    public RunStatus? Status { get; init; }

    /// <summary>Gets how long a repeated call was waited with.</summary>
    public TimeSpan? Delay { get; init; }
}

/// <summary>How a task ended that did not complete.</summary>
internal sealed record TaskEnd(GraphNode Node, RunStatus Status, Exception? Error, NodeId? Origin, string? FaultedStream, bool IsAbandoned);

/// <summary>What a task said of how far it is.</summary>
internal sealed record ProgressReport(GraphNode Node, double Value, string? Message, object? Details);

/// <summary>An item that an outlet gave.</summary>
internal sealed record ItemGiven(GraphNode Node, int Outlet, object? Item);

using Millstream.Graphs;
using Millstream.Telemetry;

namespace Millstream.Execution;

/// <summary>What an edge tells whoever does not know its item type: counters, and the two ways it takes part in a stall.</summary>
internal abstract class EdgeQueue(string id)
{
    public string Id => id;

    /// <summary>Gets the two tasks, for pictures and statistics; null for a reader outside the graph.</summary>
    public GraphEdge? Edge { get; init; }

    public abstract long Put { get; }

    public abstract long Delivered { get; }

    public abstract long Dropped { get; }

    public abstract int Capacity { get; }

    /// <summary>How often the edge grew to end a stall.</summary>
    public abstract int Grown { get; }

    /// <summary>Gets whether the producer waits for room, and whether the consumer waits for an item; who is outside waits for nobody.</summary>
    public abstract (bool WriterWaits, bool ReaderWaits, bool WaitsForOutside) Waits { get; }

    /// <summary>Gets how many bytes the edge holds about, for the quota of its growth.</summary>
    public abstract long ApproximateBytes { get; }

    /// <summary>Gets the error with which it ended without an item; null while it has not, or came to its end as it should.</summary>
    public abstract Exception? EmptyFault { get; }

    /// <summary>Doubles the capacity and lets the producer go on.</summary>
    public abstract void Grow();

    /// <summary>Ends the edge from outside: what is queued stays readable.</summary>
    public abstract void End(Exception? error);

    public EdgeStatistics Statistics()
    {
        long delivered = Delivered;
        long dropped = Dropped;
        long put = Put;
        return new EdgeStatistics(id, put, delivered, dropped, Math.Max(0, put - delivered - dropped), Capacity, Grown);
    }
}

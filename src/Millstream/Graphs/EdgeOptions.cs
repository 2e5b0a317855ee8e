namespace Millstream.Graphs;

/// <summary>How much an edge holds, and what happens when it is full.</summary>
public sealed record EdgeOptions
{
    /// <summary>How many items an edge holds unless set.</summary>
    public const int DefaultCapacity = 1024;

    /// <summary>Gets how many items may be on the edge before its producer waits.</summary>
    /// <value>
    /// 1 or more; <see langword="null"/> (the default) leaves it to the run, which uses 1,024 unless set. A capacity that is
    /// set puts an edge here: the planner does not fuse across it. Items that travel to the consumer in a chunk but that it
    /// has not begun are still on the edge.
    /// </value>
    public int? Capacity
    {
        get;
        init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(Capacity), value, "An edge holds at least one item.");
    }

    /// <summary>Gets how many bytes may be on the edge before its producer waits, as told by <see cref="SizeOf"/>.</summary>
    /// <value>1 or more; <see langword="null"/> (the default) for no bound in bytes.</value>
    public long? CapacityBytes
    {
        get;
        init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(CapacityBytes), value, "An edge holds at least one byte.");
    }

    /// <summary>Gets the function (a <c>Func&lt;T, int&gt;</c>) that tells the bytes of an item; needed with <see cref="CapacityBytes"/>.</summary>
    public Delegate? SizeOf { get; init; }

    /// <summary>Gets what happens when the edge is full.</summary>
    /// <value><see cref="Overflow.Wait"/> unless set.</value>
    public Overflow Overflow { get; init; }

    /// <summary>Gets a function (a <c>Func&lt;EdgeBuffer&lt;T&gt;&gt;</c>) that makes the buffer which keeps the edge's items.</summary>
    /// <value><see langword="null"/> (the default) for the edge's own.</value>
    public Delegate? Buffer { get; init; }

    /// <summary>Gets whether something here asks for a real edge, so that no stage may be fused across it.</summary>
    internal bool IsBoundary => Capacity is not null || CapacityBytes is not null || Overflow != Overflow.Wait || Buffer is not null;

    internal static EdgeOptions Default { get; } = new();
}

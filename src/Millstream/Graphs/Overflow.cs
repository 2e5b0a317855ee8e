namespace Millstream.Graphs;

/// <summary>What happens when an item comes to a full edge.</summary>
public enum Overflow
{
    /// <summary>The producer waits until there is room. Nothing is lost.</summary>
    Wait,

    /// <summary>The item that has waited longest is dropped and counted; the new one takes a place.</summary>
    DropOldest,

    /// <summary>The new item is dropped and counted.</summary>
    DropNewest,

    /// <summary>The producer fails with an error that names the edge.</summary>
    Fail,
}

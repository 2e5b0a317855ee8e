namespace Millstream;

/// <summary>How an inlet reads several edges.</summary>
public enum Merge
{
    /// <summary>A list takes the items of all, edge after edge in the order of their ids; any other inlet takes one edge.</summary>
    Default,

    /// <summary>The items of all as they come; each edge's own order is kept.</summary>
    Interleave,

    /// <summary>When all have ended, the last item of the last edge, in the order of their ids, that gave one.</summary>
    Last,
}

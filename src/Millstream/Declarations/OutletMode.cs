namespace Millstream;

/// <summary>What the items of an outlet are: values of their own, or pieces of values that grow.</summary>
/// <remarks>
/// One call makes one value. An inlet of a <c>T</c> is given the whole value when the call ends, one that is read live each piece as it comes, a list all pieces.
/// </remarks>
public enum OutletMode
{
    /// <summary>Each item is a value.</summary>
    Items,

    /// <summary>Each piece goes behind those before it: a text that is written, bytes that arrive.</summary>
    Append,

    /// <summary>Each piece is the whole value, better than the one before.</summary>
    Replace,

    /// <summary>Each piece is news of the value: an object the one before it; of a list, each element the one with its <c>Id</c>, or else it is added.</summary>
    Update,
}

/// <summary>When a task begins to read an inlet.</summary>
public enum Readiness
{
    /// <summary>As the parameter's type says: at the first item, or for a list at the end.</summary>
    OfType,

    /// <summary>At once: a method that is called for each item is called for each piece of a value that grows.</summary>
    FirstChunk,

    /// <summary>When the inlet has ended.</summary>
    Final,
}

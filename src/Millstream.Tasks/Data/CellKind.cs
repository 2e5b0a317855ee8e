namespace Millstream.Data;

/// <summary>What a cell holds: the kinds of value that JSON knows, whole numbers apart.</summary>
public enum CellKind
{
    /// <summary>No value.</summary>
    Null,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A whole number of 64 bits.</summary>
    Whole,

    /// <summary>A floating-point number of 64 bits; always finite.</summary>
    Number,

    /// <summary>A text. A number in a text counts as a number wherever one is needed.</summary>
    Text,

    /// <summary>Cells in an order.</summary>
    List,

    /// <summary>Cells with names.</summary>
    Row,
}

namespace Millstream;

/// <summary>A piece of a value that grows: what <c>Pieces()</c> gives of a flow whose outlet has a mode.</summary>
/// <remarks>The default is the first piece of value 0, with the default of <typeparamref name="T"/>.</remarks>
/// <param name="Item">The piece.</param>
/// <param name="ValueIndex">Which value it is of, from 0: one for each call.</param>
public readonly record struct Piece<T>(T Item, long ValueIndex)
{
    /// <summary>Gets whether this is no piece, but tells that the value has all of its pieces. Travels inside a graph only.</summary>
    internal bool IsEnd { get; private init; }

    /// <summary>Tells that a value has all of its pieces.</summary>
    internal static Piece<T> EndOf(long valueIndex) => new(default!, valueIndex) { IsEnd = true };

    /// <summary>Gives the same place with a part of the piece.</summary>
    internal Piece<TPart> Part<TPart>(Func<T, TPart> part) => IsEnd ? Piece<TPart>.EndOf(ValueIndex) : new(part(Item), ValueIndex);
}

using Millstream.Graphs;

namespace Millstream.Tasks;

/// <summary>An item of a list that is gone through: with its number, and how many there are.</summary>
internal readonly record struct Element<T>(T Item, long Index, long Count) : ICarriesItem, IElement
{
    object? ICarriesItem.Item => Item;

    public Iteration Iteration => new(Index, Count);
}

/// <summary>An item that knows which one of how many it is.</summary>
internal interface IElement : ICarriesItem
{
    Iteration Iteration { get; }
}

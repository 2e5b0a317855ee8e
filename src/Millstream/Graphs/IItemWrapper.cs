namespace Millstream.Graphs;

/// <summary>Something of the engine's around a user's item: errors and dead letters show the item itself.</summary>
internal interface ICarriesItem
{
    /// <summary>Gets the item.</summary>
    object? Item { get; }
}

/// <summary>Something around an item of its one type argument: it fits where the item would.</summary>
internal interface IItemWrapper : ICarriesItem
{
    /// <summary>Makes one of this type of another one, whose item fits this type's.</summary>
    IItemWrapper Of(IItemWrapper other);
}

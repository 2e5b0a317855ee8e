namespace Millstream.Graphs;

/// <summary>Something of the engine's around an item of its one type argument: it fits where the item would.</summary>
internal interface IItemWrapper
{
    /// <summary>Gets the item.</summary>
    object? Item { get; }

    /// <summary>Makes one of this type of another one, whose item fits this type's.</summary>
    IItemWrapper Of(IItemWrapper other);
}

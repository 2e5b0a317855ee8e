namespace Millstream;

/// <summary>An item together with its place at the source. Only tasks between a source and a save (or a reader of the index) carry it.</summary>
internal readonly record struct Indexed<T>(T Item, ItemIndex Index) : ICarriesItem
{
    object? ICarriesItem.Item => Item;

    public Indexed<TResult> With<TResult>(TResult item) => new(item, Index);
}

/// <summary>Something of the engine's around a user's item: errors and dead letters show the item itself.</summary>
internal interface ICarriesItem
{
    object? Item { get; }
}

using System.Globalization;
using Millstream.Graphs;

namespace Millstream;

/// <summary>An item with its marks: its place at the source, and its time. Only tasks between where a mark begins and who reads it carry it.</summary>
internal readonly record struct Marked<T>(T Item, ItemMarks Marks) : IMarkedItem
{
    public ItemIndex Index => Marks.Index;

    public long Time => Marks.Time;

    object? ICarriesItem.Item => Item;

    IItemWrapper IItemWrapper.Of(IItemWrapper other) => new Marked<T>(
        other.Item is T or null ? (T)other.Item! : (T)Convert.ChangeType(other.Item, typeof(T), CultureInfo.InvariantCulture), ((IMarkedItem)other).Marks);

    public Marked<TResult> With<TResult>(TResult item) => new(item, Marks);
}

/// <summary>What travels with an item where somebody reads it.</summary>
/// <param name="Index">The item's place at the source; the first where only the time is read.</param>
/// <param name="Time">The item's time, as <see cref="ItemTime"/> counts it; 0 where only the index is read.</param>
internal readonly record struct ItemMarks(ItemIndex Index, long Time = 0)
{
    /// <summary>Gives the marks of an item that was made of this one.</summary>
    public ItemMarks Child(long number) => this with { Index = Index.Child(number) };
}

/// <summary>An item with its marks, whatever its type.</summary>
internal interface IMarkedItem : IItemWrapper
{
    ItemMarks Marks { get; }
}

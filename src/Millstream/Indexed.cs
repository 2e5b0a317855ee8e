namespace Millstream;

/// <summary>An item together with its place at the source. Only tasks between a source and a save (or a reader of the index) carry it.</summary>
internal readonly record struct Indexed<T>(T Item, ItemIndex Index)
{
    public Indexed<TResult> With<TResult>(TResult item) => new(item, Index);
}

/// <summary>
/// The zero-based number of an item at its source; of one that a task made of another, that one's index and the number among those made of it: <c>3</c>,
/// <c>3.0</c>, <c>3.0.1</c>.
/// </summary>
internal sealed record ItemIndex(long Number, ItemIndex? Parent = null)
{
    public ItemIndex Child(long number) => new(number, this);

    public override string ToString() => Parent is null
        ? Number.ToString(System.Globalization.CultureInfo.InvariantCulture)
        : $"{Parent}.{Number.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
}

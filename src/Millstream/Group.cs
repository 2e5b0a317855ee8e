namespace Millstream;

/// <summary>The items that share a key: what <c>GroupBy</c> gives.</summary>
/// <param name="Key">The key; it may be <see langword="null"/>.</param>
/// <param name="Items">The items, in the order in which they came; at least one. Two groups are equal only when they hold the same list.</param>
public sealed record Group<TKey, T>(TKey Key, IReadOnlyList<T> Items);

namespace Millstream;

/// <summary>The items whose time falls into one stretch of time: what <c>Window</c> gives.</summary>
/// <param name="Start">The beginning, which belongs to the window; in UTC.</param>
/// <param name="End">The end, which does not; in UTC.</param>
/// <param name="Items">The items, in the order in which they came; at least one. Two windows are equal only when they hold the same list.</param>
public sealed record Window<T>(DateTimeOffset Start, DateTimeOffset End, IReadOnlyList<T> Items);

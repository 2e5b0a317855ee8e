namespace Millstream.Benchmarks.Peers;

/// <summary>An array on its way, and how much of it is filled.</summary>
internal readonly record struct Batch<T>(T[] Items, int Count)
{
    public Span<T> Span => Items.AsSpan(0, Count);
}

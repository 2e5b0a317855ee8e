using Millstream.Data;

namespace Millstream.Aggregates;

/// <summary>Compares keys cell by cell.</summary>
internal sealed class KeyComparer : IEqualityComparer<Cell[]>
{
    public static KeyComparer Shared { get; } = new();

    public bool Equals(Cell[]? x, Cell[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(Cell[] obj)
    {
        int hash = 0;
        foreach (ref readonly Cell cell in obj.AsSpan())
        {
            hash = (hash * 31) + cell.GetHashCode();
        }

        return hash;
    }
}

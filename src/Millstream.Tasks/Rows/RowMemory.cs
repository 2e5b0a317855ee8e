using Millstream.Data;

namespace Millstream.Rows;

/// <summary>What a task remembers of the rows that were there.</summary>
public sealed class RowMemory
{
    private readonly WholeRow _whole = new();
    private Cell[]? _key;
    private Cell[] _computed = [];

    /// <summary>Gets or sets how many there were.</summary>
    internal long Count { get; set; }

    /// <summary>Gets or sets whether what was waited for has come.</summary>
    internal bool IsOver { get; set; }

    /// <summary>Says whether a row differs from the one before it.</summary>
    internal bool Differs(Row row, ChangesSettings settings)
    {
        Cell[] key;
        if (settings.Keys is { } keys)
        {
            key = _computed = _computed.Length == keys.Count ? _computed : new Cell[keys.Count];
            keys.Into(row, key);
        }
        else
        {
            key = _whole.KeyOf(row);
        }

        if (_key is not null && _key.AsSpan().SequenceEqual(key))
        {
            return false;
        }

        _key = [.. key.Select(cell => cell.Detached())];
        return true;
    }
}

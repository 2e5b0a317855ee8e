using Millstream.Aggregates;
using Millstream.Data;
using Millstream.Expressions;

namespace Millstream.Rows;

/// <summary>The keys of the rows that a task has seen.</summary>
public sealed class DistinctMemory
{
    private readonly HashSet<Cell[]> _seen = new(KeyComparer.Shared);
    private readonly Queue<Cell[]> _order = new();
    private readonly WholeRow _whole = new();
    private Cell[] _key = [];

    /// <summary>Remembers the key of a row; answers whether it is a new one.</summary>
    internal bool Add(Row row, DistinctSettings settings)
    {
        Projection? keys = settings.Keys;
        if (keys is null)
        {
            _key = _whole.KeyOf(row);
        }
        else
        {
            _key = _key.Length == keys.Count ? _key : new Cell[keys.Count];
            keys.Into(row, _key);
        }

        if (_seen.Contains(_key))
        {
            return false;
        }

        if (_seen.Count == settings.MaxKeys)
        {
            _seen.Remove(settings.ForgetOldest ? _order.Dequeue() : throw TaskInputException.Because(
                $"More than {settings.MaxKeys} keys differ. Set 'maxKeys' higher, or 'forgetOldest' where rows with the same key come close together."));
        }

        Cell[] kept = [.. _key.Select(cell => cell.Detached())];
        _seen.Add(kept);
        if (settings.ForgetOldest)
        {
            _order.Enqueue(kept);
        }

        return true;
    }
}

using Millstream.Aggregates;
using Millstream.Data;
using Millstream.Expressions;

namespace Millstream.Windows;

/// <summary>The windows that are open, and what was computed in them so far.</summary>
internal sealed class WindowTable(WindowSettings settings)
{
    // Windows are counted from a Monday, as those of Flow.Window are: a week begins with one.
    private static readonly long FirstMonday = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();

    private readonly SortedDictionary<long, GroupTable> _open = [];
    private readonly long _length = (long)settings.Every.TotalMilliseconds;
    private readonly long _lateness = (long)settings.Lateness.TotalMilliseconds;
    private long _newest = long.MinValue;

    /// <summary>Gets when the first of the open windows ends; null when none is open.</summary>
    public long? End => _open.Count == 0 ? null : _open.Keys.First() + _length;

    /// <summary>Counts a row into its window; answers whether that was still open.</summary>
    public bool Add(Row row, long time)
    {
        _newest = Math.Max(_newest, time);
        long start = time - ((time - FirstMonday) % _length);
        if (start + _length + _lateness <= _newest)
        {
            return false;
        }

        if (!_open.TryGetValue(start, out GroupTable? groups))
        {
            _open.Add(start, groups = settings.Begin());
        }

        groups.Add(row);
        return true;
    }

    /// <summary>Gives the rows of the windows that the newest time closes.</summary>
    public IEnumerable<Row> TakeClosed() => Take(start => start + _length + _lateness <= _newest);

    /// <summary>Gives the rows of the windows that have ended by a clock.</summary>
    public IEnumerable<Row> TakeEnded(long now) => Take(start => start + _length <= now);

    /// <summary>Gives the rows of all windows.</summary>
    public IEnumerable<Row> TakeAll() => Take(_ => true);

    private IEnumerable<Row> Take(Func<long, bool> isClosed)
    {
        while (_open.Count > 0 && _open.First() is var first && isClosed(first.Key))
        {
            _open.Remove(first.Key);
            foreach (Row row in first.Value.Rows(new Cell(Times.Text(DateTimeOffset.FromUnixTimeMilliseconds(first.Key)))))
            {
                yield return row;
            }
        }
    }
}

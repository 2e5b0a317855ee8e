using Millstream.Aggregates;
using Millstream.Data;
using Millstream.Expressions;

namespace Millstream.Joins;

/// <summary>The rows of two streams that may still find a partner.</summary>
internal sealed class WindowPairs(JoinWindowSettings settings, TimeProvider clock)
{
    private readonly JoinedRows _rows = settings.Begin();
    private readonly Expression? _time = settings.TimeExpression;
    private readonly long _within = (long)settings.Within.TotalMilliseconds;
    private readonly Side _left = new();
    private readonly Side _right = new();

    /// <summary>Takes a row, and gives the pairs that it makes with those that came before.</summary>
    public List<Row> Take(Row row, bool isLeft)
    {
        (Side own, Side other) = isLeft ? (_left, _right) : (_right, _left);
        long time = TimeOf(row);
        own.Newest = Math.Max(own.Newest, time);

        // No row older than this can come on the own side: those on the other side that are too old for it have no partner any more.
        other.Forget(_time is null ? time - _within : own.Newest - _within);
        own.Forget(_time is null ? time - _within : other.Newest - _within);
        Cell[] key = isLeft ? _rows.LeftKey(row) : _rows.RightKey(row);
        if (JoinedRows.IsNowhere(key))
        {
            return [];
        }

        var pairs = new List<Row>();
        foreach ((long otherTime, Row partner) in other.Of(key))
        {
            if (Math.Abs(otherTime - time) <= _within)
            {
                pairs.Add(isLeft ? _rows.Of(row, partner) : _rows.Of(partner, row));
            }
        }

        if (own.Count == settings.MaxRows)
        {
            throw TaskInputException.Because($"More than {settings.MaxRows} rows of one side wait for a partner. Set 'maxRows' higher, or 'within' shorter.");
        }

        own.Add(key, time, row);
        return pairs;
    }

    private long TimeOf(Row row)
    {
        if (_time is null)
        {
            return clock.GetUtcNow().ToUnixTimeMilliseconds();
        }

        Cell cell = _time.Evaluate(row);
        return Times.TryRead(cell, out DateTimeOffset time)
            ? time.ToUnixTimeMilliseconds()
            : throw TaskInputException.Because($"The time of a row, '{settings.Time}', is {(cell.IsNull ? "no value" : $"'{cell}'")}. {Times.Forms}");
    }

    private sealed class Side
    {
        private readonly Dictionary<Cell[], Queue<(long Time, Row Row)>> _byKey = new(KeyComparer.Shared);
        private readonly Queue<(long Time, Cell[] Key)> _order = new();

        public long Newest { get; set; } = long.MinValue / 2;

        public int Count => _order.Count;

        public Queue<(long Time, Row Row)> Of(Cell[] key) => _byKey.TryGetValue(key, out Queue<(long, Row)>? rows) ? rows : new Queue<(long, Row)>();

        public void Add(Cell[] key, long time, Row row)
        {
            if (!_byKey.TryGetValue(key, out Queue<(long, Row)>? rows))
            {
                _byKey.Add(key, rows = new());
            }

            rows.Enqueue((time, row));
            _order.Enqueue((time, key));
        }

        /// <summary>Lets go of the rows that came before a time.</summary>
        public void Forget(long before)
        {
            while (_order.TryPeek(out (long Time, Cell[] Key) oldest) && oldest.Time < before)
            {
                _order.Dequeue();
                Queue<(long, Row)> rows = _byKey[oldest.Key];
                rows.Dequeue();
                if (rows.Count == 0)
                {
                    _byKey.Remove(oldest.Key);
                }
            }
        }
    }
}

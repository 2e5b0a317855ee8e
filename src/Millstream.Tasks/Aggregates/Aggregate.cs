using Millstream.Data;

namespace Millstream.Aggregates;

/// <summary>Makes one cell of the cells of many rows.</summary>
internal abstract class Aggregate
{
    public abstract Cell Result { get; }

    public abstract void Add(Cell cell);

    /// <summary>Makes an aggregate by its name.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public static Aggregate Of(string name) => name switch
    {
        "count" => new CountAggregate(),
        "sum" => new SumAggregate(isMean: false),
        "avg" => new SumAggregate(isMean: true),
        "min" => new BestAggregate(wantsLess: true),
        "max" => new BestAggregate(wantsLess: false),
        "first" => new EndAggregate(isFirst: true),
        "last" => new EndAggregate(isFirst: false),
        "distinct" => new DistinctAggregate(),
        _ => throw new KeyNotFoundException(name),
    };

    public static IReadOnlyList<string> Names { get; } = ["count", "sum", "avg", "min", "max", "first", "last", "distinct"];

    /// <summary>How many cells have a value; all rows, where there is no expression.</summary>
    private sealed class CountAggregate : Aggregate
    {
        private long _count;

        public override Cell Result => new(_count);

        public override void Add(Cell cell) => _count += cell.IsNull ? 0 : 1;
    }

    /// <summary>The sum or the mean of what is a number; whole numbers stay exact while 64 bits hold them.</summary>
    private sealed class SumAggregate(bool isMean) : Aggregate
    {
        private long _whole;
        private double _fraction;
        private double _lost;
        private long _count;
        private bool _isWhole = true;

        public override Cell Result => _count == 0 ? isMean ? Cell.Null : new Cell(0L)
            : isMean ? new Cell(Total / _count)
            : _isWhole ? new Cell(_whole) : new Cell(Total);

        private double Total => _isWhole ? _whole : _whole + _fraction - _lost;

        public override void Add(Cell cell)
        {
            if (cell.TryInteger(out long whole))
            {
                _count++;
                long sum = _whole + whole;
                if (((_whole ^ sum) & (whole ^ sum)) >= 0)
                {
                    _whole = sum;
                }
                else
                {
                    // 64 bits are too few: what was summed goes on as a floating-point number.
                    Add((double)_whole);
                    _whole = whole;
                }
            }
            else if (cell.TryNumber(out double number))
            {
                _count++;
                Add(number);
            }
        }

        // Kahan's compensated sum (doi:10.1145/363707.363723): a million small numbers lose nothing to a great one.
        private void Add(double number)
        {
            _isWhole = false;
            double next = number - _lost;
            double sum = _fraction + next;
            _lost = sum - _fraction - next;
            _fraction = sum;
        }
    }

    /// <summary>The least or the greatest value, in the order of cells. An empty text is none.</summary>
    private sealed class BestAggregate(bool wantsLess) : Aggregate
    {
        private Cell _best;

        public override Cell Result => _best;

        public override void Add(Cell cell)
        {
            if (!cell.IsBlank && (_best.IsNull || (wantsLess ? cell < _best : cell > _best)))
            {
                _best = cell.Detached();
            }
        }
    }

    /// <summary>The first or the last value.</summary>
    private sealed class EndAggregate(bool isFirst) : Aggregate
    {
        private Cell _cell;

        public override Cell Result => isFirst ? _cell : _cell.Detached();

        public override void Add(Cell cell)
        {
            if (!cell.IsNull && (!isFirst || _cell.IsNull))
            {
                _cell = isFirst ? cell.Detached() : cell;
            }
        }
    }

    /// <summary>How many values differ.</summary>
    private sealed class DistinctAggregate : Aggregate
    {
        private const int Most = 10_000_000;

        private readonly HashSet<Cell> _seen = [];

        public override Cell Result => new((long)_seen.Count);

        public override void Add(Cell cell)
        {
            if (!cell.IsNull && !_seen.Contains(cell))
            {
                _seen.Add(_seen.Count < Most ? cell.Detached() : throw TaskInputException.Because($"More than {Most} values differ: 'distinct' counts no more of one group."));
            }
        }
    }
}

namespace Millstream.Stages;

/// <summary>Open windows of equal length: tumbling ones, and sliding ones, which overlap.</summary>
internal sealed class OpenSpans<T>(WindowOptions options) : OpenWindows<T>(options.Lateness)
{
    private readonly SortedDictionary<long, Span> _open = [];

    /// <summary>The window that the last item went into last: the next item's, mostly.</summary>
    private Span? _recent;

    /// <summary>The end of the oldest open window, so that most items need not look for it.</summary>
    private long _firstEnd = long.MaxValue;

    public override bool TryAdd(T item, long time, long newest)
    {
        long every = options.Every.Ticks;
        long last = time - (time % every);
        if (IsClosed(After(last, options.Length), newest))
        {
            return false;
        }

        SpanFrom(last).Add(item, isItsLast: true);
        Held++;
        long first = Math.Max(0, time - options.Length.Ticks + 1);
        for (long start = last - every; start >= first && !IsClosed(After(start, options.Length), newest); start -= every)
        {
            SpanFrom(start).Add(item, isItsLast: false);
        }

        return true;
    }

    public override List<Window<T>>? TakeClosed(long newest)
    {
        List<Window<T>>? closed = null;
        while (IsClosed(_firstEnd, newest))
        {
            (closed ??= []).Add(TakeFirst());
        }

        return closed;
    }

    public override List<Window<T>>? TakeAll()
    {
        List<Window<T>>? all = null;
        while (_open.Count > 0)
        {
            (all ??= []).Add(TakeFirst());
        }

        return all;
    }

    private Span SpanFrom(long start)
    {
        if (_recent?.Start == start)
        {
            return _recent;
        }

        if (!_open.TryGetValue(start, out Span? span))
        {
            span = new Span(start);
            _open.Add(start, span);
            _firstEnd = Math.Min(_firstEnd, After(start, options.Length));
        }

        return _recent = span;
    }

    private Window<T> TakeFirst()
    {
        Span first = _open.First().Value;
        _open.Remove(first.Start);
        _firstEnd = _open.Count == 0 ? long.MaxValue : After(_open.First().Key, options.Length);
        _recent = null;
        Held -= first.Lasts;
        return new Window<T>(At(first.Start), At(After(first.Start, options.Length)), first.Items);
    }

    private sealed class Span(long start)
    {
        public long Start => start;

        public List<T> Items { get; } = [];

        /// <summary>Gets how many items have no later window: they are held no longer than this one.</summary>
        public long Lasts { get; private set; }

        public void Add(T item, bool isItsLast)
        {
            Items.Add(item);
            Lasts += isItsLast ? 1 : 0;
        }
    }
}

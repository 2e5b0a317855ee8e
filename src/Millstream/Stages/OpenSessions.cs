namespace Millstream.Stages;

/// <summary>Open windows that end when no item has come for a gap of time; an item between two of them makes them one.</summary>
/// <remarks>
/// An item reaches from its own time to a gap later. Items whose reaches overlap belong together. One that belongs to a session which has closed is late, even
/// where it would reach an open one too; for that, closed sessions are remembered while an item that is still in time could reach them.
/// </remarks>
internal sealed class OpenSessions<T>(WindowOptions options) : OpenWindows<T>(options.Lateness)
{
    /// <summary>By time; they do not overlap.</summary>
    private readonly List<Session> _open = [];

    private readonly List<(long Start, long End)> _closed = [];
    private long _number;

    public override bool TryAdd(T item, long time, long newest)
    {
        long end = After(time, options.Length);
        if (_closed.Exists(c => time < c.End && c.Start < end))
        {
            return false;
        }

        // Those that the item reaches are neighbours. Most items belong to the newest one.
        int after = _open.Count;
        while (after > 0 && _open[after - 1].Start >= end)
        {
            after--;
        }

        int first = after;
        while (first > 0 && _open[first - 1].End > time)
        {
            first--;
        }

        if (first == after)
        {
            if (IsClosed(end, newest))
            {
                return false;
            }

            _open.Insert(first, new Session(time, end));
        }
        else
        {
            _open[first].Reach(time, end);
            for (int i = first + 1; i < after; i++)
            {
                _open[first].Merge(_open[i]);
            }

            _open.RemoveRange(first + 1, after - first - 1);
        }

        _open[first].Items.Add((_number++, item));
        Held++;
        return true;
    }

    public override List<Window<T>>? TakeClosed(long newest)
    {
        int count = 0;
        while (count < _open.Count && IsClosed(_open[count].End, newest))
        {
            count++;
        }

        List<Window<T>>? closed = Take(count);
        if (closed is not null)
        {
            _closed.RemoveAll(c => IsForgotten(c.End, newest));
        }

        return closed;
    }

    public override List<Window<T>>? TakeAll() => Take(_open.Count);

    private List<Window<T>>? Take(int count)
    {
        if (count == 0)
        {
            return null;
        }

        var windows = new List<Window<T>>(count);
        foreach (Session session in _open.Take(count))
        {
            windows.Add(new Window<T>(At(session.Start), At(session.End), session.InOrder()));
            _closed.Add((session.Start, session.End));
            Held -= session.Items.Count;
        }

        _open.RemoveRange(0, count);
        return windows;
    }

    /// <summary>Says whether every item that could reach a session with this end is late by its own time, and reaches no open one.</summary>
    private bool IsForgotten(long end, long newest) =>
        IsClosed(After(end, options.Length), newest) && !_open.Exists(o => o.Start < After(end, options.Length));

    private sealed class Session(long start, long end)
    {
        private bool _isMerged;

        public long Start { get; private set; } = start;

        public long End { get; private set; } = end;

        /// <summary>Gets the items with the number of each in the stream.</summary>
        public List<(long Number, T Item)> Items { get; } = [];

        public void Reach(long start, long end)
        {
            Start = Math.Min(Start, start);
            End = Math.Max(End, end);
        }

        public void Merge(Session later)
        {
            Reach(later.Start, later.End);
            Items.AddRange(later.Items);
            _isMerged = true;
        }

        public T[] InOrder()
        {
            if (_isMerged)
            {
                Items.Sort(static (a, b) => a.Number.CompareTo(b.Number));
            }

            return [.. Items.Select(i => i.Item)];
        }
    }
}

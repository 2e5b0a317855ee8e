namespace Millstream.Execution;

/// <summary>Entries of a run's log in the order of their numbers: added at the end, taken from the front, found by number.</summary>
internal sealed class LogRing(int capacity)
{
    private LogEntry[] _entries = capacity == 0 ? [] : new LogEntry[capacity];
    private int _head;

    public int Count { get; private set; }

    public ref readonly LogEntry this[int index] => ref _entries[Place(index)];

    public void Add(in LogEntry entry)
    {
        if (Count == _entries.Length)
        {
            var larger = new LogEntry[Math.Max(16, _entries.Length * 2)];
            for (int i = 0; i < Count; i++)
            {
                larger[i] = this[i];
            }

            _entries = larger;
            _head = 0;
        }

        _entries[Place(Count++)] = entry;
    }

    public LogEntry TakeFirst()
    {
        LogEntry first = _entries[_head];
        _entries[_head] = default;
        _head = Place(1);
        Count--;
        return first;
    }

    /// <summary>Gives the place of the first entry that tells of event <paramref name="seq"/> or a later one; <see cref="Count"/> when there is none.</summary>
    public int Find(long seq)
    {
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (this[middle].First + this[middle].Count > seq)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }

    private int Place(int index)
    {
        int place = _head + index;
        return place < _entries.Length ? place : place - _entries.Length;
    }
}

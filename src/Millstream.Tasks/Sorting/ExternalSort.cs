using Millstream.Data;

namespace Millstream.Sorting;

/// <summary>
/// Sorts more rows than memory holds: parts are sorted in memory and kept in files, which are merged (Knuth, The Art of Computer Programming, volume 3, 5.4). Rows that are equal in
/// order stay in the order in which they came.
/// </summary>
internal sealed class ExternalSort(RowOrder order, int maxRows, string folder) : IDisposable
{
    private const int MostFiles = 64;

    private readonly List<Keyed> _rows = [];

    // In the order of their rows: the files of one level are of about one size.
    private readonly List<(RowFile File, int Level)> _parts = [];

    /// <summary>Gets how many files were made.</summary>
    public int FileCount { get; private set; }

    public void Add(Row row)
    {
        Row own = row.Detached();
        _rows.Add(new Keyed(order.KeysOf(own), own, _rows.Count));
        if (_rows.Count >= maxRows)
        {
            Keep(Sorted(), level: 0);
            _rows.Clear();
            MergeLevels();
        }
    }

    /// <summary>Gives all rows in order; once.</summary>
    public IEnumerable<Row> Rows() => _parts.Count == 0 ? Sorted() : Merged([.. _parts.Select(p => Read(p.File)), Sorted()]);

    public void Dispose()
    {
        foreach ((RowFile file, _) in _parts)
        {
            file.Dispose();
        }
    }

    private static IEnumerable<Row> Read(RowFile file)
    {
        while (file.Read() is { } row)
        {
            yield return row;
        }
    }

    private IEnumerable<Row> Sorted()
    {
        _rows.Sort((one, other) => order.Compare(one.Keys, other.Keys) is not 0 and int first ? first : one.Number.CompareTo(other.Number));
        return _rows.Select(keyed => keyed.Row);
    }

    private void Keep(IEnumerable<Row> rows, int level)
    {
        var file = new RowFile(folder);
        _parts.Add((file, level));
        FileCount++;
        foreach (Row row in rows)
        {
            file.Write(row);
        }
    }

    /// <summary>Makes one file of many, so that a sort of any size has few open.</summary>
    private void MergeLevels()
    {
        for (int level = 0; _parts.Count(p => p.Level == level) == MostFiles; level++)
        {
            RowFile[] files = [.. _parts.Where(p => p.Level == level).Select(p => p.File)];
            _parts.RemoveAll(p => p.Level == level);
            try
            {
                Keep(Merged([.. files.Select(Read)]), level + 1);
            }
            finally
            {
                Array.ForEach(files, file => file.Dispose());
            }
        }
    }

    private IEnumerable<Row> Merged(IEnumerable<Row>[] parts)
    {
        IEnumerator<Row>[] open = [.. parts.Select(p => p.GetEnumerator())];
        try
        {
            // Of rows that are equal in order the one of the earlier part comes first.
            var next = new PriorityQueue<int, (Cell[] Keys, int Part)>(Comparer<(Cell[] Keys, int Part)>.Create(
                (one, other) => order.Compare(one.Keys, other.Keys) is not 0 and int first ? first : one.Part.CompareTo(other.Part)));
            for (int part = 0; part < open.Length; part++)
            {
                if (open[part].MoveNext())
                {
                    next.Enqueue(part, (order.KeysOf(open[part].Current), part));
                }
            }

            while (next.TryPeek(out int part, out _))
            {
                yield return open[part].Current;
                if (open[part].MoveNext())
                {
                    next.DequeueEnqueue(part, (order.KeysOf(open[part].Current), part));
                }
                else
                {
                    next.Dequeue();
                }
            }
        }
        finally
        {
            Array.ForEach(open, rows => rows.Dispose());
        }
    }

    private readonly record struct Keyed(Cell[] Keys, Row Row, int Number);
}

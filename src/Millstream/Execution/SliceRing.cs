namespace Millstream.Execution;

/// <summary>Some items of a chunk, in order; or, without a chunk, word that the producer pauses or goes on.</summary>
internal struct Slice<T>
{
    public Chunk<T> Chunk;
    public int Start;
    public int Count;

    /// <summary>What a slice without items says.</summary>
    public bool IsPaused;

    public readonly bool IsWord => Chunk is null;
}

/// <summary>The slices that wait on an edge, oldest first. Not thread-safe: the edge's lock guards it.</summary>
internal struct SliceRing<T>
{
    private Slice<T>[] _ring;
    private int _first;

    public SliceRing() => _ring = [];

    public int Count { get; private set; }

    public void Add(in Slice<T> slice)
    {
        if (Count == _ring.Length)
        {
            Grow();
        }

        _ring[(_first + Count++) % _ring.Length] = slice;
    }

    /// <summary>Adds a word. Of words that follow each other the last two say all: an edge that nobody reads does not grow by them.</summary>
    public void AddWord(bool isPaused)
    {
        if (Count >= 2 && At(Count - 1).IsWord && At(Count - 2).IsWord)
        {
            At(Count - 2) = default;
            At(Count - 1) = default;
            Count -= 2;
        }

        Add(new Slice<T> { IsPaused = isPaused });
    }

    public Slice<T> TakeFirst()
    {
        Slice<T> first = _ring[_first];
        _ring[_first] = default;
        _first = (_first + 1) % _ring.Length;
        Count--;
        return first;
    }

    /// <summary>Takes up to <paramref name="items"/> of the oldest items away, and answers how many. Words stay, in their order.</summary>
    public int DropOldest(int items)
    {
        int dropped = 0;
        Queue<Slice<T>>? words = null;
        while (dropped < items && Count > 0)
        {
            ref Slice<T> oldest = ref _ring[_first];
            if (oldest.IsWord)
            {
                (words ??= new Queue<Slice<T>>()).Enqueue(TakeFirst());
                continue;
            }

            int n = Math.Min(items - dropped, oldest.Count);
            oldest.Start += n;
            oldest.Count -= n;
            dropped += n;
            if (oldest.Count == 0)
            {
                TakeFirst().Chunk.Return();
            }
        }

        if (words is not null)
        {
            PutBack(words);
        }

        return dropped;
    }

    private void PutBack(Queue<Slice<T>> words)
    {
        var rest = new List<Slice<T>>(Count);
        while (Count > 0)
        {
            rest.Add(TakeFirst());
        }

        foreach (Slice<T> word in words)
        {
            AddWord(word.IsPaused);
        }

        foreach (Slice<T> slice in rest)
        {
            if (slice.IsWord)
            {
                AddWord(slice.IsPaused);
            }
            else
            {
                Add(slice);
            }
        }
    }

    private readonly ref Slice<T> At(int index) => ref _ring[(_first + index) % _ring.Length];

    private void Grow()
    {
        var ring = new Slice<T>[Math.Max(2, _ring.Length * 2)];
        for (int i = 0; i < Count; i++)
        {
            ring[i] = _ring[(_first + i) % _ring.Length];
        }

        _ring = ring;
        _first = 0;
    }
}

using Millstream.Stages;

namespace Millstream.Execution;

/// <summary>What an engine does with an outlet of a stage, whatever its item type.</summary>
internal interface IStageOutlet
{
    /// <summary>Hands over what is held. Called by the stage.</summary>
    void Flush();

    /// <summary>Gets whether it had readers and has none any more, so that nothing more need be made for it.</summary>
    bool IsUnwanted { get; }

    /// <summary>Gets the edges that it writes to now.</summary>
    IReadOnlyList<EdgeQueue> Edges { get; }

    /// <summary>Ends the outlet now, also from outside the stage: what was not handed over is lost, readers get the error after what is queued.</summary>
    void Abort(Exception? error);
}

/// <summary>The outlet of a stage: fills a chunk and hands it to every edge.</summary>
/// <remarks>
/// <para>
/// One thread at a time pushes: the stage. Others attach edges, report readers that left, and abort; <c>_gate</c> guards <c>_edges</c> (replaced,
/// never changed), <c>_joining</c>, <c>_isPaused</c> and <c>_isEnded</c>. Under it edges are only asked whether they are read; one that is attached is told there that the
/// outlet pauses, before it can be told anything else.
/// </para>
/// <para>
/// An outlet that never had a reader discards and counts. One that had readers when the run began, and now has none, is closed unless it is kept alive.
/// </para>
/// </remarks>
internal sealed class OutletWriter<T> : SpanSink<T>, IStageOutlet, IWaker, ICountsDiscarded, IDiscards
{
    private const int DiscardAtOnce = 256;

    private readonly Lock _gate = new();
    private readonly TaskScope _task;
    private readonly StageScope _stage;
    private readonly bool _isKeptAlive;

    /// <summary>Whether a task of the stage, this one or one before it, gives nothing before its input has ended: to hurry the source feeds nobody.</summary>
    private readonly bool _emitsAtEnd;

    private readonly bool _isWanted;
    private volatile ChunkQueue<T>[] _edges;

    /// <summary>Edges that were attached and get the items from the next on.</summary>
    private List<ChunkQueue<T>>? _joining;

    /// <summary>How many items were pushed, read or not.</summary>
    private long _pushed;

    private Func<T, int>? _sizeOf;
    private ChunkHome<T>? _home;
    private Chunk<T>? _open;
    private int _room;
    private volatile bool _hasChanged;
    private bool _isEnded;
    private bool _isPaused;
    private T? _last;
    private bool _hasLast;
    private Exception? _endError;
    private Action? _demandChanged;

    public OutletWriter(TaskScope task, StageScope stage, ChunkQueue<T>[] edges, bool isKeptAlive, bool emitsAtEnd = false)
    {
        _task = task;
        _stage = stage;
        _edges = edges;
        _isKeptAlive = isKeptAlive;
        _emitsAtEnd = emitsAtEnd;
        _isWanted = edges.Length > 0;
        stage.Hunger.IsHungry |= _isWanted && !emitsAtEnd;
        foreach (ChunkQueue<T> edge in edges)
        {
            edge.Connect(this, reader: null);
            _sizeOf ??= edge.SizeOf;
        }
    }

    /// <summary>Gets whether who is attached is given the last item first.</summary>
    public bool ReplaysLast { get; init; }

    public bool IsOutside => false;

    public bool IsUnwanted => _isWanted && !_isKeptAlive && !HasReader();

    public IReadOnlyList<EdgeQueue> Edges
    {
        get
        {
            lock (_gate)
            {
                return [.. _edges, .. _joining ?? []];
            }
        }
    }

    public bool IsDiscarding => !_isWanted && _edges.Length == 0;

    /// <summary>Gets how many items were given while nobody read.</summary>
    public long Discarded { get; private set; }

    public override bool HasDemand
    {
        get
        {
            lock (_gate)
            {
                return !_isEnded && IsAnyRead();
            }
        }
    }

    public override void OnDemand(Action changed) => _demandChanged += changed;

    public override void Pause(bool isPaused)
    {
        Flush();
        ChunkQueue<T>[] edges;
        lock (_gate)
        {
            _isPaused = isPaused;
            edges = [.. _edges, .. _joining ?? []];
        }

        foreach (ChunkQueue<T> edge in edges)
        {
            edge.Tell(isPaused);
        }
    }

    public void Wake() => _stage.Signal.Set();

    /// <summary>A reader found nothing and waits. Called under the edge's lock: a flag, no more.</summary>
    public void ReaderWaits()
    {
        if (!_emitsAtEnd)
        {
            _stage.Hunger.IsHungry = true;
        }
    }

    /// <summary>A reader has gone: the stage shall look whether anybody is left.</summary>
    public void ReaderLeft()
    {
        _hasChanged = true;
        _stage.Signal.Set();
        _demandChanged?.Invoke();
        if (IsUnwanted)
        {
            _stage.OutletUnwanted();
        }
    }

    /// <summary>Joins an edge to the running outlet: it gets the items from now on, or the end at once.</summary>
    public void Attach(ChunkQueue<T> edge)
    {
        edge.Connect(this, reader: null);
        bool isEnded;
        lock (_gate)
        {
            isEnded = _isEnded;
            if (!isEnded)
            {
                (_joining ??= []).Add(edge);
                _hasChanged = true;
                if (_isPaused)
                {
                    edge.Tell(isPaused: true);
                }

                if (_hasLast)
                {
                    edge.Enqueue(Last(_last!));
                }
            }
        }

        if (isEnded)
        {
            edge.End(_endError);
        }
        else
        {
            _stage.Signal.Set();
            _demandChanged?.Invoke();
        }
    }

    public override int Reserve()
    {
        if (_room > 0 && !_hasChanged)
        {
            return _room;
        }

        return ReserveAgain();
    }

    public override void Push(ReadOnlySpan<T> items)
    {
        if (_hasChanged)
        {
            AdmitFor(items.Length);
        }

        if (ReplaysLast && items.Length > 0)
        {
            lock (_gate)
            {
                _last = items[^1];
                _hasLast = true;
                foreach (ChunkQueue<T> edge in _joining ?? [])
                {
                    // Attached since: it got the item before this one.
                    edge.Enqueue(Last(_last));
                }
            }
        }

        if (_edges.Length == 0)
        {
            // Nobody read when room was asked for.
            _pushed += items.Length;
            Discarded += items.Length;
            return;
        }

        while (!items.IsEmpty)
        {
            Chunk<T> open = _open ??= Open(items.Length);
            ReadOnlySpan<T> fitting = items[..Math.Min(items.Length, open.Items.Length - open.Count)];
            Fill(open, fitting);
            items = items[fitting.Length..];
            if (_room == 0 || open.Count == open.Items.Length || IsAnyHungry(_edges))
            {
                HandOver();
            }
        }
    }

    public override bool Complete(Exception? error)
    {
        if (!_isEnded)
        {
            Flush();
            End(error);
        }

        return true;
    }

    public void Flush()
    {
        if (_open is { Count: > 0 })
        {
            HandOver();
        }
    }

    public void Abort(Exception? error) => End(error);

    private static bool IsAnyHungry(ChunkQueue<T>[] edges)
    {
        foreach (ChunkQueue<T> edge in edges)
        {
            if (edge.IsReaderWaiting)
            {
                return true;
            }
        }

        return false;
    }

    private static int LongestHand(ChunkQueue<T>[] edges)
    {
        int longest = 1;
        foreach (ChunkQueue<T> edge in edges)
        {
            longest = Math.Max(longest, edge.HandLength);
        }

        return longest;
    }

    private int ReserveAgain()
    {
        if (_hasChanged)
        {
            // Taken back before looking, so that a change while we look is seen the next time.
            _hasChanged = false;
            Flush();
            UpdateEdges();
        }

        ChunkQueue<T>[] edges = _edges;
        if (edges.Length == 0)
        {
            _open = null;
            if (!_isWanted || _isKeptAlive)
            {
                return DiscardAtOnce;
            }

            _stage.HasLostReaders = true;
            return Closed;
        }

        int room = int.MaxValue;
        foreach (ChunkQueue<T> edge in edges)
        {
            int ofEdge = edge.Reserve();
            if (ofEdge == Closed)
            {
                _hasChanged = true;
                return ReserveAgain();
            }

            room = Math.Min(room, ofEdge);
        }

        if (room == 0)
        {
            return 0;
        }

        _room = room;
        return room;
    }

    private void Fill(Chunk<T> open, ReadOnlySpan<T> items)
    {
        if (open.Count == 0)
        {
            open.FirstNumber = _task.KeepsNumbers ? _task.FirstIndex + _pushed : _pushed;
        }

        if (_task.Trace is { } trace)
        {
            open.Trace(trace.Context, items.Length);
        }

        items.CopyTo(open.Items.AsSpan(open.Count));
        open.Count += items.Length;
        _pushed += items.Length;
        _room -= items.Length;
        if (_sizeOf is not null)
        {
            foreach (T item in items)
            {
                open.Bytes += _sizeOf(item);
            }
        }
    }

    /// <summary>Opens a chunk when there is an item for it: what was handed over may have come home by then.</summary>
    private Chunk<T> Open(int items) => (_home ??= new ChunkHome<T>(LongestHand(_edges))).Give(items);

    /// <summary>Makes a chunk of its own of one item.</summary>
    private static Chunk<T> Last(T item)
    {
        Chunk<T> chunk = new ChunkHome<T>(longest: 1).Give(items: 1);
        chunk.Share(1);
        chunk.Items[0] = item;
        chunk.Count = 1;
        return chunk;
    }

    private bool HasReader()
    {
        lock (_gate)
        {
            return _isEnded || IsAnyRead();
        }
    }

    private bool IsAnyRead() => !Array.TrueForAll(_edges, e => e.IsReaderGone) || _joining?.Exists(e => !e.IsReaderGone) == true;

    /// <summary>Forgets the edges that nobody reads any more, and takes in those that were attached.</summary>
    private void UpdateEdges()
    {
        lock (_gate)
        {
            _edges = [.. _edges.Concat(_joining ?? []).Where(e => !e.IsReaderGone)];
            _joining = null;
            _sizeOf ??= _edges.Select(e => e.SizeOf).FirstOrDefault(f => f is not null);
            _room = 0;
        }
    }

    /// <summary>
    /// Edges were attached after the stage had asked for room, perhaps while it waited for the very items that come now: those that have room for them
    /// get them too.
    /// </summary>
    private void AdmitFor(int items)
    {
        lock (_gate)
        {
            if (_joining is null)
            {
                return;
            }
        }

        Flush();
        lock (_gate)
        {
            List<ChunkQueue<T>> admitted = [.. (_joining ?? []).Where(e => !e.IsReaderGone && e.Reserve() >= items)];
            if (admitted.Count == 0)
            {
                return;
            }

            _edges = [.. _edges, .. admitted];
            _sizeOf ??= _edges.Select(e => e.SizeOf).FirstOrDefault(f => f is not null);
            _joining!.RemoveAll(admitted.Contains);
            if (_joining.Count == 0)
            {
                _joining = null;
            }
        }

        _room = Math.Max(_room, items);
    }

    private void HandOver()
    {
        ChunkQueue<T>[] edges = _edges;
        Chunk<T> chunk = _open!;

        _open = null;
        _stage.Hunger.IsHungry = false;
        if (chunk.Count == chunk.Items.Length)
        {
            _home!.Outgrow(chunk);
        }

        int room = 0;
        chunk.Share(Math.Max(1, edges.Length));
        try
        {
            foreach (ChunkQueue<T> edge in edges)
            {
                room = edge.Enqueue(chunk);
            }
        }
        catch (EdgeFailedException error)
        {
            throw new StageFaultException(_task, _task.Error(error, index: null), downstream: null);
        }

        if (edges.Length == 0)
        {
            Discarded += chunk.Count;
            chunk.Return();
        }
        else if (edges.Length > 1)
        {
            // What was reserved and not yet used stays reserved; more is asked for when it is needed.
            room = _room;
        }

        _room = Math.Max(room, _room);
    }

    private void End(Exception? error)
    {
        ChunkQueue<T>[] edges;
        lock (_gate)
        {
            if (_isEnded)
            {
                return;
            }

            _isEnded = true;
            _endError = error;
            edges = [.. _edges, .. _joining ?? []];
            _joining = null;
        }

        foreach (ChunkQueue<T> edge in edges)
        {
            edge.EndWriter(error);
        }
    }
}

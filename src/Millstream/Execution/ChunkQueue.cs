using System.Diagnostics;
using System.Runtime.CompilerServices;
using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream.Execution;

/// <summary>An edge in memory: a bounded queue of chunks between one writer and one reader.</summary>
/// <remarks>
/// <para>
/// <c>_gate</c> guards every field but the four that the remarks on them exempt. Nothing is woken and no user code is called under it, except the
/// user's own buffer.
/// </para>
/// <para>
/// Capacity counts items: those queued, and those of the writer's open chunk, which it fills only as far as <see cref="Reserve"/> allows. On an edge
/// of few items those that the reader holds in its hand and has not begun (all of a chunk but the first) count too: whoever asks for few means it.
/// On one of many they do not, as writer and reader would take turns then instead of working side by side, and wait at almost each chunk (bench/results:
/// P2, P3). A hand is at most half the capacity.
/// </para>
/// <para>
/// Waiting: who finds nothing (no item, no room) leaves a mark under the lock in the same step, and who changes that takes the mark
/// and wakes the other after the lock. So no wake-up can fall between looking and waiting.
/// </para>
/// </remarks>
internal sealed class ChunkQueue<T> : EdgeQueue
{
    /// <summary>From so many items on an edge does not count what is in the reader's hand.</summary>
    private const int ManyItems = 256;

    private readonly Lock _gate = new();
    private readonly Overflow _overflow;
    private readonly bool _countsHand;
    private readonly long _capacityBytes;
    private readonly Func<T, int>? _sizeOf;
    private readonly EdgeBuffer<T>? _buffer;
    private SliceRing<T> _slices = new();
    private int _capacity;
    private int _queued;
    private long _queuedBytes;
    private long _handBytes;
    private int _grown;

    /// <summary>Items in the reader's hand that count: all but the first, which is begun, on an edge of few.</summary>
    private int _hand;

    private long _put;
    private long _dropped;

    /// <summary>Written by the reader alone, without the lock.</summary>
    private long _delivered;

    private bool _isEnded;
    private bool _isReaderGone;
    private Exception? _fault;
    private bool _isWriterWaiting;

    /// <summary>Set under the lock, read by the writer without it to learn that its consumer is hungry. A reader begins by waiting.</summary>
    private volatile bool _isReaderWaiting = true;

    private IWaker? _reader;
    private OutletWriter<T>? _writer;

    public ChunkQueue(string id, EdgeOptions options, int defaultCapacity)
        : base(id)
    {
        _capacity = options.Capacity ?? defaultCapacity;
        _overflow = options.Overflow;
        _capacityBytes = options.CapacityBytes ?? long.MaxValue;
        _sizeOf = (Func<T, int>?)options.SizeOf;
        _buffer = ((Func<EdgeBuffer<T>>?)options.Buffer)?.Invoke();
        HandLength = LengthOfHand(_capacity);
        _countsHand = _capacity < ManyItems;
    }

    /// <summary>Gets how many items a chunk on this edge may have.</summary>
    public int HandLength { get; }

    /// <summary>Gets the function that tells the bytes of an item, where the edge is bounded in bytes.</summary>
    public Func<T, int>? SizeOf => _capacityBytes == long.MaxValue ? null : _sizeOf;

    public bool IsReaderWaiting => _isReaderWaiting;

    /// <summary>Gets whether the end waits for the run's: a reader outside shall not go on before everything in the run has ended.</summary>
    public bool EndsWithRun { get; init; }

    /// <summary>Gets or sets whether the reader wants to know when the producer pauses and goes on. Set before the first item.</summary>
    public bool HearsWords { get; set; }

    /// <summary>Gets whether its two ends are in different runs: neither can tell that the other is stuck.</summary>
    public bool JoinsRuns { get; init; }

    /// <summary>Gets whether nobody reads any more.</summary>
    public bool IsReaderGone
    {
        get
        {
            lock (_gate)
            {
                return _isReaderGone;
            }
        }
    }

    /// <summary>Gets whether there is an item, or the end.</summary>
    public bool IsReady
    {
        get
        {
            lock (_gate)
            {
                return _slices.Count > 0 || _buffer is { Count: > 0 } || _isEnded;
            }
        }
    }

    public override Exception? EmptyFault
    {
        get
        {
            lock (_gate)
            {
                return _isEnded && _put == 0 ? _fault : null;
            }
        }
    }

    public override long Put => Volatile.Read(ref _put);

    public override long Delivered => Volatile.Read(ref _delivered);

    public override long Dropped => Volatile.Read(ref _isReaderGone) ? Volatile.Read(ref _put) - Volatile.Read(ref _delivered) : Volatile.Read(ref _dropped);

    public override int Capacity => Volatile.Read(ref _capacity);

    public override int Grown => Volatile.Read(ref _grown);

    public override (bool WriterWaits, bool ReaderWaits, bool WaitsForOutside) Waits
    {
        get
        {
            lock (_gate)
            {
                bool writerWaits = _isWriterWaiting && !_isReaderGone && !_isEnded;
                bool readerWaits = _isReaderWaiting && !_isEnded && !_isReaderGone;
                return (
                    writerWaits,
                    readerWaits,
                    (JoinsRuns && (writerWaits || readerWaits)) || (writerWaits && _reader is { IsOutside: true }) || (readerWaits && _writer is null));
            }
        }
    }

    public override long ApproximateBytes
    {
        get
        {
            // What a reference points to is not known; 64 bytes is a small object.
            const int SmallObject = 64;
            int each = RuntimeHelpers.IsReferenceOrContainsReferences<T>() ? Math.Max(SmallObject, Unsafe.SizeOf<T>()) : Unsafe.SizeOf<T>();
            return (long)Capacity * each;
        }
    }

    /// <summary>Says who reads and who writes. To be called before the first item.</summary>
    public void Connect(OutletWriter<T>? writer, IWaker? reader)
    {
        lock (_gate)
        {
            _writer = writer ?? _writer;
            _reader = reader ?? _reader;
        }
    }

    /// <summary>
    /// Asks how many items the writer may put: 0 (and the writer is woken when there is room), or <see cref="SpanSink.Closed"/> when nobody reads any more.
    /// </summary>
    public int Reserve()
    {
        lock (_gate)
        {
            AssertInvariants();
            if (_isReaderGone)
            {
                return SpanSink.Closed;
            }

            int room = Room();
            _isWriterWaiting = room == 0;
            return room;
        }
    }

    /// <summary>
    /// Takes the items of a chunk that was shared with this edge, and answers how many more the writer may put, as <see cref="Reserve"/> does but without
    /// arming. Never waits.
    /// </summary>
    /// <exception cref="EdgeFailedException">The edge is full and its policy is to fail, or the user's buffer threw.</exception>
    public int Enqueue(Chunk<T> chunk)
    {
        IWaker? wake = null;
        bool isKept = true;
        int room = 0;
        try
        {
            lock (_gate)
            {
                AssertInvariants();
                _put += chunk.Count;
                if (_isReaderGone || _isEnded)
                {
                    _dropped += chunk.Count;
                    isKept = false;
                }
                else
                {
                    isKept = Keep(chunk);
                    room = Room();
                    if (_isReaderWaiting)
                    {
                        _isReaderWaiting = false;
                        wake = _reader;
                    }
                }
            }
        }
        finally
        {
            if (!isKept)
            {
                chunk.Return();
            }
        }

        // Outside the lock: the reader may begin at once, on this thread.
        wake?.Wake();
        return room;
    }

    /// <summary>Word for the reader, behind the items that were put: the producer pauses, or goes on. It takes no room.</summary>
    public void Tell(bool isPaused)
    {
        IWaker? wake = null;
        lock (_gate)
        {
            AssertInvariants();
            if (!HearsWords || _isReaderGone || _isEnded)
            {
                return;
            }

            _slices.AddWord(isPaused);
            if (_isReaderWaiting)
            {
                _isReaderWaiting = false;
                wake = _reader;
            }
        }

        wake?.Wake();
    }

    /// <summary>
    /// Gives the next items, or a word. False: none is there; either <paramref name="isEnded"/>, or the reader is woken when that changes. The items that
    /// were in the reader's hand are all begun.
    /// </summary>
    public bool TryDequeue(out Slice<T> slice, out bool isEnded, out Exception? fault)
    {
        OutletWriter<T>? wake = null;
        bool taken;
        lock (_gate)
        {
            AssertInvariants();
            _hand = 0;
            _handBytes = 0;
            isEnded = false;
            fault = null;
            taken = _slices.Count > 0 || _buffer is { Count: > 0 };
            if (taken)
            {
                slice = Next();
                _hand = _countsHand && !slice.IsWord ? slice.Count - 1 : 0;
                _isReaderWaiting = false;
            }
            else
            {
                slice = default;
                isEnded = _isEnded;
                fault = _fault;
                _isReaderWaiting = !_isEnded;
                _writer?.ReaderWaits();
            }

            if (_isWriterWaiting && Room() > 0)
            {
                _isWriterWaiting = false;
                wake = _writer;
            }
        }

        wake?.Wake();
        return taken;
    }

    /// <summary>The reader has begun <paramref name="items"/> more items.</summary>
    public void CountDelivered(int items) => Volatile.Write(ref _delivered, _delivered + items);

    /// <summary>The writer has ended.</summary>
    public void EndWriter(Exception? error)
    {
        if (!EndsWithRun)
        {
            End(error);
        }
    }

    /// <summary>No item will come. What is queued stays readable.</summary>
    public override void End(Exception? error)
    {
        IWaker? wake = null;
        lock (_gate)
        {
            if (_isEnded)
            {
                return;
            }

            _isEnded = true;
            _fault = error;
            if (_isReaderWaiting)
            {
                _isReaderWaiting = false;
                wake = _reader;
            }
        }

        wake?.Wake();
    }

    /// <summary>The reader is gone: what it had not begun, in its hand and on the edge, is dropped. May be called from any thread.</summary>
    public void LeaveReader()
    {
        OutletWriter<T>? writer;
        List<Chunk<T>>? returned = null;
        lock (_gate)
        {
            if (_isReaderGone)
            {
                return;
            }

            _isReaderGone = true;
            _isReaderWaiting = false;
            while (_slices.Count > 0)
            {
                if (_slices.TakeFirst() is { IsWord: false, Chunk: var chunk })
                {
                    (returned ??= []).Add(chunk);
                }
            }

            _queued = 0;
            _queuedBytes = 0;
            _hand = 0;
            _isWriterWaiting = false;
            writer = _writer;
        }

        foreach (Chunk<T> chunk in returned ?? [])
        {
            chunk.Return();
        }

        writer?.ReaderLeft();
    }

    public override void Grow()
    {
        OutletWriter<T>? wake = null;
        lock (_gate)
        {
            _capacity = (int)Math.Min(_capacity * 2L, int.MaxValue);
            _grown++;
            if (_isWriterWaiting)
            {
                _isWriterWaiting = false;
                wake = _writer;
            }
        }

        wake?.Wake();
    }

    /// <summary>A half: the writer fills one while the reader works on the other. Larger chunks cost fewer hand-overs (bench/results: P2).</summary>
    private static int LengthOfHand(int capacity) => Math.Clamp(capacity / 2, 1, 1024);

    /// <summary>How many items the writer may put now; an edge that loses items always has room for a hand.</summary>
    private int Room()
    {
        if (_overflow != Overflow.Wait)
        {
            return HandLength;
        }

        if (_queuedBytes + _handBytes >= _capacityBytes)
        {
            return 0;
        }

        int room = _capacity - _queued - _hand;
        return _capacityBytes == long.MaxValue ? Math.Clamp(room, 0, HandLength) : Math.Clamp(room, 0, 1);
    }

    /// <summary>Queues the chunk's items as the policy says; false when nothing of it is kept, so that the caller returns it.</summary>
    private bool Keep(Chunk<T> chunk)
    {
        int count = chunk.Count;
        int room = _capacity - _queued - _hand;
        int start = 0;
        if (_overflow != Overflow.Wait && count > room)
        {
            int excess = count - Math.Max(room, 0);
            switch (_overflow)
            {
                case Overflow.DropNewest:
                    _dropped += excess;
                    count -= excess;
                    break;
                case Overflow.DropOldest:
                    int dropped = DropQueued(excess);
                    start = Math.Min(count, excess - dropped);
                    _dropped += start;
                    count -= start;
                    break;
                default:
                    _put -= chunk.Count;
                    throw new EdgeFailedException(Id, $"it is full with {_capacity} items, and its overflow policy is to fail");
            }
        }

        if (_buffer is not null)
        {
            PutInBuffer(chunk, start, count);
            return false;
        }

        if (count == 0)
        {
            return false;
        }

        _slices.Add(new Slice<T> { Chunk = chunk, Start = start, Count = count });
        _queued += count;
        _queuedBytes += chunk.Bytes;
        return true;
    }

    private void PutInBuffer(Chunk<T> chunk, int start, int count)
    {
        try
        {
            for (int i = start; i < start + count; i++)
            {
                _buffer!.Put(chunk.Items[i]);
                _queued++;
            }
        }
        catch (Exception cause) when (cause is not EdgeFailedException)
        {
            throw new EdgeFailedException(Id, $"its buffer threw: {cause.Message}", cause);
        }
    }

    /// <summary>Drops up to <paramref name="items"/> of the items that waited longest.</summary>
    private int DropQueued(int items)
    {
        int dropped = 0;
        while (dropped < items && _buffer is { Count: > 0 })
        {
            _buffer.Take();
            dropped++;
        }

        dropped += _slices.DropOldest(items - dropped);
        _queued -= dropped;
        _dropped += dropped;
        return dropped;
    }

    private Slice<T> Next()
    {
        if (_buffer is not null && _slices.Count == 0)
        {
            return NextFromBuffer();
        }

        Slice<T> slice = _slices.TakeFirst();
        if (slice.IsWord)
        {
            return slice;
        }

        _queued -= slice.Count;
        _queuedBytes -= slice.Chunk.Bytes;
        _handBytes = slice.Chunk.Bytes;
        return slice;
    }

    private Slice<T> NextFromBuffer()
    {
        var home = new ChunkHome<T>(Math.Min(HandLength, _buffer!.Count));
        Chunk<T> chunk = home.Give(items: 1);
        chunk.Share(1);
        while (chunk.Count < chunk.Items.Length && _buffer.Count > 0)
        {
            chunk.Items[chunk.Count++] = _buffer.Take();
        }

        _queued -= chunk.Count;
        return new Slice<T> { Chunk = chunk, Start = 0, Count = chunk.Count };
    }

    [Conditional("DEBUG")]
    private void AssertInvariants()
    {
        Debug.Assert(_gate.IsHeldByCurrentThread, "The fields are guarded by the lock.");
        Debug.Assert(_queued >= 0 && _hand >= 0 && _queuedBytes >= 0, "Nothing leaves that did not come.");
        Debug.Assert(!_isReaderGone || _slices.Count == 0, "Who has gone leaves nothing queued.");
        Debug.Assert(!_isReaderWaiting || _slices.Count == 0, "A reader waits only on an empty edge.");
    }
}

using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Millstream.Execution;

/// <summary>A batch of items that travels as one. Written by one outlet, then only read, perhaps by several edges at once.</summary>
internal sealed class Chunk<T>(ChunkHome<T> home, int length)
{
    private int _readers;

    /// <summary>Which call each item came from, in a run whose traces somebody listens to.</summary>
    private ActivityContext[]? _traces;

    public T[] Items { get; } = new T[length];

    /// <summary>How many items were written. Set by the outlet before it hands the chunk over.</summary>
    public int Count { get; set; }

    /// <summary>The number of its first item in the output of the task that made it.</summary>
    public long FirstNumber { get; set; }

    /// <summary>How many bytes its items have, where edges are bounded in bytes.</summary>
    public long Bytes { get; set; }

    /// <summary>Remembers which call the next <paramref name="count"/> items come from.</summary>
    public void Trace(ActivityContext from, int count)
    {
        _traces ??= new ActivityContext[Items.Length];
        _traces.AsSpan(Count, count).Fill(from);
    }

    /// <summary>Gives which call an item came from.</summary>
    public ActivityContext TraceOf(int index) => _traces?[index] ?? default;

    /// <summary>The chunk goes to this many readers, each of which returns it once.</summary>
    public void Share(int readers) => Volatile.Write(ref _readers, readers);

    /// <summary>A reader is done with it; after the last one it goes home, forgetting its items.</summary>
    public void Return()
    {
        // Who holds it alone need not count down: nobody else touches it any more.
        if (Volatile.Read(ref _readers) != 1 && Interlocked.Decrement(ref _readers) > 0)
        {
            return;
        }

        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Array.Clear(Items, 0, Count);
        }

        Count = 0;
        Bytes = 0;
        home.Take(this);
    }
}

/// <summary>The empty chunks of one outlet: what was read comes back, so that nothing is allocated while items flow.</summary>
/// <remarks>Chunks begin small, for runs of few items, and grow to the length the edge asks for. <c>_gate</c> guards <c>_free</c>, <c>_count</c> and <c>_nextLength</c>.</remarks>
internal sealed class ChunkHome<T>
{
    private const int FirstLength = 4;
    private const int Growth = 4;
    private const int LargestBytes = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly int _longest;

    /// <summary>The chunk that came back last, taken and given without the lock: with one in flight at a time that is all there are.</summary>
    private Chunk<T>? _last;

    /// <summary>How long a chunk must be at least; set and read by the outlet alone.</summary>
    private int _shortest = 1;

    private Chunk<T>?[] _free = [];
    private int _count;
    private int _nextLength;

    /// <summary>Makes a home for chunks of up to <paramref name="longest"/> items, but short of the large object heap.</summary>
    public ChunkHome(int longest)
    {
        _longest = Math.Clamp(LargestBytes / Unsafe.SizeOf<T>(), 1, longest);
        _nextLength = Math.Min(FirstLength, _longest);
    }

    /// <summary>Gives an empty chunk with room for <paramref name="items"/> items, or for as many as the longest chunk has.</summary>
    public Chunk<T> Give(int items)
    {
        int least = Math.Max(Math.Min(items, _longest), _shortest);
        if (Interlocked.Exchange(ref _last, null) is { } last && last.Items.Length >= least)
        {
            return last;
        }

        lock (_gate)
        {
            if (_count > 0 && _free[_count - 1]!.Items.Length >= least)
            {
                Chunk<T> chunk = _free[--_count]!;
                _free[_count] = null;
                return chunk;
            }

            int length = Math.Max(_nextLength, least);
            _nextLength = Math.Min(length * Growth, _longest);
            return new Chunk<T>(this, length);
        }
    }

    /// <summary>
    /// A chunk was full before anybody asked for it: the next shall be longer, or short ones that go to and fro would keep all hand-overs small.
    /// </summary>
    public void Outgrow(Chunk<T> chunk) => _shortest = Math.Max(_shortest, Math.Min(chunk.Items.Length * Growth, _longest));

    public void Take(Chunk<T> chunk)
    {
        if (Volatile.Read(ref _last) is null && Interlocked.CompareExchange(ref _last, chunk, null) is null)
        {
            return;
        }

        lock (_gate)
        {
            if (chunk.Items.Length < _nextLength)
            {
                // Too small by now.
                return;
            }

            if (_count == _free.Length)
            {
                Array.Resize(ref _free, Math.Max(4, _count * 2));
            }

            _free[_count++] = chunk;
        }
    }
}

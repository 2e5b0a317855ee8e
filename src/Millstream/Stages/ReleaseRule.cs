namespace Millstream.Stages;

/// <summary>Says which of the items that came on several synchronised inlets may go on, and in what order.</summary>
/// <remarks>
/// <para>
/// An item with time t is released when every inlet that has been seen, is not paused, has not ended and is not stalled has received something with a time of t or
/// later. Released items are ordered by time, then by their inlets' priority (higher first), then by arrival.
/// </para>
/// <para>It knows times only; whoever asks keeps the items, in a queue for each inlet. Not thread-safe; reads no clock.</para>
/// </remarks>
/// <param name="priorities">The priority of each inlet; their number is that of the inlets.</param>
internal sealed class ReleaseRule(IReadOnlyList<int> priorities)
{
    private readonly Inlet[] _inlets = [.. priorities.Select(priority => new Inlet(priority))];
    private long _newestReleased = ItemTime.None;
    private long _arrivals;

    /// <summary>Gets how many items were dropped: they were older than the one before them on their own inlet.</summary>
    public long Dropped { get; private set; }

    /// <summary>Gets how many items were released after a newer one.</summary>
    public long Late { get; private set; }

    /// <summary>Gets how many items are held.</summary>
    public int Held { get; private set; }

    /// <summary>Says how many items of an inlet are held.</summary>
    public int HeldOf(int inlet) => _inlets[inlet].Held.Count;

    /// <summary>Takes note of an item. False: it is dropped, because it is older than the last on its inlet. The first of an inlet never is, nor one without a time.</summary>
    /// <param name="inlet">Where it came.</param>
    /// <param name="time">Its time.</param>
    public bool Arrive(int inlet, long time)
    {
        Inlet to = _inlets[inlet];
        if (to.IsSeen && time < to.Received && time != ItemTime.None)
        {
            Dropped++;
            return false;
        }

        to.IsSeen = true;
        to.IsStalled = false;
        to.Received = Math.Max(to.Received, time);
        to.Held.Enqueue((time, _arrivals++));
        Held++;
        return true;
    }

    /// <summary>The inlet is paused: nobody waits for it.</summary>
    public void Pause(int inlet) => _inlets[inlet].IsPaused = true;

    /// <summary>The inlet goes on: it counts as being where the newest released item is.</summary>
    public void Resume(int inlet)
    {
        Inlet to = _inlets[inlet];
        to.IsPaused = false;
        to.Received = Math.Max(to.Received, _newestReleased);
    }

    /// <summary>Nothing more comes on the inlet.</summary>
    public void End(int inlet) => _inlets[inlet].IsEnded = true;

    /// <summary>Nobody waits for the inlet any more, until its next item.</summary>
    public void Stall(int inlet) => _inlets[inlet].IsStalled = true;

    /// <summary>Releases the next item, if there is one that may go.</summary>
    /// <param name="inlet">Whose item it is: the oldest that is kept of it.</param>
    /// <param name="time">Its time.</param>
    public bool TryRelease(out int inlet, out long time)
    {
        inlet = Oldest();
        time = ItemTime.None;
        if (inlet < 0 || IsAwaited(_inlets[inlet].Held.Peek().Time))
        {
            return false;
        }

        time = _inlets[inlet].Held.Dequeue().Time;
        Held--;
        if (time < _newestReleased && time != ItemTime.None)
        {
            Late++;
        }

        _newestReleased = Math.Max(_newestReleased, time);
        return true;
    }

    /// <summary>Gives the inlets that the oldest held item waits for; none when it may go, or nothing is held.</summary>
    public IEnumerable<int> Awaited()
    {
        int oldest = Oldest();
        if (oldest < 0)
        {
            yield break;
        }

        long time = _inlets[oldest].Held.Peek().Time;
        for (int i = 0; i < _inlets.Length; i++)
        {
            if (_inlets[i].HoldsBack(time))
            {
                yield return i;
            }
        }
    }

    private bool IsAwaited(long time)
    {
        foreach (Inlet inlet in _inlets)
        {
            if (inlet.HoldsBack(time))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The inlet whose first held item comes before all others; -1 when nothing is held.</summary>
    private int Oldest()
    {
        int oldest = -1;
        for (int i = 0; i < _inlets.Length; i++)
        {
            if (_inlets[i].Held.Count > 0 && (oldest < 0 || _inlets[i].IsBefore(_inlets[oldest])))
            {
                oldest = i;
            }
        }

        return oldest;
    }

    /// <summary>What is known of one inlet.</summary>
    private sealed class Inlet(int priority)
    {
        /// <summary>The times of the items that are held, none older than the one before it.</summary>
        public readonly Queue<(long Time, long Arrival)> Held = new();

        /// <summary>Whether anything came yet: until then nobody waits for the inlet.</summary>
        public bool IsSeen;

        public bool IsPaused;

        public bool IsEnded;

        /// <summary>Whether it was silent for too long; its next item ends that.</summary>
        public bool IsStalled;

        /// <summary>The newest time that came, or that the inlet counts as having reached; what is older is dropped.</summary>
        public long Received = ItemTime.None;

        public bool HoldsBack(long time) => IsSeen && !IsPaused && !IsEnded && !IsStalled && Received < time;

        public bool IsBefore(Inlet other)
        {
            (long time, long arrival) = Held.Peek();
            (long otherTime, long otherArrival) = other.Held.Peek();
            return time != otherTime ? time < otherTime : priority != other.Priority ? priority > other.Priority : arrival < otherArrival;
        }

        private int Priority => priority;
    }
}

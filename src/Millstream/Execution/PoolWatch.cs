using System.Diagnostics.CodeAnalysis;

namespace Millstream.Execution;

/// <summary>Sees to it that methods which block threads of the pool keep nobody waiting who needs one: the pool is given threads for those that are stuck.</summary>
/// <remarks>
/// <para>
/// While runs go on, a thread of its own looks at the pool every 10 ms. Where work waits it puts something of its own behind it, and where that has not had its turn by the next
/// look although the processors have time, the threads of the pool are held by what blocks; the pool by itself would add one or two a second. What runs is not looked at: tasks that do
/// not block cost nothing.
/// </para>
/// <para>
/// The pool is the process's own. What is changed is its least number of threads, which says how many it makes without hesitation, and only while threads are stuck; it then gets back
/// what it had, or what somebody else has set since. Where the configuration of the process fixes that number (<c>System.Threading.ThreadPool.MinThreads</c>) it stays as it is. <c>docs/decisions</c> has the measurements.
/// </para>
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "There is one, for as long as the process goes on.")]
internal sealed class PoolWatch : IThreadPoolWorkItem
{
    /// <summary>How many threads the pool is given at most beyond those that it makes by itself.</summary>
    private const int MostThreads = 64;

    /// <summary>How many are added at once for work that waits.</summary>
    private const int MostAtOnce = 8;

    /// <summary>After so many looks at a pool that needs no more threads than it had it gets back that number, and after as many without a run nobody looks any more.</summary>
    private const int Calm = 200;

    /// <summary>How much of the processors may be in use while threads are taken to be stuck, and not at work.</summary>
    private const double MostUsed = 0.9;

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(10);
    private static readonly TimeProvider Clock = TimeProvider.System;

    private readonly AutoResetEvent _wake = new(initialState: false);
    private int _runs;

    /// <summary>1 while nobody looks.</summary>
    private int _isParked = 1;

    private bool _isThere;

    /// <summary>Whether what was put behind the work that waits has not had its turn.</summary>
    private volatile bool _isAsking;
    private long _lookedAt;
    private TimeSpan _used;
    private int _calm;

    /// <summary>The least number of threads that the pool had, and that it was given; 0 while it has its own.</summary>
    private int _usual;
    private int _given;

    /// <summary>Gets the one of the process, as the pool is.</summary>
    public static PoolWatch Shared { get; } = new();

    /// <summary>A run begins.</summary>
    public void Begin()
    {
        Interlocked.Increment(ref _runs);
        if (Volatile.Read(ref _isParked) == 1)
        {
            Unpark();
        }
    }

    /// <summary>A run has ended.</summary>
    public void End() => Interlocked.Decrement(ref _runs);

    private void Unpark()
    {
        if (Interlocked.Exchange(ref _isParked, 0) == 0)
        {
            return;
        }

        if (_isThere)
        {
            _wake.Set();
            return;
        }

        _isThere = true;
        new Thread(Watch) { IsBackground = true, Name = "Millstream pool watch" }.UnsafeStart();
    }

    private void Watch()
    {
        int idle = 0;
        while (true)
        {
            _wake.WaitOne(Period);
            Look();
            idle = Volatile.Read(ref _runs) == 0 ? idle + 1 : 0;
            if (idle <= Calm || _given != 0)
            {
                continue;
            }

            idle = 0;
            Interlocked.Exchange(ref _isParked, 1);
            if (Volatile.Read(ref _runs) == 0 || Interlocked.Exchange(ref _isParked, 0) == 0)
            {
                // Nobody needs it, or somebody who does has said so already.
                _wake.WaitOne();
            }
        }
    }

    /// <summary>The pool has come to what the watch put behind all that waited.</summary>
    void IThreadPoolWorkItem.Execute() => _isAsking = false;

    private void Look()
    {
        bool isStuck = IsStuck();
        long waiting = ThreadPool.PendingWorkItemCount;
        if (waiting > 0 && !_isAsking)
        {
            _isAsking = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        if (!isStuck && _given == 0)
        {
            return;
        }

        ThreadPool.GetMinThreads(out int least, out int ports);
        if (_given == 0 || least != _given)
        {
            _usual = least;
            _given = 0;
        }

        ThreadPool.GetMaxThreads(out int most, out _);
        ThreadPool.GetAvailableThreads(out int free, out _);
        int busy = most - free;
        if (isStuck)
        {
            int wanted = Math.Min(busy + (int)Math.Clamp(waiting, 1, MostAtOnce), Math.Min(_usual + MostThreads, most));
            if (wanted > least && ThreadPool.SetMinThreads(wanted, ports))
            {
                _given = wanted;
            }
        }

        _calm = isStuck || busy > _usual ? 0 : _calm + 1;
        if (_calm > Calm && _given != 0)
        {
            ThreadPool.SetMinThreads(_usual, ports);
            _given = 0;
        }
    }

    /// <summary>Says whether work has waited since the last look while the processors had time for it.</summary>
    private bool IsStuck()
    {
        long now = Clock.GetTimestamp();
        TimeSpan used = Environment.CpuUsage.TotalTime;
        double share = (used - _used) / (Clock.GetElapsedTime(_lookedAt, now) * Environment.ProcessorCount);
        _lookedAt = now;
        _used = used;
        return _isAsking && share < MostUsed;
    }
}

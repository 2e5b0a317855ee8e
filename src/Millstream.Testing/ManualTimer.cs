using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Millstream.Testing;

/// <summary>A timer of a <see cref="ManualTimeProvider"/>.</summary>
/// <remarks>The clock's lock guards every field; the callback runs outside it.</remarks>
internal sealed class ManualTimer(ManualTimeProvider clock, Lock gate, TimerCallback callback, object? state) : ITimer
{
    // The system's timers take a 32-bit number of milliseconds, and read its last value as infinite.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    // Null when the creator has suppressed its flow.
    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private TimeSpan _period;
    private bool _isDisposed;

    // When it was armed, among all armings of the clock.
    private long _order;

    // Calls of the callback that have begun and not ended: more than one when the callback itself moves the clock.
    private int _running;

    // Set by DisposeAsync when it finds calls running; completed by the last of them.
    private TaskCompletionSource? _idle;

    /// <summary>Orders armed timers: the earliest first, those due together as they were armed.</summary>
    public static IComparer<ManualTimer> InOrderOfFiring { get; } = Comparer<ManualTimer>.Create(
        static (x, y) => x.Due != y.Due ? x.Due.CompareTo(y.Due) : x._order.CompareTo(y._order));

    /// <summary>When it fires next, counted from the clock's start. Without meaning while it is not armed.</summary>
    public TimeSpan Due { get; private set; }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        ThrowIfNoWait(dueTime);
        ThrowIfNoWait(period);
        lock (gate)
        {
            if (_isDisposed)
            {
                return false;
            }

            _period = period == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : period;
            clock.Arm(this, dueTime);
            return true;
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            _isDisposed = true;
            clock.Arm(this, Timeout.InfiniteTimeSpan);
        }
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        lock (gate)
        {
            if (_running == 0)
            {
                return ValueTask.CompletedTask;
            }

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_idle.Task);
        }
    }

    /// <summary>Sets what it is sorted by. Called by the clock, under its lock, while it is not armed.</summary>
    public void SetDue(TimeSpan due, long order)
    {
        Due = due;
        _order = order;
    }

    /// <summary>Arms it for its next period, if any; before its callback, so that a change made there wins.</summary>
    public void BeginFiring()
    {
        Debug.Assert(gate.IsHeldByCurrentThread, "Firing begins in the same step that moves the clock.");
        _running++;
        clock.ArmFrom(Due, this, _period);
    }

    /// <summary>Calls the callback. Called outside the lock, once for each <see cref="BeginFiring"/>.</summary>
    public void Fire()
    {
        try
        {
            if (_context is null)
            {
                callback(state);
            }
            else
            {
                ExecutionContext.Run(_context, static timer => ((ManualTimer)timer!).Call(), this);
            }
        }
        finally
        {
            lock (gate)
            {
                _running--;
                if (_running == 0)
                {
                    _idle?.TrySetResult();
                }
            }
        }
    }

    private static void ThrowIfNoWait(
        TimeSpan wait, [CallerArgumentExpression(nameof(wait))] string? parameter = null)
    {
        if (wait != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(wait, TimeSpan.Zero, parameter);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(wait, LongestWait, parameter);
        }
    }

    private void Call() => callback(state);
}

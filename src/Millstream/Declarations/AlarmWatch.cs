using Millstream.Stages;

namespace Millstream.Declarations;

/// <summary>Wakes a stage at the moment that an alarm is set to.</summary>
/// <remarks>While it waits for the moment the stage is not idle, as something will happen by itself. The timer calls from any thread, the rest is the stage's.</remarks>
/// <param name="stage">The stage.</param>
/// <param name="alarm">Tells the moment.</param>
/// <param name="signal">What is set then.</param>
internal sealed class AlarmWatch(StageScope stage, SignalAlarm alarm, StageSignal signal) : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private DateTimeOffset? _set;
    private ITimer? _timer;

    /// <summary>1 while the timer is to fire: whoever sets it to 0 has the stage count as idle again.</summary>
    private int _isArmed;

    /// <summary>Says whether the moment has come, once.</summary>
    public bool IsOver()
    {
        if (alarm.At is not { } at || stage.Time.GetUtcNow() < at)
        {
            return false;
        }

        alarm.At = null;
        Reset();
        return true;
    }

    /// <summary>Nothing else is there: the stage is woken at the moment, if there is one.</summary>
    public void Arm()
    {
        if (alarm.At is not { } at)
        {
            Reset();
            return;
        }

        if (at == _set && Volatile.Read(ref _isArmed) == 1)
        {
            return;
        }

        Reset();
        _set = at;
        stage.Expect();
        Volatile.Write(ref _isArmed, 1);
        _timer ??= stage.Time.CreateTimer(static watch => ((AlarmWatch)watch!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var left = TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling((at - stage.Time.GetUtcNow()).TotalMilliseconds)));
        _timer.Change(left < Longest ? left : Longest, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        Reset();
        _timer?.Dispose();
    }

    private void Reset()
    {
        if (_set is not null)
        {
            _set = null;
            _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            Disarm();
        }
    }

    private void Fire()
    {
        signal.Set();
        Disarm();
    }

    private void Disarm()
    {
        if (Interlocked.Exchange(ref _isArmed, 0) == 1)
        {
            stage.Unexpect();
        }
    }
}

namespace Millstream.Stages;

/// <summary>Wakes a stage when something has lasted for a while.</summary>
/// <remarks>While the watch runs the stage is not idle, as something will happen by itself. The timer calls from any thread, the rest is the stage's.</remarks>
/// <param name="stage">The stage.</param>
/// <param name="limit">How long.</param>
/// <param name="signal">What is set then.</param>
internal sealed class StallWatch(StageScope stage, TimeSpan limit, StageSignal signal) : IDisposable
{
    private long? _since;
    private ITimer? _timer;

    /// <summary>1 while the timer is to fire: whoever sets it to 0 has the stage count as idle again.</summary>
    private int _isArmed;

    /// <summary>Gives the warning that a task goes on without an inlet.</summary>
    public static string Warning(TaskScope task, TimeSpan stall, string inlet) =>
        $"'{task.Node.Id}' has held items for {stall.TotalSeconds:0.###} s, waiting for '{inlet}', which is silent. It goes on without it until its next item.";

    /// <summary>Says whether it has lasted long enough, and starts to watch if it did not yet.</summary>
    public bool IsOver()
    {
        _since ??= stage.Time.GetTimestamp();
        TimeSpan left = limit - stage.Time.GetElapsedTime(_since.Value);
        if (left <= TimeSpan.Zero)
        {
            Reset();
            return true;
        }

        if (Volatile.Read(ref _isArmed) == 0)
        {
            stage.Expect();
            Volatile.Write(ref _isArmed, 1);
            _timer ??= stage.Time.CreateTimer(static watch => ((StallWatch)watch!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(left, Timeout.InfiniteTimeSpan);
        }

        return false;
    }

    /// <summary>It is over: what comes next is watched anew.</summary>
    public void Reset()
    {
        if (_since is not null)
        {
            _since = null;
            _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            Disarm();
        }
    }

    public void Dispose()
    {
        Reset();
        _timer?.Dispose();
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

using System.Collections.Concurrent;

namespace Millstream.Http;

/// <summary>A clock that counts how often a timer was set anew, which tells that a limit was put off, and keeps how long timers were made for.</summary>
internal sealed class WatchedTime(TimeProvider time) : TimeProvider
{
    private int _changes;

    public int Changes => Volatile.Read(ref _changes);

    public ConcurrentQueue<TimeSpan> Timers { get; } = new();

    public override long TimestampFrequency => time.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new WatchedTimer(this, time.CreateTimer(callback, state, dueTime, period));
        Timers.Enqueue(dueTime);
        return timer;
    }

    private sealed class WatchedTimer(WatchedTime owner, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            bool isChanged = timer.Change(dueTime, period);
            Interlocked.Increment(ref owner._changes);
            return isChanged;
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}

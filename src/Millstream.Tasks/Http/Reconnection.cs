using Millstream.Timers;

namespace Millstream.Http;

/// <summary>Counts how often a connection has failed, and waits before the next one.</summary>
internal sealed class Reconnection(HttpStreamSettings settings, TaskContext context)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private int _failures;
    private TimeSpan _asked;
    private string _last = "";

    /// <summary>Gets or sets how long to wait at first: what the settings say, unless the server says something else.</summary>
    public TimeSpan Delay { get; set; } = settings.Delay;

    /// <summary>Something went over the connection: it counts anew.</summary>
    public void Worked() => _failures = 0;

    /// <summary>Says whether an error is one of the connection, and not one too many.</summary>
    public bool MayGoOn(Exception cause)
    {
        _last = cause.Message;
        _asked = BusyException.AfterOf(cause);
        return cause is HttpRequestException or TimeoutException && ++_failures <= settings.MaxFailures;
    }

    /// <summary>Waits before the next connection is made, and logs why.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        double doubled = Delay.TotalMilliseconds * Math.Pow(2, Math.Clamp(_failures - 1, 0, 30));
        TimeSpan longest = Delay > Longest ? Delay : Longest;
        TimeSpan wait = doubled < longest.TotalMilliseconds ? TimeSpan.FromMilliseconds(doubled) : longest;
        wait = wait > _asked ? wait : _asked;
        Task waiting = TimerTasks.WaitAsync(wait, context.Time, cancellationToken);
        HttpLog.ConnectionFailed(context.Logger, _failures, wait.TotalSeconds, _last);
        await waiting.ConfigureAwait(false);
    }
}

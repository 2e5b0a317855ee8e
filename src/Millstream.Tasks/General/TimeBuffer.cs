using Millstream.Timers;

namespace Millstream.General;

public static partial class GeneralTasks
{
    // Whoever gives more waits: a second of samples fits, and memory is bounded.
    private const int LongestLine = 100_000;

    /// <summary>
    /// Delays items: each leaves, with its own time, when the clock, or the newest item, is a span past it. Their order is kept; pauses stay in their places among them. What has no time leaves
    /// with the item before it. When the input ends, what is held still leaves: by the clock when its time comes, otherwise at once.
    /// </summary>
    /// <param name="input">The items.</param>
    /// <param name="output">The same items, later.</param>
    /// <param name="settings">How long.</param>
    /// <param name="context">Reads the inlet, and wakes when an item is to leave.</param>
    [StreamTask(Name = "time.buffer", Label = "Time Buffer")]
    public static async Task TimeBufferAsync<T>(Inlet<T> input, [Port(Mirrors = nameof(input))] Outlet<T> output, TimeBufferSettings settings, TaskContext context)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(context);
        CancellationToken token = context.CancellationToken;
        bool isByClock = settings.TimeReference == TimeReference.Clock;
        var line = new Queue<(T Item, bool? Pause, DateTimeOffset? Time, DateTimeOffset Due)>();
        var alarm = new SignalAlarm();
        DateTimeOffset due = DateTimeOffset.MinValue, newest = DateTimeOffset.MinValue;
        await foreach (InletSignal signal in context.SignalsAsync(alarm, input).ConfigureAwait(true))
        {
            if (signal.Is(input, out T? item))
            {
                if (signal.Time is { } time)
                {
                    newest = time > newest ? time : newest;
                    due = time + settings.Size > due ? time + settings.Size : due;
                }

                line.Enqueue((item, null, signal.Time, due));
            }
            else if (signal.IsPause || signal.IsResume)
            {
                line.Enqueue((default!, signal.IsPause, null, due));
            }

            await LeaveAsync().ConfigureAwait(true);
            while (line.Count > LongestLine)
            {
                // Nothing more is read until the first has left: of the clock's when its time comes, of the others at once.
                await WaitAsync().ConfigureAwait(true);
                await GiveAsync().ConfigureAwait(true);
            }

            alarm.At = isByClock && line.Count > 0 ? line.Peek().Due : null;
        }

        while (line.Count > 0)
        {
            await WaitAsync().ConfigureAwait(true);
            await GiveAsync().ConfigureAwait(true);
        }

        Task WaitAsync()
        {
            TimeSpan left = line.Peek().Due - context.Time.GetUtcNow();
            return isByClock ? TimerTasks.WaitAsync(left, context.Time, token) : Task.CompletedTask;
        }

        async ValueTask LeaveAsync()
        {
            DateTimeOffset reached = isByClock ? context.Time.GetUtcNow() : newest;
            while (line.Count > 0 && line.Peek().Due <= reached)
            {
                await GiveAsync().ConfigureAwait(true);
            }
        }

        ValueTask GiveAsync()
        {
            (T leaving, bool? pause, DateTimeOffset? own, _) = line.Dequeue();
            return pause is { } isPaused ? output.SetPausedAsync(isPaused, token) : output.EmitAsync(leaving, own, token);
        }
    }
}

namespace Millstream.General;

public static partial class GeneralTasks
{
    /// <summary>
    /// Gives the last item again and again, at a rate, each time with the time of the clock: the first at once, later ones from the next beat on. Nothing before the first, and nothing while the
    /// input pauses. An item without a time is passed on as it is, beside the beat; with "fail closed" it silences the repeater until the next with one. The output pauses while it is silent.
    /// </summary>
    /// <param name="input">The items.</param>
    /// <param name="output">The repeated items.</param>
    /// <param name="settings">How often.</param>
    /// <param name="context">Reads the inlet, and wakes at each beat.</param>
    [StreamTask(Name = "repeater", Label = "Repeater")]
    public static async Task RepeaterAsync<T>(
        Inlet<T> input, [Port(Mirrors = nameof(input), FromSettings = ["rate"])] Outlet<T> output, RepeaterSettings settings, TaskContext context)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(context);
        CancellationToken token = context.CancellationToken;
        TimeSpan beat = TimeSpan.FromSeconds(1 / settings.Rate);
        var alarm = new SignalAlarm();
        T last = default!;
        bool isThere = false, isSilent = false, isPaused = false;
        DateTimeOffset next = default;
        await foreach (InletSignal signal in context.SignalsAsync(alarm, input).ConfigureAwait(true))
        {
            DateTimeOffset now = context.Time.GetUtcNow();
            if (signal.IsAlarm)
            {
                await output.EmitAsync(last, now, token).ConfigureAwait(true);
                next += beat;
                next = next > now ? next : now + beat;
            }
            else if (signal.Is(input, out T? item))
            {
                if (signal.Time is null && !settings.FailClosed)
                {
                    await output.EmitAsync(item, time: null, token).ConfigureAwait(true);
                    continue;
                }

                next = isThere && !isPaused ? next : now;
                last = item;
                isThere = signal.Time is not null;
                isSilent = !isThere;
            }
            else if (!signal.IsEnd)
            {
                isPaused = signal.IsPause;
                next = now;
            }

            alarm.At = isThere && !isPaused && !signal.IsEnd ? next : null;
            await output.SetPausedAsync(isPaused || isSilent, token).ConfigureAwait(true);
        }
    }
}

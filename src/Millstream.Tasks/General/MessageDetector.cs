namespace Millstream.General;

public static partial class GeneralTasks
{
    /// <summary>
    /// Tells whether items come: 1 while they do; 0 before the first, while the input pauses, when none came for the time out, and in fail mode "closed" when the last had no time. It is given at
    /// the start, when it changes, and at each repeat.
    /// </summary>
    /// <param name="input">The items, of any kind.</param>
    /// <param name="signal">0 or 1.</param>
    /// <param name="settings">When items count as coming.</param>
    /// <param name="context">Reads the inlet, and wakes at time outs and repeats.</param>
    [StreamTask(Name = "message.detector", Label = "Message Detector")]
    public static async Task MessageDetectorAsync<T>([Port(IsFree = true)] Inlet<T> input, Outlet<double> signal, MessageDetectorSettings settings, TaskContext context)
    {
        ArgumentNullException.ThrowIfNull(signal);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(context);
        CancellationToken token = context.CancellationToken;
        var alarm = new SignalAlarm();
        bool isComing = false, isPaused = false, said = false;
        DateTimeOffset? timeOut = null, repeat = null;
        await SayAsync(says: false).ConfigureAwait(true);
        await foreach (InletSignal news in context.SignalsAsync(alarm, input).ConfigureAwait(true))
        {
            DateTimeOffset now = context.Time.GetUtcNow();
            if (news.IsItem)
            {
                isComing = news.Time is not null || settings.FailMode == FailMode.Open;
                timeOut = settings.TimeOut > TimeSpan.Zero ? now + settings.TimeOut : null;
            }
            else if (!news.IsAlarm)
            {
                isPaused = news.IsPause || news.IsEnd;
            }

            if (now >= timeOut)
            {
                (isComing, timeOut) = (false, null);
            }

            bool says = isComing && !isPaused;
            if (says != said || now >= repeat)
            {
                await SayAsync(says).ConfigureAwait(true);
            }

            alarm.At = timeOut < repeat || repeat is null ? timeOut : repeat;
        }

        ValueTask SayAsync(bool says)
        {
            DateTimeOffset now = context.Time.GetUtcNow();
            said = says;
            repeat = settings.RepeatInterval > TimeSpan.Zero ? now + settings.RepeatInterval : null;
            alarm.At = repeat;
            return signal.EmitAsync(says ? 1 : 0, now, token);
        }
    }
}

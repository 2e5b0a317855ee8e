using Millstream.Timers;

namespace Millstream.General;

public static partial class GeneralTasks
{
    /// <summary>
    /// Records its input on disk, always, and plays the recording when <c>play</c> turns true (a number of more than a half): from the oldest item on, with the gaps that the items had, their times moved so that
    /// the first is now. It ends with the last item, or begins anew with "loop", and stops when <c>play</c> turns false. The output pauses while nothing is played. When the
    /// input goes on after a pause the recording is cleared. What has no time is played right behind the item before it.
    /// </summary>
    /// <param name="input">The items that are recorded.</param>
    /// <param name="play">Whether the recording is played; goes before input of the same time.</param>
    /// <param name="output">The items that are played.</param>
    /// <param name="settings">How much is recorded.</param>
    /// <param name="context">Reads the inlets together, and wakes when an item is due.</param>
    [StreamTask(Name = "replay.buffer", Label = "Replay Buffer")]
    public static async Task ReplayBufferAsync<T>(
        Inlet<T> input, [Inlet(Priority = 1)] Inlet<double> play, [Port(Mirrors = nameof(input))] Outlet<T> output, ReplayBufferSettings settings, TaskContext context)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(context);
        using var recording = new Recording<T>(settings.MaxBytes, settings.TemporaryFolder.Length > 0 ? settings.TemporaryFolder : Path.GetTempPath());
        var playback = new Playback<T>(recording, settings.Loop, output, context);
        var alarm = new SignalAlarm();
        bool hasWarned = false;
        await output.SetPausedAsync(isPaused: true, context.CancellationToken).ConfigureAwait(true);
        await foreach (InletSignal signal in context.SignalsAsync(alarm, input, play).ConfigureAwait(true))
        {
            if (signal.Is(play, out double says))
            {
                if (Truth.IsValid(says))
                {
                    playback.Ask(Truth.Of(says));
                }
            }
            else if (signal.Is(input, out T? item))
            {
                Record(item, signal.Time);
            }
            else if (signal.IsResume && ReferenceEquals(signal.Inlet, input))
            {
                recording.Clear();
                playback.Reset();
            }

            alarm.At = await playback.PlayAsync(isLast: false).ConfigureAwait(true);
        }

        // Nobody can stop it any more: what plays comes to its end.
        while (await playback.PlayAsync(isLast: true).ConfigureAwait(true) is { } due)
        {
            await TimerTasks.WaitAsync(due - context.Time.GetUtcNow(), context.Time, context.CancellationToken).ConfigureAwait(true);
        }

        void Record(T item, DateTimeOffset? time)
        {
            long bytes = recording.Add(item, time);
            if (bytes > settings.MaxBytes && !hasWarned)
            {
                hasWarned = true;
                GeneralLog.NotRecorded(context.Logger, bytes, settings.MaxBytes);
            }
        }
    }
}

namespace Millstream.General;

public static partial class GeneralTasks
{
    /// <summary>Gives items another time: that of the clock, or their own, and an offset. Those without a time are dropped, or passed on as they are. A pause is passed on in its place.</summary>
    /// <param name="input">The items.</param>
    /// <param name="output">The same items, with their new times.</param>
    /// <param name="settings">Which time they get.</param>
    /// <param name="context">Reads the inlet.</param>
    [StreamTask(Name = "timestamp.updater", Label = "Timestamp Updater")]
    public static async Task TimestampUpdaterAsync<T>(Inlet<T> input, [Port(Mirrors = nameof(input))] Outlet<T> output, TimestampUpdaterSettings settings, TaskContext context)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(context);
        CancellationToken token = context.CancellationToken;
        await foreach (InletSignal signal in context.SignalsAsync(input).ConfigureAwait(true))
        {
            if (signal.Is(input, out T? item))
            {
                if (signal.Time is { } own)
                {
                    DateTimeOffset time = settings.TimeReference == TimeReference.Clock ? context.Time.GetUtcNow() : own;
                    await output.EmitAsync(item, time + settings.Offset, token).ConfigureAwait(true);
                }
                else if (!settings.FailClosed)
                {
                    await output.EmitAsync(item, time: null, token).ConfigureAwait(true);
                }
            }
            else if (!signal.IsEnd)
            {
                await output.SetPausedAsync(signal.IsPause, token).ConfigureAwait(true);
            }
        }
    }
}

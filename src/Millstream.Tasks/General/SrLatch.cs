namespace Millstream.General;

public static partial class GeneralTasks
{
    /// <summary>
    /// Remembers which of two was true last: 1 when set is true and reset is not, 0 when reset is true and set is not, and what it was when both or none are. It gives what it holds for every
    /// item, and pauses while both inlets do.
    /// </summary>
    /// <param name="set">Sets it while it is true: a number of more than a half.</param>
    /// <param name="reset">Resets it while it is true.</param>
    /// <param name="output">0 or 1.</param>
    /// <param name="settings">How it begins.</param>
    /// <param name="context">Reads the inlets together.</param>
    [StreamTask(Name = "sr.latch", Label = "SR Latch")]
    public static async Task SrLatchAsync(Inlet<double> set, Inlet<double> reset, Outlet<double> output, SrLatchSettings settings, TaskContext context)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(context);
        CancellationToken token = context.CancellationToken;
        var paused = new PausedInlets(2);
        bool isSet = false, isReset = false, holds = settings.DefaultValue;
        await foreach (InletSignal signal in context.SignalsAsync(set, reset).ConfigureAwait(true))
        {
            if (!signal.IsItem)
            {
                paused.Hear(signal);
                await output.SetPausedAsync(paused.AreAll, token).ConfigureAwait(true);
                continue;
            }

            if (signal.Is(set, out double says))
            {
                isSet = Truth.Of(says);
            }
            else if (signal.Is(reset, out says))
            {
                isReset = Truth.Of(says);
            }

            holds = isSet == isReset ? holds : isSet;
            await output.EmitAsync(holds ? 1 : 0, token).ConfigureAwait(true);
        }
    }
}

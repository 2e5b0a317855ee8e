namespace Millstream.General;

public static partial class GeneralTasks
{
    /// <summary>Collects texts, and gives all of them as one when its control becomes true (a number of more than a half, after one that is not); nothing when none came since. The output pauses while both inlets do.</summary>
    /// <param name="input">The texts.</param>
    /// <param name="control">Has what was collected given.</param>
    /// <param name="output">The texts that were put together.</param>
    /// <param name="settings">How they are put together.</param>
    /// <param name="context">Reads the inlets together.</param>
    [StreamTask(Name = "string.concatenator", Label = "String Concatenator")]
    public static async Task StringConcatenatorAsync(Inlet<string> input, Inlet<double> control, Outlet<string> output, StringConcatenatorSettings settings, TaskContext context)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(context);
        CancellationToken token = context.CancellationToken;
        var paused = new PausedInlets(2);
        var texts = new List<string>();
        bool isTrue = false;
        await foreach (InletSignal signal in context.SignalsAsync(input, control).ConfigureAwait(true))
        {
            if (signal.Is(input, out string? text))
            {
                texts.Add(text);
            }
            else if (signal.Is(control, out double says))
            {
                bool wasTrue = isTrue;
                isTrue = Truth.Of(says);
                if (isTrue && !wasTrue && texts.Count > 0)
                {
                    await output.EmitAsync(string.Join(settings.Separator, texts), token).ConfigureAwait(true);
                    texts.Clear();
                }
            }
            else
            {
                paused.Hear(signal);
                await output.SetPausedAsync(paused.AreAll, token).ConfigureAwait(true);
            }
        }
    }
}

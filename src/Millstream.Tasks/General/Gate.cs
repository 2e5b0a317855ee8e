namespace Millstream.General;

public static partial class GeneralTasks
{
    /// <summary>
    /// Gives items on while its control is true (a number of more than a half) and the input does not pause. In fail mode "closed" it is shut as well while the control pauses, or when its
    /// last item was no number. The output pauses exactly while the gate is shut.
    /// </summary>
    /// <param name="input">The items.</param>
    /// <param name="control">Opens and shuts the gate; goes before input of the same time.</param>
    /// <param name="output">The items that came while the gate was open.</param>
    /// <param name="settings">When it is open.</param>
    /// <param name="context">Reads the inlets together.</param>
    [StreamTask(Name = "gate", Label = "Gate")]
    public static async Task GateAsync<T>(
        Inlet<T> input, [Inlet(Priority = 1)] Inlet<double> control, [Port(Mirrors = nameof(input))] Outlet<T> output, GateSettings settings, TaskContext context)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(context);
        CancellationToken token = context.CancellationToken;
        var paused = new PausedInlets(2);
        bool isTrue = settings.InitialControl;
        bool isInvalid = false;
        await output.SetPausedAsync(!IsOpen(), token).ConfigureAwait(true);
        await foreach (InletSignal signal in context.SignalsAsync(input, control).ConfigureAwait(true))
        {
            if (signal.Is(control, out double says))
            {
                isInvalid = !Truth.IsValid(says);
                isTrue = isInvalid ? isTrue : Truth.Of(says);
            }
            else if (signal.Is(input, out T? item))
            {
                if (IsOpen())
                {
                    await output.EmitAsync(item, signal.Time, token).ConfigureAwait(true);
                }
            }
            else if (!signal.IsEnd)
            {
                paused.Hear(signal);
            }
            else if (ReferenceEquals(signal.Inlet, input))
            {
                return;
            }

            await output.SetPausedAsync(!IsOpen(), token).ConfigureAwait(true);
        }

        bool IsOpen() => isTrue && !paused.Has(input) && !(settings.FailMode == FailMode.Closed && (isInvalid || paused.Has(control)));
    }
}

namespace Millstream.General;

/// <summary>
/// Gives the items of one of its inputs on: of the one whose control has the highest number, the first among equals. A control that pauses, or has said nothing yet, takes its input out of
/// the race. Controls go before inputs of the same time. The output pauses while no input is chosen, or the chosen one pauses.
/// </summary>
/// <typeparam name="T">The type of the items.</typeparam>
[StreamTask(Name = "switch", Label = "Switch")]
public sealed class Switch<T> : StreamTask<SwitchSettings>
{
    private Inlet<T>[] _inputs = [];
    private Inlet<double>[] _controls = [];
    private Outlet<T> _output = null!;

    /// <inheritdoc/>
    protected override ValueTask SetupAsync(TaskSetup setup, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(setup);
        _inputs = [.. Enumerable.Range(1, Settings.Inputs).Select(n => setup.Inlet<T>($"input{n}"))];
        _controls = [.. Enumerable.Range(1, Settings.Inputs).Select(n => setup.Inlet<double>($"control{n}", priority: 1))];
        _output = setup.Outlet<T>("output", description: new PortDescription { Mirrors = "input1" });
        return default;
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(TaskContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        CancellationToken token = context.CancellationToken;
        var paused = new PausedInlets(_inputs.Length);
        var controls = new double?[_inputs.Length];
        var silenced = new PausedInlets(_inputs.Length);
        int inputs = _inputs.Length;
        await _output.SetPausedAsync(isPaused: true, token).ConfigureAwait(true);
        await foreach (InletSignal signal in context.SignalsAsync([.. _inputs, .. _controls]).ConfigureAwait(true))
        {
            int input = Array.IndexOf(_inputs, signal.Inlet), control = Array.IndexOf(_controls, signal.Inlet);
            if (control >= 0)
            {
                Race(control, signal);
            }
            else if (signal.Is(_inputs[input], out T? item))
            {
                if (input == Chosen() && !paused.Has(_inputs[input]))
                {
                    await _output.EmitAsync(item, signal.Time, token).ConfigureAwait(true);
                }
            }
            else
            {
                paused.Hear(signal);
                inputs -= signal.IsEnd ? 1 : 0;
            }

            if (inputs == 0)
            {
                return;
            }

            await _output.SetPausedAsync(Chosen() is not (>= 0 and int chosen) || paused.Has(_inputs[chosen]), token).ConfigureAwait(true);
        }

        void Race(int control, InletSignal signal)
        {
            if (signal.Is(_controls[control], out double says) && Truth.IsValid(says))
            {
                controls[control] = says;
            }

            if (signal.IsPause || signal.IsResume)
            {
                silenced.Hear(signal);
            }
        }

        int Chosen()
        {
            int best = -1;
            for (int i = 0; i < controls.Length; i++)
            {
                if (!silenced.Has(_controls[i]) && controls[i] is { } says && (best < 0 || says > controls[best]))
                {
                    best = i;
                }
            }

            return best;
        }
    }
}

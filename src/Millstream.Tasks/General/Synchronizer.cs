using Millstream.Graphs;

namespace Millstream.General;

/// <summary>
/// Gives several streams on together, in the order of their times: an item leaves when every other stream has come as far (docs/time.md). How long one waits for a silent stream,
/// "stall timeout" or the run says. A stream's pause and end are passed on where they are met.
/// </summary>
/// <typeparam name="T">The type of the items.</typeparam>
[StreamTask(Name = "synchronizer", Label = "Synchronizer")]
public sealed class Synchronizer<T> : StreamTask<SynchronizerSettings>
{
    private Inlet<T>[] _inputs = [];
    private Outlet<T>[] _outputs = [];

    /// <inheritdoc/>
    protected override ValueTask SetupAsync(TaskSetup setup, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(setup);
        int[] streams = [.. Enumerable.Range(1, Settings.Streams)];
        _inputs = [.. streams.Select(n => setup.Inlet<T>($"input{n}"))];
        _outputs = [.. streams.Select(n => setup.Outlet<T>($"output{n}", description: new PortDescription { Mirrors = $"input{n}" }))];
        return default;
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(TaskContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        CancellationToken token = context.CancellationToken;
        await foreach (InletSignal signal in context.SignalsAsync(Settings.StallTimeout, _inputs).ConfigureAwait(true))
        {
            int stream = Array.IndexOf(_inputs, signal.Inlet);
            if (signal.Is(_inputs[stream], out T? item))
            {
                await _outputs[stream].EmitAsync(item, signal.Time, token).ConfigureAwait(true);
            }
            else if (signal.IsEnd)
            {
                _outputs[stream].Complete();
            }
            else
            {
                await _outputs[stream].SetPausedAsync(signal.IsPause, token).ConfigureAwait(true);
            }
        }
    }
}

public static partial class GeneralTasks
{
    /// <summary>Synchronises streams: gives each on, all together in the order of their times. See <see cref="Synchronizer{T}"/>.</summary>
    /// <param name="streams">The streams, one or more.</param>
    /// <returns>The streams, in the same order.</returns>
    /// <exception cref="GraphConfigurationException">There are none, or more than a hundred.</exception>
    public static async Task<IReadOnlyList<Flow<T>>> SynchronizeAsync<T>(params IReadOnlyList<Flow<T>> streams)
    {
        ArgumentNullException.ThrowIfNull(streams);
        TaskDefinition task = await SynchronizerDefinitions.Synchronizer<T>().SetUpAsync(new SynchronizerSettings { Streams = streams.Count }).ConfigureAwait(false);
        PlacedTask placed = task.Place([.. streams.Select(stream => (TaskInput)stream)]);
        return [.. streams.Select((_, i) => placed.Flow<T>(i))];
    }
}

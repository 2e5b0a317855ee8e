using Millstream.Graphs;

namespace Millstream.General;

/// <summary>Named inlets that the settings of a task ask for, each with the value it has before its first item and around a pause.</summary>
/// <typeparam name="T">The type of their items.</typeparam>
/// <param name="defaults">The value that each has, under its name.</param>
internal sealed class Tracks<T>(IReadOnlyList<KeyValuePair<string, T>> defaults)
{
    private Inlet<T>[] _inlets = [];

    /// <summary>Gets the names, in order.</summary>
    public string[] Names { get; } = [.. defaults.Select(d => d.Key)];

    /// <summary>Gets the value of each track.</summary>
    public T[] Values { get; } = [.. defaults.Select(d => d.Value)];

    /// <summary>Says which names are none of an inlet.</summary>
    public static IEnumerable<string> FaultsOf(IEnumerable<string> names) => names.Where(n => !NodeId.TryParse(n, out _)).Select(
        n => $"the setting 'Tracks' has the track '{n}', which is no name. Use letters, digits and '_', and begin with a letter or '_'.");

    public void SetUp(TaskSetup setup) => _inlets = [.. Names.Select(name => setup.Inlet<T>(name))];

    /// <summary>Reads the tracks, and calls back for each item; the output pauses while all tracks do. Without tracks it calls back once, and is done.</summary>
    /// <param name="context">Reads them together.</param>
    /// <param name="output">What is made of them.</param>
    /// <param name="changed">Called when a track has a new value.</param>
    public async Task ReadAsync<TOut>(TaskContext context, Outlet<TOut> output, Func<ValueTask> changed)
    {
        if (_inlets.Length == 0)
        {
            await changed().ConfigureAwait(true);
            return;
        }

        var paused = new PausedInlets(_inlets.Length);
        await foreach (InletSignal signal in context.SignalsAsync(_inlets).ConfigureAwait(true))
        {
            int track = Array.IndexOf(_inlets, signal.Inlet);
            if (signal.Is(_inlets[track], out T? item))
            {
                Values[track] = item;
                await changed().ConfigureAwait(true);
                continue;
            }

            paused.Hear(signal);
            Values[track] = signal.IsEnd ? Values[track] : defaults[track].Value;
            await output.SetPausedAsync(paused.AreAll, context.CancellationToken).ConfigureAwait(true);
        }
    }
}

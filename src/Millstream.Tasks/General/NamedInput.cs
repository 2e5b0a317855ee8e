using Millstream.Data;
using Millstream.Graphs;

namespace Millstream.General;

/// <summary>
/// Gives what the Named Output of a name publishes, in this run or in another: items with their times, and pauses in their places. It pauses while nobody publishes under the name, and does not end by
/// itself. What is published must be what this says its items are: otherwise whichever of the two comes second fails, and tells which fields differ. It is never replayed, and begins with what comes next.
/// </summary>
[StreamTask(Name = "named.input", Label = "Named Input", IsReplayable = false)]
public sealed class NamedInput : StreamTask<NamedInputSettings>
{
    private Func<TaskContext, Task> _read = null!;

    /// <summary>Reads a named stream in code, where its items may be of any type.</summary>
    /// <param name="name">The name under which it is published.</param>
    /// <param name="metadata">What the outlet says of its items besides their type; nothing unless given.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Flow<T>> OfAsync<T>(string name, string metadata = "", CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var settings = new NamedInputSettings { Name = name, Metadata = metadata };
        TaskDefinition task = await TaskDefinition.Of(() => new Typed<T>(settings), "named.input").SetUpAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        return task.Place([]).Flow<T>();
    }

    /// <inheritdoc/>
    protected override ValueTask SetupAsync(TaskSetup setup, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(setup);
        _read = Settings.Content switch
        {
            NamedContent.Text => Reading<string>(setup, Settings),
            NamedContent.Boolean => Reading<bool>(setup, Settings),
            NamedContent.Row => Reading<Row>(setup, Settings),
            NamedContent.Bytes => Reading<byte[]>(setup, Settings),
            _ => Reading<double>(setup, Settings),
        };
        return default;
    }

    /// <inheritdoc/>
    protected override Task RunAsync(TaskContext context) => _read(context);

    private static Func<TaskContext, Task> Reading<T>(TaskSetup setup, NamedInputSettings settings)
    {
        var description = new PortDescription { Fields = settings.Fields };
        Outlet<T> output = setup.Outlet<T>("output", description: description);
        PortFields wanted = (OutletDescriptor.Of<T>("output") with { Description = description }).Fields;
        return context => ReadAsync(output, wanted, settings, context);
    }

    private static async Task ReadAsync<T>(Outlet<T> output, PortFields wanted, NamedInputSettings settings, TaskContext context)
    {
        CancellationToken token = context.CancellationToken;
        var edge = new EdgeOptions { Capacity = settings.Capacity, Overflow = settings.Overflow };
        NamedReader<T> reader = await NamedOutputs.Of(context).ReadAsync<T>(NamedPort.Of(settings.Name, wanted, context), edge, token).ConfigureAwait(true);
        await using (((IAsyncDisposable)reader).ConfigureAwait(true))
        {
            await foreach (OutletSignal<T> signal in reader.WithCancellation(token).ConfigureAwait(true))
            {
                // Of an item too: words may have been dropped with the items behind them.
                await output.SetPausedAsync(signal.IsPaused, token).ConfigureAwait(true);
                if (signal.IsItem)
                {
                    await output.EmitAsync(signal.Item, signal.Time, token).ConfigureAwait(true);
                }
            }
        }
    }

    private sealed class Typed<T>(NamedInputSettings settings) : StreamTask
    {
        private Func<TaskContext, Task> _read = null!;

        protected override ValueTask SetupAsync(TaskSetup setup, CancellationToken cancellationToken)
        {
            _read = Reading<T>(setup, settings);
            return default;
        }

        protected override Task RunAsync(TaskContext context) => _read(context);
    }
}

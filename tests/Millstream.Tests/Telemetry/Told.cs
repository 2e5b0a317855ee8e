using Millstream.Declarations;
using Millstream.Graphs;
using Millstream.Tasks;
using Microsoft.Extensions.Logging;

namespace Millstream.Telemetry;

/// <summary>Small tasks, and what runs of them tell.</summary>
internal static class Told
{
    /// <summary>Gives a task without inlets that is called once.</summary>
    public static TaskDefinition Maker(string name, Func<TaskContext, CancellationToken, Task<int>> make) => TaskDefinition.Call<Nothing, int>(
        Describe(name, []),
        TaskInlets.None,
        TaskOutlets.Item(ItemOutlets.One<int>()),
        activation => async (_, token) => await make(activation.ContextOf(token), token));

    /// <inheritdoc cref="Maker(string, Func{TaskContext, CancellationToken, Task{int}})"/>
    public static TaskDefinition Maker(string name, Func<int> make) => TaskDefinition.Call(
        Describe(name, []), TaskInlets.None, TaskOutlets.Item(ItemOutlets.One<int>()), _ => _ => make());

    /// <summary>Gives a task that is called for each item, with its context.</summary>
    public static TaskDefinition Step(string name, Func<int, TaskContext, CancellationToken, Task<int>> step) => TaskDefinition.Call<int, int>(
        Describe(name, [InletDescriptor.Of<int>("x")]),
        TaskInlets.Item<int>("x"),
        TaskOutlets.Item(ItemOutlets.One<int>()),
        activation => async (x, token) => await step(x, activation.ContextOf(token), token));

    /// <summary>Gives a task that is called for each item.</summary>
    public static TaskDefinition Step(string name, Func<int, int> step) => TaskDefinition.Call(
        Describe(name, [InletDescriptor.Of<int>("x")]), TaskInlets.Item<int>("x"), TaskOutlets.Item(ItemOutlets.One<int>()), _ => step);

    /// <summary>Gives a task that is called once with all items.</summary>
    public static TaskDefinition Whole(string name, Func<IReadOnlyList<int>, int> step) => TaskDefinition.Call(
        Describe(name, [InletDescriptor.Of<int>("all", InletKind.List)]), TaskInlets.List<int>("all"), TaskOutlets.Item(ItemOutlets.One<int>()), _ => step);

    /// <summary>Gives a task that reads the live stream.</summary>
    public static TaskDefinition Live(
        string name, Func<IAsyncEnumerable<int>, TaskContext, CancellationToken, IAsyncEnumerable<int>> read, Func<TaskOptions, TaskOptions>? options = null)
    {
        TaskDefinition live = TaskDefinition.Live(
            Describe(name, [InletDescriptor.Of<int>("items", InletKind.Stream)]),
            ItemOutlets.One<int>(),
            activation =>
            {
                IAsyncEnumerable<int> items = activation.ReadAsync<int>(0);
                return () => read(items, activation.Context, activation.Context.CancellationToken);
            });
        return options is null ? live : live.WithOptions(options);
    }

    /// <summary>Makes a chain of tasks that are called once, the first without inlets: <c>a → b → …</c>.</summary>
    public static TaskGraph Chain(TaskDefinition first, params IEnumerable<TaskDefinition> others)
    {
        var graph = new GraphBuilder("chain");
        PlacedTask last = graph.Add(first, [], first.Descriptor.Name);
        foreach (TaskDefinition other in others)
        {
            last = graph.Add(other, [last.Value<int>()], other.Descriptor.Name);
        }

        return graph.Build();
    }

    /// <summary>Reads all events of a run that ends.</summary>
    public static async Task<List<RunEvent>> EventsAsync(this GraphRun run, long fromSeq = 1)
    {
        var events = new List<RunEvent>();
        await foreach (RunEvent one in run.Events(fromSeq).WithCancellation(new CancellationTokenSource(RunModes.Deadline).Token))
        {
            events.Add(one);
        }

        return events;
    }

    /// <summary>Gives the events in words.</summary>
    public static IEnumerable<string> Words(this IEnumerable<RunEvent> events) => events.Select(e => e.ToString());

    /// <summary>Waits until an event has been told.</summary>
    public static async Task<RunEvent> WhenAsync(this GraphRun run, string words)
    {
        await foreach (RunEvent one in run.Events().WithCancellation(new CancellationTokenSource(RunModes.Deadline).Token))
        {
            if (one.ToString() == words)
            {
                return one;
            }
        }

        throw new InvalidOperationException($"The run ended without '{words}'.");
    }

    /// <summary>Waits for the end of a run, however it ends.</summary>
    public static async Task<Exception?> EndAsync(this GraphRun run)
    {
        try
        {
            await run.Completion.InTime();
            return null;
        }
        catch (Exception error) when (error is not TimeoutException || run.Completion.IsCompleted)
        {
            return error;
        }
    }

    /// <summary>Waits until the token fires, and ends with it.</summary>
    public static async Task<int> UntilToldAsync(CancellationToken token)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        return 0;
    }

    private static TaskDescriptor Describe(string name, ValueList<InletDescriptor> inlets) => new(name)
    {
        Inlets = inlets,
        Outlets = [OutletDescriptor.Of<int>("out")],
    };
}

/// <summary>Keeps what is logged.</summary>
internal sealed class ListLogger : ILogger
{
    private readonly List<string> _lines = [];
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets a task that ends when something has been logged.</summary>
    public Task First => _first.Task;

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lines)
        {
            _lines.Add(formatter(state, exception));
        }

        _first.TrySetResult();
    }
}

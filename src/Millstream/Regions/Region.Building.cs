using Millstream.Graphs;
using Millstream.Regions;
using Millstream.Tasks;

namespace Millstream;

public sealed partial class Region
{
    private readonly Lock _gate = new();
    private readonly TaskOptions _defaults;
    private readonly List<(FlowNode Node, EdgeOptions[] Edges)> _nodes = [];
    private readonly List<StreamTaskHandle> _handles = [];

    /// <summary>The nodes that stand for tasks outside this region.</summary>
    private readonly Dictionary<SpawnedTask, FlowNode> _outside = [];

    private bool _isClosed;

    internal Region(Func<TaskOptions, TaskOptions>? tasks) => _defaults = TaskOptions.From(tasks);

    /// <summary>Gets the tasks that were spawned, in order.</summary>
    internal IReadOnlyList<StreamTaskHandle> Handles => _handles;

    /// <summary>Gives the node that a task of this region reads, where it reads <paramref name="producer"/>.</summary>
    internal FlowNode NodeOf<T>(StreamTaskHandle<T> producer)
    {
        if (producer.Region == this)
        {
            return producer.Node;
        }

        producer.Start.ThrowIfOpen();
        return Outside(producer, () => new JoinTask<T>(producer.Name, () => producer.Start.Run
            ?? throw new InvalidOperationException($"The task '{producer.Name}' has not started, so that nothing can be joined to it.")));
    }

    /// <summary>Gives the node that stands for the value of an ordinary task.</summary>
    internal FlowNode NodeOf<T>(TaskHandle<T> constant) => Outside(constant, () => ConstantTask.Of(constant));

    /// <summary>Spawns nothing more from here on.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
        }
    }

    /// <summary>Closes the region without starting it: its tasks will never run.</summary>
    internal void GiveUp(Exception cause)
    {
        Close();
        foreach (StreamTaskHandle handle in _handles)
        {
            handle.Start.GiveUp(cause);
        }
    }

    /// <summary>Makes the graph of the closed region, and starts it.</summary>
    internal async Task<GraphRun> StartAsync(GraphEngine engine, RunOptions options, CancellationToken cancellationToken)
    {
        try
        {
            (TaskGraph graph, Dictionary<FlowNode, GraphNode> placed) = Build();
            var owners = new SpawnedTask?[graph.Nodes.Count];
            foreach (StreamTaskHandle handle in _handles)
            {
                owners[placed[handle.Node].Index] = handle;
                handle.Start.KeptBy(null);
            }

            // Tasks of a region are ended, read and joined one by one, so each is a stage of its own.
            options = options with { Fuse = false, AllowViews = true, Entering = node => RunningTask.Enter(owners[node.Index]) };
            GraphRun run = await engine.StartAsync(graph, options, cancellationToken).ConfigureAwait(false);
            foreach (StreamTaskHandle handle in _handles)
            {
                handle.Start.Start(run.TaskOf(placed[handle.Node]));
            }

            _ = ForgetAtEndAsync(run);
            return run;
        }
        catch (Exception cause)
        {
            GiveUp(cause);
            throw;
        }
    }

    private (TaskGraph Graph, Dictionary<FlowNode, GraphNode> Placed) Build()
    {
        var draft = new GraphDraft("region");
        var placed = new Dictionary<FlowNode, GraphNode>();
        foreach ((FlowNode node, EdgeOptions[] edges) in _nodes)
        {
            GraphNode to = placed[node] = draft.Add(node.Task);
            for (int inlet = 0; inlet < node.Inputs.Count; inlet++)
            {
                FlowInput from = node.Inputs[inlet];
                draft.Connect(placed[from.Node], from.Outlet, to, inlet, edges[inlet]);
            }
        }

        return (draft.Build(), placed);
    }

    private async Task ForgetAtEndAsync(GraphRun run)
    {
        await run.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (StreamTaskHandle handle in _handles)
        {
            handle.ForgetNeeds();
        }
    }

    private FlowNode Outside(SpawnedTask task, Func<TaskBody> make)
    {
        lock (_gate)
        {
            ThrowIfClosed();
            if (!_outside.TryGetValue(task, out FlowNode? node))
            {
                node = new FlowNode(make(), []);
                _outside.Add(task, node);
                _nodes.Add((node, []));
            }

            return node;
        }
    }

    private StreamTaskHandle<TOut> Source<TOut>(string name, Func<TaskOptions, TaskOptions>? options, Func<TaskOptions, TaskBody> make)
    {
        TaskOptions set = options?.Invoke(_defaults) ?? _defaults;
        var node = new FlowNode(make(set), []);
        return Keep(new StreamTaskHandle<TOut>(set.Name ?? name, this, node, []), []);
    }

    private StreamTaskHandle<TOut> Add<TIn, TMade, TOut>(
        Delegate task,
        Func<TaskOptions, TaskOptions>? options,
        TaskInputs<TIn> inputs,
        CallBody<TIn, TMade> body,
        CallShape<TMade, TOut> shape)
    {
        (FlowNode node, EdgeOptions[] edges) = Describe(task, options, inputs, body, shape);
        return Keep(new StreamTaskHandle<TOut>(node.Task.Name, this, node, inputs.Needs), edges);
    }

    private StreamSinkHandle AddSink<TIn, TMade>(
        Delegate task,
        Func<TaskOptions, TaskOptions>? options,
        TaskInputs<TIn> inputs,
        CallBody<TIn, TMade> body,
        CallShape<TMade, Nothing> shape)
    {
        (FlowNode node, EdgeOptions[] edges) = Describe(task, options, inputs, body, shape);
        return Keep(new StreamSinkHandle(node.Task.Name, this, node, inputs.Needs), edges);
    }

    private StreamTaskHandle<TOut> AddLive<T, TOut>(
        Func<IAsyncEnumerable<T>, IAsyncEnumerable<TOut>> task, Func<TaskOptions, TaskOptions>? options, TaskInputs<T> inputs)
    {
        TaskOptions set = options?.Invoke(_defaults) ?? _defaults;
        LiveTask<TOut> body = LiveTask.Of(MethodName.Of(task, "task"), set, task);
        var node = new FlowNode(body, [.. inputs.Edges.Select(e => e.From)]);
        return Keep(new StreamTaskHandle<TOut>(body.Name, this, node, inputs.Needs), EdgesOf(set, body.Name, inputs.Edges));
    }

    // On the context that the user's own code comes back to, as in CallBody.
    private static async ValueTask<Nothing> Done(Task task)
    {
        await task.ConfigureAwait(true);
        return default;
    }

    private static async ValueTask<Nothing> Done(ValueTask task)
    {
        await task.ConfigureAwait(true);
        return default;
    }

    private (FlowNode Node, EdgeOptions[] Edges) Describe<TIn, TMade, TOut>(
        Delegate task,
        Func<TaskOptions, TaskOptions>? options,
        TaskInputs<TIn> inputs,
        CallBody<TIn, TMade> body,
        CallShape<TMade, TOut> shape)
    {
        TaskOptions set = options?.Invoke(_defaults) ?? _defaults;
        string name = MethodName.Of(task, inputs.Edges.Length == 0 ? "source" : shape.Outlets.Count == 0 ? "sink" : "task");
        var node = new FlowNode(new CallTask<TIn, TMade, TOut>(name, set, inputs.Reading, body, shape), [.. inputs.Edges.Select(e => e.From)]);
        return (node, EdgesOf(set, node.Task.Name, inputs.Edges));
    }

    private THandle Keep<THandle>(THandle handle, EdgeOptions[] edges)
        where THandle : StreamTaskHandle
    {
        lock (_gate)
        {
            ThrowIfClosed();
            _nodes.Add((handle.Node, edges));
            _handles.Add(handle);
        }

        return handle;
    }

    private void ThrowIfClosed()
    {
        if (_isClosed)
        {
            throw new InvalidOperationException("The region has closed: its tasks run already. Open another one; it may be joined to these tasks.");
        }
    }

    private static EdgeOptions[] EdgesOf(TaskOptions options, string name, RegionEdge[] edges)
    {
        EdgeOptions?[] made = [.. edges.Select(e => e.Options(options.Edge))];
        if (made.Length > 0 && Array.TrueForAll(made, e => e is null))
        {
            throw new ArgumentException(
                $"The buffer or the size function of '{name}' is for items of another type than those that it reads: "
                + $"{string.Join(", ", edges.Select(e => TypeName.Of(e.From.Node.Task.Outlets[e.From.Outlet].ItemType)))}.",
                nameof(options));
        }

        return [.. made.Select(e => e ?? options.Edge with { Buffer = null, SizeOf = null, CapacityBytes = null })];
    }
}

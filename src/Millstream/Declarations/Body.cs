using Millstream.Graphs;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream.Declarations;

/// <summary>A task as the body of a compound one: a graph of it alone, which is run for each call with its inputs as single values.</summary>
/// <remarks>Immutable; made once where the compound task is placed, and planned once. An inlet of the type <see cref="Iteration"/> is no inlet of the compound task: it is given which call it is.</remarks>
internal sealed class Body
{
    private readonly string[] _inputs;
    private readonly string? _iteration;
    private readonly string[] _outputs;

    private Body(TaskDefinition task, bool isSingle, object? settings)
    {
        Name = task.Descriptor.Name;
        Inlets = [.. task.Descriptor.Inlets.Where(i => i.ItemType != typeof(Iteration)).Select(i => InletDescriptor.Of(i.Port, InletKind.Item))];
        _inputs = [.. Inlets.Select(i => i.Name)];
        _iteration = task.Descriptor.Inlets.FirstOrDefault(i => i.ItemType == typeof(Iteration))?.Name;

        var graph = new GraphBuilder(Name);
        GraphFlows flows = TaskPlacing.FlowsOf(graph);
        var inputs = new List<TaskInput>();
        foreach (InletDescriptor inlet in task.Descriptor.Inlets)
        {
            FlowNode input = inlet.Port.Accept(new InputMaker(isSingle));
            flows.Add(input, inlet.Name);
            inputs.Add(new TaskInput(new FlowInput(input, 0), isSingle));
        }

        PlacedTask placed = task.Place([.. inputs], settings);
        foreach ((FlowNode node, string? id) in placed.Nodes)
        {
            if (node.Task is not IWholeTask and not IPiecesTask)
            {
                // Those are placed where somebody reads them.
                flows.Add(node, id);
            }
        }

        Outlets = [.. task.Descriptor.Outlets.Select((o, i) => OutletDescriptor.Of(placed.Outlets[i].Port.Named(o.Name)))];
        _outputs = [.. Outlets.Select(o => o.Name)];
        for (int i = 0; i < _outputs.Length; i++)
        {
            flows.Keep(_outputs[i], placed.Outlets[i]);
        }

        Graph = graph.Build();
        GivesValues = placed.Outlets.All(o => o.Node.IsValue);
    }

    public string Name { get; }

    public TaskGraph Graph { get; }

    public ValueList<InletDescriptor> Inlets { get; }

    public ValueList<OutletDescriptor> Outlets { get; }

    /// <summary>Gets whether each call gives one item on each outlet.</summary>
    public bool GivesValues { get; }

    /// <summary>Makes a body of a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="isSingle">Whether each inlet is given one item for a call; several otherwise, as a stream.</param>
    /// <param name="settings">The settings; those of a new settings object unless given.</param>
    public static Body Of(TaskDefinition task, bool isSingle = true, object? settings = null) => new(task, isSingle, settings);

    /// <summary>Runs the body once.</summary>
    /// <param name="task">The compound task.</param>
    /// <param name="values">What each inlet is given.</param>
    /// <param name="iteration">Which call it is.</param>
    /// <param name="cancellationToken">Kills the run.</param>
    /// <param name="rounds">How many calls there may be at most, where their count is not known.</param>
    /// <returns>For each outlet a list of its items.</returns>
    public async ValueTask<object[]> RunAsync(TaskScope task, object?[] values, Iteration iteration, CancellationToken cancellationToken, int? rounds = null)
    {
        var inputs = new Dictionary<string, object?>(values.Length + 1, StringComparer.Ordinal);
        for (int i = 0; i < _inputs.Length; i++)
        {
            inputs.Add(_inputs[i], values[i]);
        }

        if (_iteration is not null)
        {
            inputs.Add(_iteration, iteration);
        }

        GraphRun run = task.Run.StartChild(task, new ChildStart(Graph, $"{task.Node.Id}#{iteration.Index}", inputs, iteration, Share(iteration.Count ?? rounds)), cancellationToken);

        // On the context that user code comes back to: away from it, a run that is driven by one thread would look idle.
        await task.Run.JoinChildAsync(task, run).ConfigureAwait(true);
        return Array.ConvertAll(_outputs, run.KeptItems);
    }

    private static double Share(long? count) => count is { } known ? 1.0 / known : 0;

    private sealed class InputMaker(bool isSingle) : IPortVisitor<FlowNode>
    {
        public FlowNode Visit<T>(Port port) => new(new InputTask<T>(port.Name), []) { IsValue = isSingle };
    }
}

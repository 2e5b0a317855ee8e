using Millstream.Declarations;
using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream;

/// <summary>Makes graphs of tasks that meet by the names of their ports.</summary>
public static class NamedGraphs
{
    extension(TaskGraph)
    {
        /// <summary>Joins each outlet to every inlet of the same name.</summary>
        /// <remarks>
        /// Inlets that no outlet feeds are the graph's inputs, outlets that nobody reads its outputs (see <see cref="Expose"/> for others). The order of the tasks does
        /// not matter. Nothing runs, and no method is needed yet.
        /// </remarks>
        /// <param name="tasks">The contracts, or the descriptors of declared tasks.</param>
        /// <exception cref="GraphConfigurationException">They do not make a graph; the exception lists every fault.</exception>
        public static TaskGraph FromTasks(params ReadOnlySpan<TaskDescriptor> tasks) => Draft(tasks).Build();

        /// <summary>Gives the faults that <c>FromTasks</c> would throw; none when it would not.</summary>
        /// <param name="tasks">The contracts, or the descriptors of declared tasks.</param>
        public static IReadOnlyList<GraphFault> Check(params ReadOnlySpan<TaskDescriptor> tasks)
        {
            try
            {
                Draft(tasks).Build();
                return [];
            }
            catch (GraphConfigurationException exception)
            {
                return exception.Faults;
            }
        }
    }

    /// <summary>Gives the graph with other outlets kept for the caller of a run, besides those it keeps already.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="outlets">Their names; every outlet that there is when none is named.</param>
    /// <exception cref="GraphConfigurationException">There is no outlet of a name.</exception>
    public static TaskGraph Expose(this TaskGraph graph, params ReadOnlySpan<string> outlets)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var all = graph.Nodes
            .Where(node => node.Task is not InputTask)
            .SelectMany(node => node.Task.Outlets.Select((port, i) => new GraphOutput(port.Name, node, i, OutputKind.Items)))
            .ToList();
        string[] names = outlets.Length == 0 ? [.. all.Select(o => o.Name)] : outlets.ToArray();
        GraphFault[] faults =
        [
            .. names.Where(name => !all.Exists(o => o.Name == name)).Select(name => new GraphFault(
                FaultKind.UnknownPort, $"The graph '{graph.Name}' has no outlet '{name}' to expose. It has: {string.Join(", ", all.Select(o => $"'{o.Name}'"))}.")),
        ];
        return faults.Length > 0
            ? throw new GraphConfigurationException(faults)
            : graph.With([.. graph.Outputs, .. all.Where(o => names.Contains(o.Name) && !graph.Outputs.Any(kept => kept.Name == o.Name))]);
    }

    /// <summary>Gives the graph with some of its outputs taken by one reader as they come: it sets the pace, and nothing is kept.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="outputs">The outputs' names.</param>
    /// <exception cref="GraphConfigurationException">There is no output of a name.</exception>
    public static TaskGraph Live(this TaskGraph graph, params ReadOnlySpan<string> outputs)
    {
        string[] names = Known(graph, outputs);
        return graph.With([.. graph.Outputs.Select(o => names.Contains(o.Name) ? o with { Kind = OutputKind.Live } : o)]);
    }

    /// <summary>Gives the graph without some of its outputs: what comes there is thrown away, and counted.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="outputs">The outputs' names.</param>
    /// <exception cref="GraphConfigurationException">There is no output of a name.</exception>
    public static TaskGraph Discard(this TaskGraph graph, params ReadOnlySpan<string> outputs)
    {
        string[] names = Known(graph, outputs);
        return graph.With([.. graph.Outputs.Where(o => !names.Contains(o.Name))]);
    }

    private static string[] Known(TaskGraph graph, ReadOnlySpan<string> outputs)
    {
        ArgumentNullException.ThrowIfNull(graph);
        string[] names = outputs.ToArray();
        GraphFault[] faults =
        [
            .. names.Where(name => !graph.Outputs.Any(o => o.Name == name)).Select(name => new GraphFault(
                FaultKind.UnknownPort, $"The graph '{graph.Name}' has no output '{name}'. It has: {string.Join(", ", graph.Outputs.Select(o => $"'{o.Name}'"))}.")),
        ];
        return faults.Length > 0 ? throw new GraphConfigurationException(faults) : names;
    }

    private static GraphDraft Draft(ReadOnlySpan<TaskDescriptor> tasks)
    {
        // By name, so that the order in which they are given changes nothing.
        TaskDescriptor[] sorted = [.. tasks.ToArray().OrderBy(t => t.Name, StringComparer.Ordinal)];
        var draft = new GraphDraft(sorted.Length == 0 ? "tasks" : string.Join('+', sorted.Select(t => t.Name)));
        if (sorted.Length == 0)
        {
            draft.Fault(FaultKind.EmptyGraph, "A graph has at least one task.");
        }

        var nodes = new List<(TaskDescriptor Task, GraphNode Node)>();
        foreach (IGrouping<string, TaskDescriptor> named in sorted.GroupBy(t => t.Name, StringComparer.Ordinal))
        {
            if (named.Count() > 1)
            {
                draft.Fault(FaultKind.DuplicateTask, $"{named.Count()} tasks are called '{named.Key}': {string.Join(" and ", named.Select(Shown))}. Give each its own name.");
            }

            CheckName(draft, "task", named.Key);
            nodes.Add((named.First(), draft.Add(NodeId.TryParse(named.Key, out NodeId id) ? id : NodeId.FromName(named.Key), new ContractTask(named.First()))));
        }

        foreach (string port in nodes.SelectMany(n => n.Task.Inlets.Select(i => i.Name).Concat(n.Task.Outlets.Select(o => o.Name))).Distinct(StringComparer.Ordinal))
        {
            CheckName(draft, "stream", port);
        }

        Join(draft, nodes);
        CheckPorts(draft, [.. nodes.Select(n => n.Task)]);
        return draft;
    }

    private static void CheckName(GraphDraft draft, string what, string name)
    {
        if (NodeId.TryParse(name, out _))
        {
            return;
        }

        string why = name.Length == 0 ? "it is empty"
            : name.Length > NodeId.LongestName ? $"it has {name.Length} characters"
            : name.FirstOrDefault(c => !char.IsLetterOrDigit(c) && c is not ('-' or '_' or '#')) is var bad and not '\0' ? $"it holds '{bad}'"
            : $"it begins with '{name[0]}'";
        draft.Fault(
            FaultKind.InvalidName,
            $"'{name}' is no name of a {what}: {why}. Use 1 to {NodeId.LongestName} letters, digits, '-' or '_', and begin with a letter or '_'.");
    }

    private static void Join(GraphDraft draft, List<(TaskDescriptor Task, GraphNode Node)> nodes)
    {
        var producers = new SortedDictionary<string, (GraphNode Node, int Outlet)>(StringComparer.Ordinal);
        foreach ((TaskDescriptor task, GraphNode node) in nodes)
        {
            for (int outlet = 0; outlet < task.Outlets.Count; outlet++)
            {
                string name = task.Outlets[outlet].Name;
                if (!producers.TryAdd(name, (node, outlet)))
                {
                    draft.Fault(
                        FaultKind.DuplicateOutlet,
                        $"'{producers[name].Node.Id}' and '{node.Id}' both produce '{name}'. Rename one of them, or merge the two in a task of their own.");
                }
            }
        }

        var inputs = new Dictionary<string, GraphNode>(StringComparer.Ordinal);
        foreach ((TaskDescriptor task, GraphNode node) in nodes)
        {
            for (int inlet = 0; inlet < task.Inlets.Count; inlet++)
            {
                Port port = task.Inlets[inlet].Port;
                if (!producers.TryGetValue(port.Name, out (GraphNode Node, int Outlet) from))
                {
                    if (!inputs.TryGetValue(port.Name, out GraphNode? input))
                    {
                        input = draft.Add(NodeId.FromName(port.Name), port.Accept(InputMaker.Shared));
                        inputs.Add(port.Name, input);
                    }

                    from = (input, 0);
                }

                draft.Connect(from.Node, from.Outlet, node, inlet, EdgeOptions.Default);
            }
        }

        foreach ((string name, (GraphNode node, int outlet)) in producers)
        {
            if (!draft.IsRead(node, outlet))
            {
                draft.Output(name, node, outlet, OutputKind.Items);
            }
        }
    }

    /// <summary>What ports say besides their types must fit as well, where one says anything.</summary>
    private static void CheckPorts(GraphDraft draft, IReadOnlyList<TaskDescriptor> tasks)
    {
        bool isAnySaid = tasks.Any(t => t.Inlets.Any(i => i.Description != PortDescription.None) || t.Outlets.Any(o => o.Description != PortDescription.None));
        if (!isAnySaid || !tasks.All(t => NodeId.TryParse(t.Name, out _)))
        {
            return;
        }

        var ports = new PortGraph();
        var outlets = new Dictionary<string, (TaskDescriptor Task, OutletDescriptor Outlet)>(StringComparer.Ordinal);
        foreach (TaskDescriptor task in tasks)
        {
            ports.Add(task.Name, task);
            foreach (OutletDescriptor outlet in task.Outlets)
            {
                outlets.TryAdd(outlet.Name, (task, outlet));
            }
        }

        foreach (TaskDescriptor task in tasks)
        {
            foreach (InletDescriptor inlet in task.Inlets)
            {
                if (outlets.TryGetValue(inlet.Name, out (TaskDescriptor Task, OutletDescriptor Outlet) from)
                    && inlet.Fits(from.Outlet)
                    && ports.Connect($"{from.Task.Name}.{from.Outlet.Name}", $"{task.Name}.{inlet.Name}") is { } refusal)
                {
                    draft.Fault(FaultKind.PortMismatch, refusal.Message);
                }
            }
        }
    }

    private static string Shown(TaskDescriptor task) =>
        $"{task.Name}({task.Inlets}) -> ({task.Outlets})";

    private sealed class InputMaker : IPortVisitor<InputTask>
    {
        public static InputMaker Shared { get; } = new();

        public InputTask Visit<T>(Port port) => new InputTask<T>(port.Name);
    }
}

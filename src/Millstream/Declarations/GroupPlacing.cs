using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream.Declarations;

/// <summary>Places the tasks of a graph that stands for a task: each becomes a node, and reads what its input was given in place of the input.</summary>
internal static class GroupPlacing
{
    public static PlacedTask Place(TaskDefinition task, TaskGraph graph, ReadOnlySpan<TaskInput> inputs, GroupSettings? settings)
    {
        var given = new Queue<TaskInput>(inputs.ToArray());
        ILookup<GraphNode, GraphEdge> edges = graph.Edges.ToLookup(e => e.To);
        var sources = new Dictionary<GraphNode, TaskInput>();
        var nodes = new List<(FlowNode Node, string? Id)>();
        foreach (GraphNode node in graph.Nodes)
        {
            if (GraphInputs.Input(node) is not null)
            {
                sources.Add(node, given.Dequeue());
                continue;
            }

            FlowNode copy = Copy(node, [.. edges[node].OrderBy(e => e.InletIndex)], sources, settings);
            sources.Add(node, new TaskInput(new FlowInput(copy, 0), copy.IsValue));
            nodes.Add((copy, node.Id.ToString()));
        }

        return new PlacedTask(task, nodes, [.. inputs.ToArray().Select(i => i.From)], task.Results!.Place([.. graph.Outputs.Select(o => Source(sources[o.Node], o.OutletIndex))]));
    }

    private static FlowNode Copy(GraphNode node, GraphEdge[] edges, Dictionary<GraphNode, TaskInput> sources, GroupSettings? settings)
    {
        var written = (FlowNode?)node.Origin;
        TaskBody body = written?.Task ?? ((TaskBody)node.Task).Written;
        NodePlacing? placing = written?.Placing;

        // What comes from outside may be whole values, of which the inlet wants the pieces.
        TaskInput[] reads =
        [
            .. edges.Select((e, i) =>
            {
                var read = new TaskInput(Source(sources[e.From], e.OutletIndex), sources[e.From].IsValue);
                return placing is null ? read : PieceFlows.For(placing.Descriptor.Inlets[i], read);
            }),
        ];
        FlowInput[] inputs = [.. reads.Select(r => r.From)];

        // An inlet that was a stream in the graph alone may be fed by a single value here, which is then given to every call.
        bool isValue = written?.IsValue ?? false;
        if (placing is not null)
        {
            NodePlacing given = GroupSetting.Apply(settings, node.Id.ToString(), placing);
            if (given != placing)
            {
                placing = given;
                body = placing.Make(placing.AreValues);
            }

            bool[] areValues = [.. reads.Select((r, i) => placing.AreValues[i] || r.IsValue)];
            if (!areValues.SequenceEqual(placing.AreValues))
            {
                placing = placing with { AreValues = areValues };
                body = placing.Make(areValues);
                isValue = placing.GivesValue(areValues);
            }
        }

        return new FlowNode(body, inputs)
        {
            IsValue = isValue,
            Placing = placing,
            Origin = written?.Origin!,
            Groups = node.Groups,

            // Edges that carry the index of items were made for that, and are made anew.
            Edges = [.. edges.Select((e, i) => e.Inlet.ItemType == body.Inlets[i].ItemType ? e.Options : null)],
        };
    }

    /// <summary>Where an outlet of the graph is now. An input has one, wherever what it reads has it.</summary>
    private static FlowInput Source(TaskInput source, int outlet) => source.From with { Outlet = source.From.Outlet + outlet };
}

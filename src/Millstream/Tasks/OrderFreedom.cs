namespace Millstream.Tasks;

/// <summary>
/// Lets parallel tasks give their results on as they come where nobody behind them minds the order: before an unordered fold, through tasks that take
/// item by item. One consumer that does mind keeps the order for all.
/// </summary>
internal static class OrderFreedom
{
    /// <summary>Replaces tasks of <paramref name="bodies"/> whose order nobody minds.</summary>
    /// <param name="nodes">All nodes of the graph, producers before consumers.</param>
    /// <param name="outcomes">The outlets that a run keeps, in order.</param>
    /// <param name="bodies">The task of each node.</param>
    public static void Grant(
        IReadOnlyList<FlowNode> nodes, IEnumerable<FlowInput> outcomes, Dictionary<FlowNode, TaskBody> bodies)
    {
        if (!bodies.Values.Any(b => b.TakesAnyOrder))
        {
            return;
        }

        HashSet<FlowInput> minded = [.. outcomes];
        for (int i = nodes.Count - 1; i >= 0; i--)
        {
            FlowNode node = nodes[i];
            TaskBody body = bodies[node];
            bool isFree = body.TakesAnyOrder;
            if (body.Outlets.Count == 1 && !minded.Contains(new FlowInput(node, 0)) && body.WithoutOrder() is { } free)
            {
                bodies[node] = free;
                isFree = true;
            }

            if (!isFree)
            {
                minded.UnionWith(node.Inputs);
            }
        }
    }
}

namespace Millstream.Graphs;

/// <summary>Finds the cycles of a graph: each once, as a path that ends where it began, the shortest first.</summary>
internal static class GraphCycles
{
    /// <summary>A tangled graph has more cycles than anybody wants to read.</summary>
    private const int Most = 100;

    /// <summary>Says which cycles there are, as <c>p → q → p</c>.</summary>
    /// <param name="nodes">The nodes that are on or behind a cycle.</param>
    /// <param name="edges">The edges.</param>
    public static string Describe(IReadOnlyList<GraphNode> nodes, IEnumerable<GraphEdge> edges)
    {
        string[] cycles = [.. Find(nodes, edges).Take(Most + 1).Select(path => string.Join(" → ", path.Select(n => n.Id)))];
        string which = cycles.Length == 1 ? $"a cycle: {cycles[0]}"
            : cycles.Length > Most ? $"more than {Most} cycles, the shortest of them: {string.Join("; ", cycles.Take(Most))}"
            : $"{cycles.Length} cycles: {string.Join("; ", cycles)}";
        return $"The graph has {which}. A task cannot need its own output.";
    }

    /// <summary>
    /// Walks from each node over nodes behind it in the order of the graph only, so that each cycle is met once, from its first node; first all cycles of one edge,
    /// then those of two, and so on.
    /// </summary>
    private static IEnumerable<IReadOnlyList<GraphNode>> Find(IReadOnlyList<GraphNode> nodes, IEnumerable<GraphEdge> edges)
    {
        ILookup<GraphNode, GraphNode> followers = edges.Select(e => (e.From, e.To)).Distinct().ToLookup(e => e.From, e => e.To);
        Dictionary<GraphNode, int>[] homeward = [.. nodes.Select(start => Distances(start, nodes, followers))];
        for (int length = 1; length <= nodes.Count; length++)
        {
            for (int i = 0; i < nodes.Count; i++)
            {
                foreach (GraphNode[] path in Walk([nodes[i]], length, homeward[i], followers))
                {
                    yield return path;
                }
            }
        }
    }

    /// <summary>How many edges it takes at least to come back to <paramref name="start"/>, over nodes behind it only.</summary>
    private static Dictionary<GraphNode, int> Distances(GraphNode start, IReadOnlyList<GraphNode> nodes, ILookup<GraphNode, GraphNode> followers)
    {
        var found = new Dictionary<GraphNode, int> { [start] = 0 };
        bool isNew = true;
        while (isNew)
        {
            isNew = false;
            foreach (GraphNode node in nodes.Where(n => n.Index > start.Index && !found.ContainsKey(n)).ToArray())
            {
                int[] next = [.. followers[node].Where(found.ContainsKey).Select(n => found[n])];
                if (next.Length > 0)
                {
                    found[node] = next.Min() + 1;
                    isNew = true;
                }
            }
        }

        return found;
    }

    private static IEnumerable<GraphNode[]> Walk(GraphNode[] path, int left, Dictionary<GraphNode, int> homeward, ILookup<GraphNode, GraphNode> followers)
    {
        foreach (GraphNode next in followers[path[^1]])
        {
            if (next == path[0] && left == 1)
            {
                yield return [.. path, next];
            }
            else if (left > 1 && homeward.TryGetValue(next, out int distance) && distance < left && !path.Contains(next))
            {
                foreach (GraphNode[] longer in Walk([.. path, next], left - 1, homeward, followers))
                {
                    yield return longer;
                }
            }
        }
    }
}

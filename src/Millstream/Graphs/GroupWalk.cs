namespace Millstream.Graphs;

/// <summary>Goes through the nodes of a graph group by group, each group where its first node stands.</summary>
internal static class GroupWalk
{
    /// <summary>Goes through <paramref name="nodes"/>.</summary>
    /// <param name="nodes">The nodes of a graph.</param>
    /// <param name="indent">What lines begin with; two spaces more in each group.</param>
    /// <param name="begin">A group begins.</param>
    /// <param name="visit">A node.</param>
    /// <param name="end">A group has ended.</param>
    public static void Walk(
        IReadOnlyList<GraphNode> nodes, string indent, Action<string, string> begin, Action<GraphNode, string> visit, Action<string> end) =>
        Walk(nodes, depth: 0, indent, begin, visit, end);

    private static void Walk(
        IReadOnlyList<GraphNode> nodes, int depth, string indent, Action<string, string> begin, Action<GraphNode, string> visit, Action<string> end)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (GraphNode node in nodes)
        {
            if (node.Groups.Count <= depth)
            {
                visit(node, indent);
            }
            else if (seen.Add(node.Groups[depth]))
            {
                begin(node.Groups[depth], indent);
                Walk([.. nodes.Where(n => n.Groups.Count > depth && n.Groups[depth] == node.Groups[depth])], depth + 1, indent + "  ", begin, visit, end);
                end(indent);
            }
        }
    }
}

using System.Globalization;
using System.Text;

namespace Millstream.Graphs;

/// <summary>
/// Draws graphs as text: every task, input and output, and every edge with what passes there; groups, and the graphs that tasks run inside them, as graphs in the graph. The order is the
/// graph's own, so that the same graph gives the same text.
/// </summary>
/// <param name="graph">The graph.</param>
/// <param name="ofTask">What is known of a task in a run; nothing unless given.</param>
/// <param name="ofEdge">What is known of an edge in a run; nothing unless given.</param>
/// <param name="styleOf">How a task is shown for its status in a run; as any unless given.</param>
internal sealed class GraphPicture(
    TaskGraph graph, Func<GraphNode, string?>? ofTask = null, Func<GraphEdge, string?>? ofEdge = null, Func<GraphNode, PictureStyle?>? styleOf = null)
{
    private int _groups;

    public string Mermaid()
    {
        _groups = 0;
        var text = new StringBuilder("flowchart LR\n");
        Mermaid(text, graph, "n", "  ");
        for (int i = 0; i < graph.Outputs.Count; i++)
        {
            GraphOutput output = graph.Outputs[i];
            text.Append(CultureInfo.InvariantCulture, $"  o{i}([\"{MermaidText(output.Name)}\"])\n");
            text.Append(CultureInfo.InvariantCulture, $"  n{output.Node.Index} -->|\"{MermaidText(Of(output))}\"| o{i}\n");
        }

        foreach (IGrouping<PictureStyle, GraphNode> style in graph.Nodes.Where(n => StyleOf(n) is not null).GroupBy(n => StyleOf(n)!).OrderBy(g => g.Key.Name, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"  classDef {style.Key.Name} fill:{style.Key.Fill}\n");
            text.Append(CultureInfo.InvariantCulture, $"  class {string.Join(',', style.Select(n => $"n{n.Index}"))} {style.Key.Name}\n");
        }

        return text.ToString();
    }

    public string Dot()
    {
        _groups = 0;
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"digraph {Quoted(graph.Name)} {{\n  rankdir=LR;\n  node [shape=box];\n");
        Dot(text, graph, prefix: "", "  ");
        foreach (GraphOutput output in graph.Outputs)
        {
            string id = Quoted($"output {output.Name}");
            text.Append(CultureInfo.InvariantCulture, $"  {id} [label={Quoted(output.Name)}, shape=oval];\n");
            text.Append(CultureInfo.InvariantCulture, $"  {Quoted(output.Node.Id.ToString())} -> {id} [label={Quoted(Of(output))}];\n");
        }

        return text.Append("}\n").ToString();
    }

    /// <summary>A tree: groups with their tasks, tasks with the edges that leave them and the graphs that they run.</summary>
    public string Tree()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{graph.Name}\n");
        TreeText.Write(text, [.. Branches(graph)]);
        return text.ToString();
    }

    /// <summary>A line for each task, edge and output.</summary>
    public string Text()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{graph.Name}\n");
        foreach (GraphNode node in graph.Nodes)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {Of(node)}\n");
        }

        foreach (GraphEdge edge in graph.Edges)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {edge.From.Id} -> {edge.To.Id}: {Of(edge)}\n");
        }

        foreach (GraphOutput output in graph.Outputs)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {output.Node.Id} -> output '{output.Name}': {Of(output)}\n");
        }

        return text.ToString();
    }

    /// <summary>The id, and the task's name where it says more.</summary>
    internal static string Label(GraphNode node)
    {
        string id = node.Id.ToString();
        return node.Task.Name == id ? id : $"{id} ({node.Task.Name})";
    }

    private void Mermaid(StringBuilder text, TaskGraph of, string prefix, string indent)
    {
        GroupWalk.Walk(
            of.Nodes,
            indent,
            (group, at) => text.Append(CultureInfo.InvariantCulture, $"{at}subgraph g{_groups++}[\"{MermaidText(group)}\"]\n"),
            (node, at) => MermaidNode(text, node, $"{prefix}{node.Index}", at),
            at => text.Append(CultureInfo.InvariantCulture, $"{at}end\n"));
        foreach (GraphEdge edge in of.Edges)
        {
            text.Append(CultureInfo.InvariantCulture, $"{indent}{prefix}{edge.From.Index} -->|\"{MermaidText(Of(edge))}\"| {prefix}{edge.To.Index}\n");
        }
    }

    private void MermaidNode(StringBuilder text, GraphNode node, string id, string indent)
    {
        text.Append(CultureInfo.InvariantCulture, $"{indent}{id}[\"{MermaidText(Of(node))}\"]\n");
        for (int i = 0; i < node.Task.Inside.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{indent}subgraph g{_groups++}[\"{MermaidText($"{node.Id} runs {node.Task.Inside[i].Name}")}\"]\n");
            Mermaid(text, node.Task.Inside[i], $"{id}_{i}_", indent + "  ");
            text.Append(CultureInfo.InvariantCulture, $"{indent}end\n");
        }
    }

    private void Dot(StringBuilder text, TaskGraph of, string prefix, string indent)
    {
        GroupWalk.Walk(
            of.Nodes,
            indent,
            (group, at) => text.Append(CultureInfo.InvariantCulture, $"{at}subgraph cluster_{_groups++} {{\n{at}  label={Quoted(group)};\n"),
            (node, at) => DotNode(text, node, prefix, at),
            at => text.Append(CultureInfo.InvariantCulture, $"{at}}}\n"));
        foreach (GraphEdge edge in of.Edges)
        {
            text.Append(CultureInfo.InvariantCulture, $"{indent}{Quoted($"{prefix}{edge.From.Id}")} -> {Quoted($"{prefix}{edge.To.Id}")} [label={Quoted(Of(edge))}];\n");
        }
    }

    private void DotNode(StringBuilder text, GraphNode node, string prefix, string indent)
    {
        string style = StyleOf(node) is { } known ? $", class={Quoted(known.Name)}, style=filled, fillcolor={Quoted(known.Fill)}" : "";
        text.Append(CultureInfo.InvariantCulture, $"{indent}{Quoted($"{prefix}{node.Id}")} [label={Quoted(Of(node))}{style}];\n");
        foreach (TaskGraph inside in node.Task.Inside)
        {
            text.Append(CultureInfo.InvariantCulture, $"{indent}subgraph cluster_{_groups++} {{\n{indent}  label={Quoted($"{node.Id} runs {inside.Name}")};\n");
            Dot(text, inside, $"{prefix}{node.Id}/{inside.Name}/", indent + "  ");
            text.Append(CultureInfo.InvariantCulture, $"{indent}}}\n");
        }
    }

    private List<TreeBranch> Branches(TaskGraph of)
    {
        var open = new Stack<List<TreeBranch>>([[]]);
        GroupWalk.Walk(
            of.Nodes,
            indent: "",
            (group, _) =>
            {
                List<TreeBranch> inside = [];
                open.Peek().Add(new TreeBranch(group, inside));
                open.Push(inside);
            },
            (node, _) => open.Peek().Add(new TreeBranch(
                Of(node),
                [
                    .. of.Edges.Where(e => e.From == node).Select(e => new TreeBranch($"{e.Outlet.Name} -> {e.To.Id}.{e.Inlet.Name}: {TypeName.Of(e.Inlet.ItemType)}{With(ofEdge?.Invoke(e))}", [])),
                    .. of.Outputs.Where(o => o.Node == node).Select(o => new TreeBranch($"{node.Task.Outlets[o.OutletIndex].Name} -> output '{o.Name}'", [])),
                    .. node.Task.Inside.Select(inside => new TreeBranch($"runs {inside.Name}", Branches(inside))),
                ])),
            _ => open.Pop());
        return open.Pop();
    }

    private PictureStyle? StyleOf(GraphNode node) => styleOf?.Invoke(node);

    private static string With(string? more) => more is null ? string.Empty : $" [{more}]";

    private static string Of(GraphOutput output)
    {
        Port port = output.Node.Task.Outlets[output.OutletIndex];
        return $"{port.Name}: {TypeName.Of(port.ItemType)}{(output.Kind == OutputKind.Live ? ", live" : string.Empty)}";
    }

    private string Of(GraphNode node) => $"{Label(node)}{With(ofTask?.Invoke(node))}";

    private string Of(GraphEdge edge)
    {
        string names = edge.Outlet.Name == edge.Inlet.Name ? edge.Inlet.Name : $"{edge.Outlet.Name} -> {edge.Inlet.Name}";
        string wait = edge.To.Task.WaitsFor(edge.InletIndex) ? ", waits" : string.Empty;
        return $"{names}: {TypeName.Of(edge.Inlet.ItemType)}{wait}{With(ofEdge?.Invoke(edge))}";
    }

    // Mermaid has no backslash escapes; entities are its own way ("Special characters that break syntax", Mermaid docs).
    private static string MermaidText(string text) =>
        text.Replace("#", "#35;", StringComparison.Ordinal)
            .Replace("\"", "#quot;", StringComparison.Ordinal)
            .Replace("<", "#lt;", StringComparison.Ordinal)
            .Replace(">", "#gt;", StringComparison.Ordinal);

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}

using System.Globalization;
using System.Text;

namespace Millstream.Graphs;

/// <summary>Draws graphs as text. The order is the graph's own, so that the same graph gives the same text.</summary>
internal static class GraphPicture
{
    public static string Mermaid(TaskGraph graph)
    {
        var text = new StringBuilder("flowchart LR\n");
        foreach (GraphNode node in graph.Nodes)
        {
            text.Append(CultureInfo.InvariantCulture, $"  n{node.Index}[\"{MermaidText(Label(node))}\"]\n");
        }

        foreach (GraphEdge edge in graph.Edges)
        {
            text.Append(CultureInfo.InvariantCulture, $"  n{edge.From.Index} -->|\"{MermaidText(PortNames(edge))}\"| n{edge.To.Index}\n");
        }

        return text.ToString();
    }

    public static string Dot(TaskGraph graph)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"digraph {Quoted(graph.Name)} {{\n  rankdir=LR;\n  node [shape=box];\n");
        foreach (GraphNode node in graph.Nodes)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {Quoted(node.Id.ToString())} [label={Quoted(Label(node))}];\n");
        }

        foreach (GraphEdge edge in graph.Edges)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {Quoted(edge.From.Id.ToString())} -> {Quoted(edge.To.Id.ToString())} ");
            text.Append(CultureInfo.InvariantCulture, $"[label={Quoted(PortNames(edge))}];\n");
        }

        return text.Append("}\n").ToString();
    }

    /// <summary>The id, and the task's name where it says more.</summary>
    internal static string Label(GraphNode node)
    {
        string id = node.Id.ToString();
        return node.Task.Name == id ? id : $"{id} ({node.Task.Name})";
    }

    private static string PortNames(GraphEdge edge) => $"{edge.Outlet.Name} -> {edge.Inlet.Name}";

    // Mermaid has no backslash escapes; entities are its own way ("Special characters that break syntax", Mermaid docs).
    private static string MermaidText(string text) =>
        text.Replace("#", "#35;", StringComparison.Ordinal)
            .Replace("\"", "#quot;", StringComparison.Ordinal)
            .Replace("<", "#lt;", StringComparison.Ordinal)
            .Replace(">", "#gt;", StringComparison.Ordinal);

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}

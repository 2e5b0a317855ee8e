using System.Globalization;
using System.Text;

namespace Millstream.Graphs;

/// <summary>Draws graphs as text: every task, input and output, and every edge with what passes there. The order is the graph's own, so that the same graph gives the same text.</summary>
/// <param name="graph">The graph.</param>
/// <param name="ofTask">What is known of a task in a run; nothing unless given.</param>
/// <param name="ofEdge">What is known of an edge in a run; nothing unless given.</param>
internal sealed class GraphPicture(TaskGraph graph, Func<GraphNode, string?>? ofTask = null, Func<GraphEdge, string?>? ofEdge = null)
{
    public string Mermaid()
    {
        var text = new StringBuilder("flowchart LR\n");
        foreach (GraphNode node in graph.Nodes)
        {
            text.Append(CultureInfo.InvariantCulture, $"  n{node.Index}[\"{MermaidText(Of(node))}\"]\n");
        }

        foreach (GraphEdge edge in graph.Edges)
        {
            text.Append(CultureInfo.InvariantCulture, $"  n{edge.From.Index} -->|\"{MermaidText(Of(edge))}\"| n{edge.To.Index}\n");
        }

        for (int i = 0; i < graph.Outputs.Count; i++)
        {
            GraphOutput output = graph.Outputs[i];
            text.Append(CultureInfo.InvariantCulture, $"  o{i}([\"{MermaidText(output.Name)}\"])\n");
            text.Append(CultureInfo.InvariantCulture, $"  n{output.Node.Index} -->|\"{MermaidText(Of(output))}\"| o{i}\n");
        }

        return text.ToString();
    }

    public string Dot()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"digraph {Quoted(graph.Name)} {{\n  rankdir=LR;\n  node [shape=box];\n");
        foreach (GraphNode node in graph.Nodes)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {Quoted(node.Id.ToString())} [label={Quoted(Of(node))}];\n");
        }

        foreach (GraphEdge edge in graph.Edges)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {Quoted(edge.From.Id.ToString())} -> {Quoted(edge.To.Id.ToString())} ");
            text.Append(CultureInfo.InvariantCulture, $"[label={Quoted(Of(edge))}];\n");
        }

        foreach (GraphOutput output in graph.Outputs)
        {
            string id = Quoted($"output {output.Name}");
            text.Append(CultureInfo.InvariantCulture, $"  {id} [label={Quoted(output.Name)}, shape=oval];\n");
            text.Append(CultureInfo.InvariantCulture, $"  {Quoted(output.Node.Id.ToString())} -> {id} [label={Quoted(Of(output))}];\n");
        }

        return text.Append("}\n").ToString();
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

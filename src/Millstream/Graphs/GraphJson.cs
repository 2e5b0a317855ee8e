using System.Text.Json.Nodes;

namespace Millstream.Graphs;

/// <summary>Tells a graph as JSON: its tasks with their ids, labels and groups, its edges with their ports, its outputs.</summary>
internal static class GraphJson
{
    /// <summary>Gives the JSON.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="statusOf">What is known of a task in a run.</param>
    /// <param name="statusOfEdge">What is known of an edge in a run.</param>
    public static JsonObject Of(TaskGraph graph, Func<GraphNode, string>? statusOf = null, Func<GraphEdge, string>? statusOfEdge = null) => new()
    {
        ["name"] = graph.Name,
        ["tasks"] = new JsonArray([.. graph.Nodes.Select(n => (JsonNode)Of(n, statusOf))]),
        ["edges"] = new JsonArray([.. graph.Edges.Select(e => (JsonNode)Of(e, statusOfEdge))]),
        ["outputs"] = new JsonArray([.. graph.Outputs.Select(Of)]),
    };

    private static JsonObject Of(GraphNode node, Func<GraphNode, string>? statusOf)
    {
        var task = new JsonObject { ["id"] = node.Id.ToString(), ["label"] = GraphPicture.Label(node), ["task"] = node.Task.Name };
        if (node.Groups.Count > 0)
        {
            task["groups"] = new JsonArray([.. node.Groups.Select(g => (JsonNode)g)]);
        }

        if (statusOf is not null)
        {
            task["status"] = statusOf(node);
        }

        if (node.Task.Inside.Count > 0)
        {
            task["runs"] = new JsonArray([.. node.Task.Inside.Select(g => (JsonNode)Of(g))]);
        }

        return task;
    }

    private static JsonObject Of(GraphEdge edge, Func<GraphEdge, string>? statusOf)
    {
        var told = new JsonObject
        {
            ["id"] = edge.Id,
            ["from"] = edge.From.Id.ToString(),
            ["outlet"] = edge.Outlet.Name,
            ["to"] = edge.To.Id.ToString(),
            ["inlet"] = edge.Inlet.Name,
            ["type"] = TypeName.Of(edge.Inlet.ItemType),
        };
        if (statusOf is not null)
        {
            told["status"] = statusOf(edge);
        }

        return told;
    }

    private static JsonNode Of(GraphOutput output)
    {
        Port port = output.Node.Task.Outlets[output.OutletIndex];
        return new JsonObject { ["name"] = output.Name, ["from"] = output.Node.Id.ToString(), ["outlet"] = port.Name, ["type"] = TypeName.Of(port.ItemType) };
    }
}

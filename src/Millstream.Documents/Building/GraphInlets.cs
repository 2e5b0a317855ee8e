using Millstream.Graphs;

namespace Millstream.Documents;

/// <summary>The inputs of a graph that nodes read, each made when the first reads it.</summary>
/// <param name="graph">The graph under construction.</param>
/// <param name="types">The types that the graph around it gives, by the names of the inputs.</param>
internal sealed class GraphInlets(GraphBuilder graph, IReadOnlyDictionary<string, Port> types)
{
    private readonly Dictionary<string, Port> _made = new(StringComparer.Ordinal);

    /// <summary>Gives the type of an input, if something has told it yet.</summary>
    public Port? TypeOf(string name) => _made.GetValueOrDefault(name) ?? types.GetValueOrDefault(name);

    /// <summary>Makes an input, unless it is there: of the type that is known for it, or of another.</summary>
    public void Make(string name, Port otherwise)
    {
        if (!_made.ContainsKey(name))
        {
            // Where the two do not fit, that is told of the edge that leads to the graph.
            Port type = TypeOf(name) is { } known && otherwise.Takes(known) ? known : otherwise;
            _made.Add(name, type);
            type.Accept(new Maker(graph, name));
        }
    }

    private sealed class Maker(GraphBuilder graph, string name) : IPortVisitor<bool>
    {
        public bool Visit<T>(Port port) => graph.Input<T>(name) is not null;
    }
}

using System.Collections.Frozen;
using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream;

/// <summary>Compares what a run is started with with what its graph needs.</summary>
internal static class GraphInputs
{
    public static IReadOnlyDictionary<string, object?> None { get; } = FrozenDictionary<string, object?>.Empty;

    /// <summary>Gives the input that stands at a node, whatever the graph has put around it; null when another task does.</summary>
    public static InputTask? Input(GraphNode node) => (node.Task as TaskBody)?.Written as InputTask;

    /// <summary>Refuses inputs that do not fit.</summary>
    /// <exception cref="GraphConfigurationException">An input is missing, unknown, or of another type.</exception>
    public static void Check(TaskGraph graph, IReadOnlyDictionary<string, object?> given)
    {
        InputTask[] inputs = [.. graph.Nodes.Select(Input).OfType<InputTask>()];
        if (inputs.Length == 0 && given.Count == 0)
        {
            return;
        }

        var faults = new List<GraphFault>();
        string[] names = [.. inputs.Select(i => i.Name)];
        foreach (InputTask input in inputs)
        {
            if (!given.TryGetValue(input.Name, out object? value))
            {
                string[] readers = [.. graph.Edges.Where(e => Input(e.From) == input).Select(e => $"'{e.To.Id}'")];
                string[] near = [.. NearNames.To(input.Name, graph.Nodes.SelectMany(n => n.Task.Outlets).Select(o => o.Name))];
                faults.Add(new GraphFault(
                    FaultKind.MissingInput,
                    $"The input '{input.Name}', which {string.Join(", ", readers)} reads, is given nothing. Start the run with a value for it"
                    + (near.Length == 0 ? "." : $"; or is the outlet {string.Join(" or ", near.Select(n => $"'{n}'"))} meant?")));
            }
            else if (input.Refuse(value) is { } refusal)
            {
                faults.Add(new GraphFault(FaultKind.InputType, refusal));
            }
        }

        foreach (string name in given.Keys.Where(name => !names.Contains(name)))
        {
            GraphNode? producer = graph.Nodes.FirstOrDefault(n => Input(n) is null && n.Task.Outlets.Any(o => o.Name == name));
            faults.Add(producer is null
                ? new GraphFault(
                    FaultKind.UnknownInput,
                    $"'{name}' is no input of the graph '{graph.Name}'. Its inputs are: {(names.Length == 0 ? "none" : string.Join(", ", names.Select(n => $"'{n}'")))}.")
                : new GraphFault(FaultKind.ProducedInput, $"'{name}' is produced by '{producer.Id}', so that a run cannot be given it."));
        }

        if (faults.Count > 0)
        {
            throw new GraphConfigurationException([.. faults]);
        }
    }
}

using Millstream.Graphs;

namespace Millstream.Documents;

/// <summary>Makes documents of graphs that were written in code.</summary>
public static class SavedGraphs
{
    /// <summary>Gives the document of a graph whose tasks are all of a catalogue.</summary>
    /// <remarks>
    /// It has the settings, constants and options that were written, not those that a run has made of them. A graph inside it is given with its tasks, under the ids that these have. The document of a
    /// graph that was built of one need not be that one: labels, positions and parameters are no part of a graph.
    /// </remarks>
    /// <param name="graph">The graph.</param>
    /// <param name="catalogue">The tasks that a document may name.</param>
    /// <param name="rules">What the document may have; the standard unless given.</param>
    /// <exception cref="GraphConfigurationException">Something in the graph is code: a lambda, an operator, a body or test of a compound task, a task outside the catalogue. The exception lists every such node.</exception>
    public static GraphDocument ToDocument(this TaskGraph graph, TaskCatalogue catalogue, DocumentRules? rules = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(catalogue);
        return new GraphSaving(graph, catalogue, rules ?? DocumentRules.Standard).Save();
    }
}

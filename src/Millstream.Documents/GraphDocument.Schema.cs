using System.Text.Json.Nodes;

namespace Millstream.Documents;

public sealed partial record GraphDocument
{
    /// <summary>Writes the JSON schema of the documents over a catalogue: what an editor offers and explains, each task and each setting.</summary>
    /// <param name="catalogue">The tasks.</param>
    /// <param name="rules">What documents may have; the standard unless given.</param>
    public static JsonObject Schema(TaskCatalogue catalogue, DocumentRules? rules = null)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        return new DocumentSchema(catalogue, rules ?? DocumentRules.Standard).Write();
    }
}

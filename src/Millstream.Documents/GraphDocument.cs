using Millstream.Graphs;

namespace Millstream.Documents;

/// <summary>A graph as data, in JSON or YAML: nodes, each with its task of a catalogue, its settings, and what each of its inlets reads.</summary>
/// <remarks>
/// <para>Immutable, compared by value; what a document is read from, and where things stand in it, is not compared. Written and read again it is the same document.</para>
/// <para>Reading names no types and runs nothing: tasks are found in a catalogue, when the document is checked or built.</para>
/// </remarks>
/// <param name="Name">What events and pictures call the graph.</param>
public sealed partial record GraphDocument(string Name)
{
    /// <summary>Gets what the graph is for; empty for nothing said.</summary>
    public string Description { get; init; } = "";

    /// <summary>Gets what whoever runs the document may say.</summary>
    public ValueList<DocumentParameter> Parameters { get; init; } = [];

    /// <summary>Gets the nodes, in the order in which they are written.</summary>
    public ValueList<DocumentNode> Nodes { get; init; } = [];

    /// <summary>Gets the outputs; where there are none, every outlet that nothing reads is one.</summary>
    public ValueList<DocumentOutput> Outputs { get; init; } = [];

    /// <summary>Gets the names of the inputs that its nodes read: what a run of it is given.</summary>
    public IReadOnlyList<string> Inputs =>
        [.. Nodes.SelectMany(n => n.Inputs).SelectMany(i => i.Sources).Select(s => s.Input).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>Gets the directory below which other files of graphs are found; null where there are none.</summary>
    public string? Directory { get; init; }

    /// <summary>Gets where things stand in the text.</summary>
    internal SourceMap Source { get; init; } = SourceMap.None;

    /// <summary>Reads a document from a file: JSON where its name ends in <c>.json</c>, otherwise YAML.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rules">What the document may have; the standard unless given.</param>
    /// <exception cref="GraphDocumentException">It is no document; the exception lists every fault.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static GraphDocument Load(string path, DocumentRules? rules = null)
    {
        DocumentReading reading = DocumentReading.OfFile(path, rules ?? DocumentRules.Standard);
        return reading.Faults.Count == 0 ? reading.Document : throw new GraphDocumentException(reading.Faults);
    }

    /// <summary>Reads a document from a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="format">How it is written; JSON can be read as YAML too.</param>
    /// <param name="rules">What the document may have; the standard unless given.</param>
    /// <exception cref="GraphDocumentException">It is no document; the exception lists every fault.</exception>
    public static GraphDocument Parse(string text, DocumentFormat format = DocumentFormat.Yaml, DocumentRules? rules = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        DocumentReading reading = DocumentReading.OfText(text, format, rules ?? DocumentRules.Standard);
        return reading.Faults.Count == 0 ? reading.Document : throw new GraphDocumentException(reading.Faults);
    }

    /// <summary>Finds everything that is wrong with a file: its form, and the graph that it would be.</summary>
    /// <param name="path">The file.</param>
    /// <param name="catalogue">The tasks that it may name.</param>
    /// <param name="rules">What the document may have; the standard unless given.</param>
    /// <returns>The faults, in the order of the text; none where a graph can be built of it.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<DocumentFault> Lint(string path, TaskCatalogue catalogue, DocumentRules? rules = null) =>
        DocumentReading.OfFile(path, rules ?? DocumentRules.Standard).Check(catalogue, rules);

    /// <summary>Finds everything that is wrong with a text: its form, and the graph that it would be.</summary>
    /// <inheritdoc cref="Lint(string, TaskCatalogue, DocumentRules?)"/>
    /// <param name="text">The text.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="catalogue">The tasks that it may name.</param>
    /// <param name="rules">What the document may have; the standard unless given.</param>
    public static IReadOnlyList<DocumentFault> Lint(string text, DocumentFormat format, TaskCatalogue catalogue, DocumentRules? rules = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return DocumentReading.OfText(text, format, rules ?? DocumentRules.Standard).Check(catalogue, rules);
    }

    /// <summary>Writes the document as JSON.</summary>
    public string ToJson() => JsonText.Write(DocumentWriter.Write(this), isIndented: true) + "\n";

    /// <summary>Writes the document as YAML.</summary>
    public string ToYaml() => YamlText.Write(DocumentWriter.Write(this));

    /// <summary>Writes the document in a format.</summary>
    public string ToText(DocumentFormat format) => format == DocumentFormat.Json ? ToJson() : ToYaml();

    /// <summary>Finds everything that keeps the document from being a graph, all at once.</summary>
    /// <param name="catalogue">The tasks that it may name.</param>
    /// <param name="parameters">Values of parameters, of their types or as texts; those that must be given and are not count as given.</param>
    /// <param name="rules">What the document may have; the standard unless given.</param>
    /// <returns>The faults, in the order of the text; none where a graph can be built.</returns>
    public IReadOnlyList<DocumentFault> Check(
        TaskCatalogue catalogue, IReadOnlyDictionary<string, object?>? parameters = null, DocumentRules? rules = null)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        var assembling = new Assembling(catalogue, rules ?? DocumentRules.Standard, isCheck: true, this);
        assembling.Build(this, parameters);
        return assembling.SortedFaults();
    }

    /// <summary>Makes the graph.</summary>
    /// <param name="catalogue">The tasks that it may name.</param>
    /// <param name="parameters">Values of parameters, of their types or as texts.</param>
    /// <param name="rules">What the document may have; the standard unless given.</param>
    /// <exception cref="GraphConfigurationException">It cannot be a graph; the exception lists every fault, each with its place in the document.</exception>
    public TaskGraph Build(TaskCatalogue catalogue, IReadOnlyDictionary<string, object?>? parameters = null, DocumentRules? rules = null)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        var assembling = new Assembling(catalogue, rules ?? DocumentRules.Standard, isCheck: false, this);
        TaskGraph? graph = assembling.Build(this, parameters);
        IReadOnlyList<DocumentFault> faults = assembling.SortedFaults();
        return faults.Count == 0 && graph is not null
            ? graph
            : throw new GraphConfigurationException([.. faults.Select(f => new GraphFault(f.Kind, f.ToString()))]);
    }

    /// <inheritdoc/>
    public bool Equals(GraphDocument? other) =>
        other is not null && Name == other.Name && Description == other.Description && Parameters.Equals(other.Parameters) && Nodes.Equals(other.Nodes) && Outputs.Equals(other.Outputs);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Description, Parameters, Nodes, Outputs);

    /// <summary>Gives the name.</summary>
    public override string ToString() => $"document '{Name}'";
}

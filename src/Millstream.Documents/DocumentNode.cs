using Millstream.Graphs;

namespace Millstream.Documents;

/// <summary>A node of a document: what it does, and what each of its inlets reads.</summary>
/// <param name="Id">Its id, which is the task id of events and errors.</param>
/// <param name="Work">What it does.</param>
public sealed record DocumentNode(string Id, DocumentWork Work)
{
    /// <summary>Gets what a person is shown; null for the label of the task.</summary>
    public string? Label { get; init; }

    /// <summary>Gets where an editor shows it; null for anywhere.</summary>
    public DocumentPosition? Position { get; init; }

    /// <summary>Gets what the inlets read.</summary>
    public ValueList<DocumentInput> Inputs { get; init; } = [];
}

/// <summary>Where an editor shows a node.</summary>
/// <param name="X">To the right.</param>
/// <param name="Y">Down.</param>
public sealed record DocumentPosition(double X, double Y);

/// <summary>What an inlet reads.</summary>
/// <param name="Inlet">The inlet's name.</param>
/// <param name="Sources">What it reads; several where the inlet takes a list, or is told how to merge them.</param>
public sealed record DocumentInput(string Inlet, ValueList<DocumentSource> Sources)
{
    /// <summary>Gets how several are read.</summary>
    public Merge Merge { get; init; }
}

/// <summary>One thing that an inlet reads: an outlet, a constant, a parameter, or an input of the graph.</summary>
/// <remarks>Exactly one of <see cref="From"/>, <see cref="Value"/>, <see cref="Parameter"/> and <see cref="Input"/> is set.</remarks>
public sealed record DocumentSource
{
    /// <summary>Gets the outlet: <c>node.outlet</c>, or the node alone when it has one.</summary>
    public string? From { get; init; }

    /// <summary>Gets the constant.</summary>
    public DocumentValue? Value { get; init; }

    /// <summary>Gets the parameter.</summary>
    public string? Parameter { get; init; }

    /// <summary>Gets the input of the graph, which its caller gives: a run, or the graph around it.</summary>
    public string? Input { get; init; }

    /// <summary>Gets which items travel on the edge, looked at before the transforms; null for all.</summary>
    public DocumentCondition? When { get; init; }

    /// <summary>Gets what becomes of each item on the way, one after the other.</summary>
    public ValueList<DocumentTransform> Transforms { get; init; } = [];

    /// <summary>Gets how many items the edge holds; null for what the run says.</summary>
    public int? Capacity { get; init; }

    /// <summary>Gets what happens when the edge is full.</summary>
    public Overflow Overflow { get; init; }

    /// <summary>Reads an outlet.</summary>
    public static implicit operator DocumentSource(string from) => new() { From = from };
}

/// <summary>An output of a document.</summary>
/// <param name="Name">The name under which a run gives it.</param>
/// <param name="From">The outlet: <c>node.outlet</c>, or the node alone when it has one.</param>
public sealed record DocumentOutput(string Name, string From);

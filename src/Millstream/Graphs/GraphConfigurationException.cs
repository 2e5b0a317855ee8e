namespace Millstream.Graphs;

/// <summary>Thrown when a graph cannot be what it was written as; no task has run. Trying again cannot help.</summary>
public sealed class GraphConfigurationException : MillstreamException
{
    internal GraphConfigurationException(IReadOnlyList<GraphFault> faults)
        : base(faults.Count == 1
            ? faults[0].Message
            : $"The graph has {faults.Count} faults: {string.Join(" ", faults.Select(f => f.Message))}") =>
        Faults = faults;

    internal GraphConfigurationException(FaultKind kind, string message)
        : this([new GraphFault(kind, message)])
    {
    }

    /// <summary>Gets every fault, in the order of the nodes and edges; at least one.</summary>
    public IReadOnlyList<GraphFault> Faults { get; }
}

/// <summary>One thing that is wrong with a graph.</summary>
/// <param name="Kind">What sort of fault it is.</param>
/// <param name="Message">What is wrong, with which thing, and what would be right.</param>
public sealed record GraphFault(FaultKind Kind, string Message);

/// <summary>The sorts of faults that a graph can have.</summary>
public enum FaultKind
{
    /// <summary>Two nodes, or two outputs, have the same id.</summary>
    DuplicateName,

    /// <summary>An edge names a node that is not there.</summary>
    UnknownNode,

    /// <summary>An edge names an inlet or outlet that its task does not have.</summary>
    UnknownPort,

    /// <summary>An outlet's items do not fit the inlet.</summary>
    TypeMismatch,

    /// <summary>There is no transform of an id.</summary>
    UnknownTransform,

    /// <summary>What an outlet says of its items does not fit what the inlet says.</summary>
    PortMismatch,

    /// <summary>An inlet has no edge.</summary>
    MissingInput,

    /// <summary>An inlet has more than one edge.</summary>
    DoubleInput,

    /// <summary>Two tasks cannot be joined by matching their ports.</summary>
    NoMatch,

    /// <summary>A task depends on its own output.</summary>
    Cycle,

    /// <summary>A task needs a service that the run does not have.</summary>
    MissingService,

    /// <summary>Two contracts have the same name.</summary>
    DuplicateTask,

    /// <summary>The graph has no tasks.</summary>
    EmptyGraph,

    /// <summary>Two tasks produce streams of one name.</summary>
    DuplicateOutlet,

    /// <summary>A name is none.</summary>
    InvalidName,

    /// <summary>No method implements a task.</summary>
    NoImplementation,

    /// <summary>A method does not do what the contract of its task says.</summary>
    ContractMismatch,

    /// <summary>A run is given something for an input that its graph does not have.</summary>
    UnknownInput,

    /// <summary>A run is given something that a task of its graph produces.</summary>
    ProducedInput,

    /// <summary>A run is given something of another type than that of the input.</summary>
    InputType,

    /// <summary>The graph has more tasks than the run may have.</summary>
    TooManyTasks,

    /// <summary>An operator got settings that do not belong together.</summary>
    BadSetting,

    /// <summary>There is no task of a name, or it may not be used.</summary>
    UnknownTask,

    /// <summary>A text is no document: its form is another, or it holds what a document may not.</summary>
    BadDocument,
}

namespace Millstream.Documents;

/// <summary>What a node does, or what a compound one does again and again: a task, a graph, or something made of those.</summary>
/// <remarks>Immutable, compared by value.</remarks>
public abstract record DocumentWork
{
    private protected DocumentWork()
    {
    }

    /// <summary>Gets how it runs.</summary>
    public NodeOptions Options { get; init; } = NodeOptions.None;
}

/// <summary>A task of the catalogue.</summary>
/// <param name="Task">The task's name.</param>
public sealed record TaskWork(string Task) : DocumentWork
{
    /// <summary>Gets the settings, and the secrets of parameters that get one.</summary>
    public ValueList<DocumentMember> Settings { get; init; } = [];
}

/// <summary>A graph as a task: its inputs are the inlets, its outputs the outlets.</summary>
public sealed record GraphWork : DocumentWork
{
    /// <summary>Gets the graph, where it is written in place.</summary>
    public GraphDocument? Graph { get; init; }

    /// <summary>Gets the file that holds it: below the directory of this document's own.</summary>
    public string? File { get; init; }

    /// <summary>Gets values for the graph's parameters.</summary>
    public ValueList<DocumentMember> Settings { get; init; } = [];
}

/// <summary>Runs a body for each item.</summary>
/// <param name="Body">The body.</param>
public sealed record MapWork(DocumentWork Body) : DocumentWork;

/// <summary>Folds all items into one value: the body's first inlet gets the state, its second the item, its one outlet gives the next state.</summary>
/// <param name="Body">The body.</param>
/// <param name="Seed">The state before the first item.</param>
public sealed record ReduceWork(DocumentWork Body, DocumentValue Seed) : DocumentWork;

/// <summary>Runs a body until a test is met.</summary>
/// <param name="Body">The body.</param>
/// <param name="Until">The test, of what the body gave.</param>
/// <param name="MaxIterations">How many rounds there may be.</param>
public sealed record WhileWork(DocumentWork Body, DocumentCondition Until, int MaxIterations) : DocumentWork
{
    /// <summary>Gets the outlet of the body that the test looks at; null for the first.</summary>
    public string? Outlet { get; init; }
}

/// <summary>Divides items by a condition, into the outlets <c>then</c> and <c>else</c>.</summary>
/// <param name="Condition">The condition.</param>
public sealed record IfWork(DocumentCondition Condition) : DocumentWork
{
    /// <summary>Gets what becomes of an item for which the condition cannot be asked.</summary>
    public OnConditionError OnConditionError { get; init; }
}

/// <summary>Sends items to branches, each an outlet.</summary>
/// <param name="Branches">The branches, asked in this order.</param>
public sealed record SwitchWork(ValueList<DocumentBranch> Branches) : DocumentWork
{
    /// <summary>Gets the branch of items that take no other; null where such items are left out.</summary>
    public string? Default { get; init; }

    /// <summary>Gets whether an item takes the first branch whose condition holds, or every one.</summary>
    public Matching Matching { get; init; }

    /// <summary>Gets what becomes of an item for which a condition cannot be asked.</summary>
    public OnConditionError OnConditionError { get; init; }
}

/// <summary>A branch of a switch.</summary>
/// <param name="Name">Its name, which is that of its outlet.</param>
/// <param name="When">Which items take it; null for a branch that is the default only.</param>
public sealed record DocumentBranch(string Name, DocumentCondition? When);

/// <summary>Tries bodies, one after the other, until one gives its result for the item.</summary>
/// <param name="Alternatives">The bodies, whose ports have the same types.</param>
public sealed record FallbackWork(ValueList<DocumentWork> Alternatives) : DocumentWork;

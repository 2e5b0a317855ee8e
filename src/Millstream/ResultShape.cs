namespace Millstream;

/// <summary>What the outlets of a graph are that stands as a task, where the graph names no outputs of its own.</summary>
public enum ResultShape
{
    /// <summary>
    /// One for each name: what several tasks inside give on outlets of one name and type comes on one, that of each task after that of the one declared before it.
    /// </summary>
    PerOutlet,

    /// <summary>One only, <c>out</c>, with a list of what each task inside gave whose outlets nobody reads: its <see cref="TaskOutputs"/>.</summary>
    PerTask,
}

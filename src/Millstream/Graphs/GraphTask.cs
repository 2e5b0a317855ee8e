namespace Millstream.Graphs;

/// <summary>What a node does: its ports, and behind them the code that an engine runs.</summary>
/// <remarks>Immutable and stateless: one task may stand in several nodes, graphs and runs at the same time.</remarks>
public abstract class GraphTask
{
    private protected GraphTask(string name, IReadOnlyList<Port> inlets, IReadOnlyList<Port> outlets)
    {
        Name = name;
        Inlets = inlets;
        Outlets = outlets;
    }

    /// <summary>Gets the name that errors, events and pictures show.</summary>
    public string Name { get; }

    /// <summary>Gets the inlets, in the order of the method's parameters; empty for a source.</summary>
    public IReadOnlyList<Port> Inlets { get; }

    /// <summary>Gets the outlets, in declared order; empty for a sink.</summary>
    public IReadOnlyList<Port> Outlets { get; }

    /// <summary>Says whether the task begins only when an inlet has ended.</summary>
    internal virtual bool WaitsFor(int inlet) => false;

    /// <summary>Gets the graphs that the task runs inside it.</summary>
    internal virtual IReadOnlyList<TaskGraph> Inside => [];

    /// <summary>Says that an inlet may take items that an outlet of another type gives (a base type, for example).</summary>
    internal virtual bool TakesOnInlet(int inlet, Port outlet) => Inlets[inlet].Takes(outlet);
}

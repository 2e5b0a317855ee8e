using Millstream.Declarations;
using Millstream.Graphs;

namespace Millstream;

/// <summary>The tasks of a generic method: one for each type of items, all of one name.</summary>
/// <remarks>
/// Immutable. The generator writes one for each task method with one type parameter that may be anything, or anything that is not null. Whoever makes a graph of data takes the one for
/// the outlet that an inlet of that type reads; code simply calls the generic method that places it.
/// </remarks>
public sealed class TaskFamily
{
    private readonly IPortVisitor<TaskDefinition> _make;

    private TaskFamily(TaskDescriptor descriptor, IPortVisitor<TaskDefinition> make)
    {
        Descriptor = descriptor;
        _make = make;
    }

    /// <summary>Gets the name that all have.</summary>
    public string Name => Descriptor.Name;

    /// <summary>Gets what is known of all of them; <see cref="OpenItem"/> stands for the type parameter.</summary>
    public TaskDescriptor Descriptor { get; }

    /// <summary>Gets the inlets whose items are of the type that the method leaves open: what the first of them reads says which type it is. Empty for a source.</summary>
    public IReadOnlyList<string> OpenInlets => [.. Descriptor.Inlets.Where(i => i.ItemType == typeof(OpenItem)).Select(i => i.Name)];

    /// <summary>Makes a family.</summary>
    /// <typeparam name="TMaker">Makes the task for a type.</typeparam>
    public static TaskFamily MadeBy<TMaker>()
        where TMaker : struct, ITaskMaker =>
        new(TMaker.Make<OpenItem>().Descriptor, Maker<TMaker>.Shared);

    /// <summary>Gives the task for the items of a port.</summary>
    /// <param name="port">An outlet that an inlet of the open type reads, or any port with items of the type.</param>
    public TaskDefinition Of(Port port)
    {
        ArgumentNullException.ThrowIfNull(port);
        return port.Accept(_make);
    }

    /// <summary>Gives the task for the items of an outlet; where the outlet has a mode, for its whole values.</summary>
    /// <param name="outlet">What an inlet of the open type reads.</param>
    public TaskDefinition Of(OutletDescriptor outlet)
    {
        ArgumentNullException.ThrowIfNull(outlet);
        return Of(outlet.Port);
    }

    /// <summary>Gives the task for items of a type.</summary>
    public TaskDefinition Of<T>() => Of(Port.Of<T>("items"));

    /// <summary>Gets the family as text.</summary>
    public override string ToString() => $"{Name}<T>({Descriptor.Inlets}) -> {(Descriptor.Outlets.Count == 0 ? "nothing" : Descriptor.Outlets)}";

    private sealed class Maker<TMaker> : IPortVisitor<TaskDefinition>
        where TMaker : struct, ITaskMaker
    {
        public static Maker<TMaker> Shared { get; } = new();

        public TaskDefinition Visit<T>(Port port) => TMaker.Make<T>();
    }
}

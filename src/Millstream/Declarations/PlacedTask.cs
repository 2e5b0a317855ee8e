using Millstream.Graphs;

namespace Millstream;

/// <summary>A declared task at its place in a graph under construction: its outlets as flows.</summary>
public sealed class PlacedTask
{
    internal PlacedTask(TaskDefinition definition, FlowNode node)
    {
        Definition = definition;
        Node = node;
    }

    /// <summary>Gets the task that was placed.</summary>
    public TaskDefinition Definition { get; }

    internal FlowNode Node { get; }

    /// <summary>Gives an outlet as a stream.</summary>
    /// <param name="outlet">The outlet's number, in declared order.</param>
    /// <exception cref="ArgumentException">There is no such outlet, or it gives items of another type.</exception>
    public Flow<T> Flow<T>(int outlet = 0)
    {
        Check<T>(outlet);
        return new Flow<T>(Node, outlet);
    }

    /// <summary>Gives an outlet of a task that is called once as a single value.</summary>
    /// <inheritdoc cref="Flow{T}(int)"/>
    public FlowValue<T> Value<T>(int outlet = 0)
    {
        Check<T>(outlet);
        return new FlowValue<T>(Node, outlet);
    }

    /// <summary>Gives the items for which the task failed for good, as a stream: its outlet <c>error</c>. Reading it means that such an item does not fail the task.</summary>
    public Flow<DeadLetter> Errors() => new(Node, Node.Task.Outlets.Count);

    private void Check<T>(int outlet)
    {
        IReadOnlyList<Port> outlets = Node.Task.Outlets;
        if ((uint)outlet >= (uint)outlets.Count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(outlet), outlet, $"'{Node.Task.Name}' has no outlet of that number. It has {outlets.Count}, counted from 0.");
        }

        if (outlets[outlet].ItemType != typeof(T))
        {
            throw new ArgumentException(
                $"'{Node.Task.Name}.{outlets[outlet].Name}' gives {TypeName.Of(outlets[outlet].ItemType)}, not {TypeName.Of(typeof(T))}.", nameof(outlet));
        }
    }
}

using Millstream.Graphs;

namespace Millstream.Declarations;

/// <summary>What one call of a compound task is given: an item for each inlet, whatever their types.</summary>
/// <param name="values">The items, in the order of the inlets.</param>
/// <param name="iteration">Which call it is.</param>
internal sealed class Arguments(object?[] values, Iteration iteration) : ICarriesItem
{
    public object?[] Values => values;

    public Iteration Iteration => iteration;

    object? ICarriesItem.Item => values.Length == 1 ? values[0] : values;
}

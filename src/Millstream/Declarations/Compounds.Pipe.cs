using Millstream.Graphs;

namespace Millstream;

public static partial class Compounds
{
    /// <summary>Places tasks one after the other: each reads what the one before it gives.</summary>
    /// <remarks>
    /// <para>Emits: what the last task gives.</para>
    /// <para>Backpressure: that of the tasks.</para>
    /// <para>Completes: when the last task does.</para>
    /// <para>Fails: as the tasks fail.</para>
    /// </remarks>
    /// <param name="graph">The graph under construction.</param>
    /// <param name="input">What the first task reads.</param>
    /// <param name="steps">Tasks of methods, functions (<see cref="TaskDefinition.Of{TIn, TOut}(string, Func{TIn, TOut})"/>) or graphs, each of one inlet and one outlet.</param>
    /// <returns>The last task.</returns>
    /// <exception cref="ArgumentException">There is no step, one has not one inlet and one outlet, or does not take what the one before it gives.</exception>
    public static PlacedTask Pipe<T>(this GraphBuilder graph, Flow<T> input, params ReadOnlySpan<TaskDefinition> steps) => Pipe(graph, (TaskInput)input, steps);

    /// <inheritdoc cref="Pipe{T}(GraphBuilder, Flow{T}, ReadOnlySpan{TaskDefinition})"/>
    public static PlacedTask Pipe<T>(this GraphBuilder graph, FlowValue<T> input, params ReadOnlySpan<TaskDefinition> steps) => Pipe(graph, (TaskInput)input, steps);

    /// <inheritdoc cref="Pipe{T}(GraphBuilder, Flow{T}, ReadOnlySpan{TaskDefinition})"/>
    public static PlacedTask Pipe<T>(this GraphBuilder graph, T input, params ReadOnlySpan<TaskDefinition> steps) => Pipe(graph, TaskInput.Of(input), steps);

    private static PlacedTask Pipe(GraphBuilder graph, TaskInput input, ReadOnlySpan<TaskDefinition> steps)
    {
        ArgumentNullException.ThrowIfNull(graph);
        if (steps.Length == 0)
        {
            throw new ArgumentException("A pipe has at least one step.", nameof(steps));
        }

        foreach (TaskDefinition step in steps)
        {
            ArgumentNullException.ThrowIfNull(step, nameof(steps));
            if (step.Descriptor is not { Inlets.Count: 1, Outlets.Count: 1 })
            {
                throw new ArgumentException(
                    $"The step {step} has {step.Descriptor.Inlets.Count} inlets and {step.Descriptor.Outlets.Count} outlets. A step of a pipe has one of each; "
                    + "place others with Add or Group.",
                    nameof(steps));
            }
        }

        PlacedTask? placed = null;
        foreach (TaskDefinition step in steps)
        {
            placed = graph.Add(step, [input]);
            input = new TaskInput(placed.Outlets[0], placed.Outlets[0].Node.IsValue);
        }

        return placed!;
    }
}

using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream;

/// <summary>Places tasks that are made of tasks.</summary>
public static partial class Compounds
{
    /// <summary>Places a graph as one task: its inputs are the task's inlets, its outputs the task's outlets.</summary>
    /// <remarks>
    /// <para>The graph's tasks run in this graph's run, under ids like <c>strategy-double</c>. What was set inside stays.</para>
    /// <para>Emits: what the graph's outputs give, while it comes.</para>
    /// <para>Backpressure: that of the tasks inside.</para>
    /// <para>Completes: each outlet with the task inside that it belongs to.</para>
    /// <para>Fails: as the tasks inside fail.</para>
    /// </remarks>
    /// <param name="graph">The graph under construction.</param>
    /// <param name="id">The task's id, which the ids of its tasks begin with.</param>
    /// <param name="inner">The graph that is the task.</param>
    /// <param name="inputs">What each input reads, in the order in which the graph was given them.</param>
    /// <exception cref="ArgumentException">The number of inputs, or the type of one, is not that of the graph.</exception>
    public static PlacedTask Group(this GraphBuilder graph, string id, TaskGraph inner, params ReadOnlySpan<TaskInput> inputs)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        return graph.Add(TaskDefinition.Of(inner, id), inputs, id);
    }

    /// <summary>Places a graph as one task that is called: for each item of its inputs, which are single values in it, all of the graph is run, and the options hold for that as a whole.</summary>
    /// <inheritdoc cref="TaskDefinition.Map(TaskDefinition)"/>
    /// <param name="graph">The graph under construction.</param>
    /// <param name="id">The task's id.</param>
    /// <param name="inner">The graph that is the task.</param>
    /// <param name="options">How often and how long it is tried, how many calls run at once, what becomes of an item that fails.</param>
    /// <param name="inputs">What each input reads, in the order in which the graph was given them.</param>
    /// <exception cref="ArgumentException">The number of inputs, or the type of one, is not that of the graph.</exception>
    public static PlacedTask Group(
        this GraphBuilder graph, string id, TaskGraph inner, Func<TaskOptions, TaskOptions> options, params ReadOnlySpan<TaskInput> inputs)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        return graph.Add(TaskDefinition.Of(inner, id), inputs, id, options: options);
    }
}

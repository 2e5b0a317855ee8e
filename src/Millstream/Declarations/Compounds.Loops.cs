using Millstream.Declarations;
using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream;

// Tasks that run others again and again, or one instead of another.
public static partial class Compounds
{
    /// <summary>Places a task that runs another one for each item; of several inlets for each set of items, the k-th with the k-th. A single value is given to every call.</summary>
    /// <inheritdoc cref="TaskDefinition.Map(TaskDefinition)"/>
    /// <param name="graph">The graph under construction.</param>
    /// <param name="id">The node's id.</param>
    /// <param name="body">The task or graph. A graph's inputs are single values in each run; one of the type <see cref="Iteration"/> is given which item it is.</param>
    /// <param name="inputs">What each inlet of the body reads, in their order.</param>
    /// <param name="options">How the task runs.</param>
    public static PlacedTask Map(
        this GraphBuilder graph, string id, TaskDefinition body, ReadOnlySpan<TaskInput> inputs, Func<TaskOptions, TaskOptions>? options = null) =>
        graph.Add(TaskDefinition.Map(body), inputs, id, options: options);

    /// <summary>Places a task that tries others until one gives its result.</summary>
    /// <inheritdoc cref="TaskDefinition.Fallback(ReadOnlySpan{TaskDefinition})"/>
    /// <param name="graph">The graph under construction.</param>
    /// <param name="id">The node's id.</param>
    /// <param name="inputs">What each inlet of the alternatives reads, in their order.</param>
    /// <param name="alternatives">Tasks or graphs whose ports have the same types, in the order in which they are tried.</param>
    public static PlacedTask Fallback(
        this GraphBuilder graph, string id, ReadOnlySpan<TaskInput> inputs, params ReadOnlySpan<TaskDefinition> alternatives) =>
        graph.Add(TaskDefinition.Fallback(alternatives), inputs, id);

    /// <summary>Places a task that runs another one until a test is met.</summary>
    /// <inheritdoc cref="TaskDefinition.While(TaskDefinition, Func{Round, bool}, int)"/>
    /// <param name="graph">The graph under construction.</param>
    /// <param name="id">The node's id.</param>
    /// <param name="body">The task or graph.</param>
    /// <param name="inputs">What each inlet of the body reads for the first round, in their order.</param>
    /// <param name="until">Says, of what the body gave, whether it is enough.</param>
    /// <param name="maxIterations">How many rounds there may be: 1 or more.</param>
    /// <param name="options">How the task runs; of a loop as a whole.</param>
    public static PlacedTask While(
        this GraphBuilder graph,
        string id,
        TaskDefinition body,
        ReadOnlySpan<TaskInput> inputs,
        Func<Round, bool> until,
        int maxIterations,
        Func<TaskOptions, TaskOptions>? options = null) =>
        graph.Add(TaskDefinition.While(body, until, maxIterations), inputs, id, options: options);

    /// <inheritdoc cref="While(GraphBuilder, string, TaskDefinition, ReadOnlySpan{TaskInput}, Func{Round, bool}, int, Func{TaskOptions, TaskOptions}?)"/>
    /// <typeparam name="T">The type of the body's first outlet.</typeparam>
    public static PlacedTask While<T>(
        this GraphBuilder graph,
        string id,
        TaskDefinition body,
        ReadOnlySpan<TaskInput> inputs,
        Func<T, bool> until,
        int maxIterations,
        Func<TaskOptions, TaskOptions>? options = null) =>
        graph.Add(TaskDefinition.While(body, until, maxIterations), inputs, id, options: options);

    /// <summary>Runs a task for each item again and again, on what it gave, until a test is met.</summary>
    /// <inheritdoc cref="TaskDefinition.While(TaskDefinition, Func{Round, bool}, int)"/>
    /// <param name="source">The items.</param>
    /// <param name="body">The task or graph, with one inlet and one outlet of the type of the items.</param>
    /// <param name="until">Says, of what the body gave, whether it is enough.</param>
    /// <param name="maxIterations">How many rounds there may be: 1 or more.</param>
    /// <param name="options">How the task runs; of a loop as a whole.</param>
    public static (Flow<T> Out, Flow<int> Iterations, Flow<string> StoppedBy) While<T>(
        this Flow<T> source, TaskDefinition body, Func<T, bool> until, int maxIterations, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Outlets<T>(TaskDefinition.While(body, until, maxIterations).Place([source], options: options));
    }

    /// <inheritdoc cref="While{T}(Flow{T}, TaskDefinition, Func{T, bool}, int, Func{TaskOptions, TaskOptions}?)"/>
    /// <summary>Calls a method for each item again and again, on what it returned, until a test is met.</summary>
    public static (Flow<T> Out, Flow<int> Iterations, Flow<string> StoppedBy) While<T>(
        this Flow<T> source, Func<T, T> body, Func<T, bool> until, int maxIterations, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Outlets<T>(WhileTask.Of(body, until, maxIterations).Place([source], options: options));
    }

    /// <inheritdoc cref="While{T}(Flow{T}, TaskDefinition, Func{T, bool}, int, Func{TaskOptions, TaskOptions}?)"/>
    /// <summary>Calls an asynchronous method for each item again and again, on what it gave, until a test is met.</summary>
    public static (Flow<T> Out, Flow<int> Iterations, Flow<string> StoppedBy) While<T>(
        this Flow<T> source, Func<T, CancellationToken, ValueTask<T>> body, Func<T, bool> until, int maxIterations, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Outlets<T>(WhileTask.Of(body, until, maxIterations).Place([source], options: options));
    }

    /// <summary>Folds all items into one value with a task or graph that is run for each, one after the other.</summary>
    /// <remarks>
    /// <para>Emits: the state, once, when the source has ended; the seed when there was no item.</para>
    /// <para>Backpressure: reads the next item when the run for the one before has ended.</para>
    /// <para>Completes: after the state.</para>
    /// <para>Fails: when the body fails, naming the item, by the policy in <paramref name="options"/>.</para>
    /// </remarks>
    /// <param name="source">The items.</param>
    /// <param name="body">The task or graph: its first inlet gets the state, its second the item, its one outlet gives the next state.</param>
    /// <param name="seed">The state before the first item; a value, as all runs begin with it.</param>
    /// <param name="options">Options of the calls.</param>
    /// <exception cref="ArgumentException">The body does not take the state and the item, or does not give a state.</exception>
    public static FlowValue<TState> Reduce<T, TState>(
        this Flow<T> source, TaskDefinition body, TState seed, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(body);
        MutableSeed.Refuse(seed);
        return ReduceTask.Over(source, body, seed, options);
    }

    /// <summary>Runs a task for each item of a list: a method or a graph, whose one input is the item.</summary>
    /// <inheritdoc cref="Flow.Map{T, TResult}(FlowValue{IReadOnlyList{T}}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    /// <param name="list">The list.</param>
    /// <param name="body">The task or graph.</param>
    /// <param name="options">Options of the calls.</param>
    /// <exception cref="ArgumentException">The body does not take the items, or does not give <typeparamref name="TResult"/>.</exception>
    public static FlowValue<IReadOnlyList<TResult>> Map<T, TResult>(
        this FlowValue<IReadOnlyList<T>> list, TaskDefinition body, Func<TaskOptions, TaskOptions>? options = null) =>
        MapTask.Over<T, TResult>(list, body, options);

    /// <summary>Runs a task or graph for each item and gives nothing on; what it gives is left.</summary>
    /// <inheritdoc cref="Flow.ForEach{T}(Flow{T}, Action{T}, Func{TaskOptions, TaskOptions}?)"/>
    public static FlowValue<long> ForEach<T>(this Flow<T> source, TaskDefinition body, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return MapTask.ForEach(source, body, options);
    }

    private static (Flow<T> Out, Flow<int> Iterations, Flow<string> StoppedBy) Outlets<T>(PlacedTask loop) =>
        (loop.Flow<T>(0), loop.Flow<int>(1), loop.Flow<string>(2));
}

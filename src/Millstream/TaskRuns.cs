using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream;

/// <summary>Runs a task alone: as a graph of this one task, with the same statuses and events.</summary>
public static class TaskRuns
{
    /// <summary>Calls a method as a task, and gives what it returns.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="method">The method.</param>
    /// <param name="input">What it is called with.</param>
    /// <param name="options">How to run it; defaults unless given.</param>
    /// <param name="cancellationToken">Kills the run.</param>
    /// <exception cref="TaskFailedException">It threw.</exception>
    public static Task<TOut> RunAsync<TIn, TOut>(
        this GraphEngine engine, Func<TIn, TOut> method, TIn input, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(method);
        return engine.RunAsync<TOut>(TaskDefinition.Of(MethodName.Of(method, "task"), method), input, options, cancellationToken);
    }

    /// <summary>Runs a task of one inlet and one outlet, and gives what it gives.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="task">The task.</param>
    /// <param name="input">What it reads: an item, a list of items, or a stream.</param>
    /// <param name="options">How to run it; defaults unless given.</param>
    /// <param name="cancellationToken">Kills the run.</param>
    /// <typeparam name="TOut">The type of the value, for an item; of a list or stream an <see cref="IReadOnlyList{T}"/>.</typeparam>
    /// <exception cref="TaskFailedException">It failed.</exception>
    /// <exception cref="GraphConfigurationException">It has more inlets, or does not take the input.</exception>
    public static Task<TOut> RunAsync<TOut>(
        this GraphEngine engine, TaskDefinition task, object? input, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task.Descriptor.Inlets is [var only]
            ? engine.RunAsync<TOut>(task, new RunInputs { [only.Name] = input }, options, cancellationToken)
            : throw new GraphConfigurationException(
                FaultKind.InputType, $"'{task}' has {task.Descriptor.Inlets.Count} inlets. Give each its input by name: new RunInputs {{ [\"…\"] = … }}.");
    }

    /// <inheritdoc cref="RunAsync{TOut}(GraphEngine, TaskDefinition, object?, RunOptions?, CancellationToken)"/>
    /// <param name="engine">The engine.</param>
    /// <param name="task">The task.</param>
    /// <param name="inputs">What each inlet reads; an optional one may be left out.</param>
    /// <param name="options">How to run it; defaults unless given.</param>
    /// <param name="cancellationToken">Kills the run.</param>
    public static async Task<TOut> RunAsync<TOut>(
        this GraphEngine engine, TaskDefinition task, RunInputs inputs, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (task.Descriptor.Outlets.Count != 1)
        {
            throw new GraphConfigurationException(
                FaultKind.UnknownPort, $"'{task}' has {task.Descriptor.Outlets.Count} outlets. Start it with StartAsync, and ask the run for its results.");
        }

        GraphRun run = await engine.StartAsync(task, inputs, options, cancellationToken).ConfigureAwait(false);
        await using (run.ConfigureAwait(false))
        {
            await run.Completion.ConfigureAwait(false);
            return await run.ResultAsync<TOut>(run.Graph.Outputs[0].Name, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Starts a task alone, to be watched, or to be asked for what it gives on several outlets.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="task">The task.</param>
    /// <param name="inputs">What each inlet reads; an optional one may be left out.</param>
    /// <param name="options">How to run it; defaults unless given.</param>
    /// <param name="cancellationToken">Kills the run.</param>
    /// <exception cref="GraphConfigurationException">An input is missing, unknown, or of another type; the exception lists every fault.</exception>
    public static Task<GraphRun> StartAsync(
        this GraphEngine engine, TaskDefinition task, RunInputs inputs, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(inputs);
        var graph = new GraphBuilder(task.Descriptor.Name);
        graph.Add(task, Inputs(task.Descriptor, inputs.Values));
        return engine.StartAsync(graph.Build(), options, cancellationToken);
    }

    private static TaskInput[] Inputs(TaskDescriptor task, IReadOnlyDictionary<string, object?> given)
    {
        var faults = new List<GraphFault>();
        TaskInput[] inputs = [.. task.Inlets.Select(inlet => inlet.Port.Accept(new Input(task, inlet, given, faults)))];
        string[] names = [.. task.Inlets.Select(i => i.Name)];
        faults.AddRange(given.Keys.Where(name => !names.Contains(name)).Select(name => new GraphFault(
            FaultKind.UnknownInput, $"'{name}' is no inlet of '{task.Name}'. It has: {GraphBuilder.Listed(names)}.")));
        return faults.Count > 0 ? throw new GraphConfigurationException([.. faults]) : inputs;
    }

    private sealed class Input(TaskDescriptor task, InletDescriptor inlet, IReadOnlyDictionary<string, object?> given, List<GraphFault> faults) : IPortVisitor<TaskInput>
    {
        public TaskInput Visit<T>(Port port)
        {
            if (!given.TryGetValue(inlet.Name, out object? value) && !inlet.IsOptional)
            {
                faults.Add(new GraphFault(FaultKind.MissingInput, $"The inlet '{inlet.Name}' of '{task.Name}' is given nothing. Give it {TypeName.Of(typeof(T))}."));
                return default;
            }

            value = given.ContainsKey(inlet.Name) ? value : inlet.Default;
            switch (value)
            {
                case T item:
                    return TaskInput.Constant(item);
                case null when default(T) is null:
                    return TaskInput.Constant<T>(default!);
                case IReadOnlyList<T> items:
                    return Flow.From(items);
                case IEnumerable<T> items:
                    return Flow.Iter(items);
                case IAsyncEnumerable<T> items:
                    return Flow.Iter(items);
                default:
                    faults.Add(new GraphFault(
                        FaultKind.InputType,
                        $"The inlet '{inlet.Name}' of '{task.Name}' needs {TypeName.Of(typeof(T))}, or a sequence of it, and {(value is null ? "null" : TypeName.Of(value.GetType()))} was given."));
                    return default;
            }
        }
    }
}

using Millstream.Declarations;
using Millstream.Graphs;
using Millstream.Supplies;
using Millstream.Tasks;

namespace Millstream;

/// <summary>Places declared tasks in graphs and chains.</summary>
public static class TaskPlacing
{
    /// <summary>Places a task in a chain; the graph is made when the chain is run.</summary>
    /// <param name="task">The task.</param>
    /// <param name="inputs">What each inlet reads, in their order.</param>
    /// <param name="settings">The settings; those of a new settings object unless given.</param>
    /// <param name="options">How the task runs; added to what the task's attribute says.</param>
    /// <exception cref="ArgumentException">The number of inputs, or the type of one, is not that of the task's inlets.</exception>
    public static PlacedTask Place(
        this TaskDefinition task, ReadOnlySpan<TaskInput> inputs, object? settings = null, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        settings ??= task.Settings;
        ValueList<InletDescriptor> inlets = task.Descriptor.Inlets;
        if (inputs.Length != inlets.Count)
        {
            throw new ArgumentException(
                $"'{task.Descriptor.Name}' has {inlets.Count} inlets ({inlets}), and {inputs.Length} inputs are given.", nameof(inputs));
        }

        for (int i = 0; i < inputs.Length; i++)
        {
            FlowInput from = inputs[i].From;
            Port outlet = from.Node is null
                ? throw new ArgumentException($"The input for '{task.Descriptor.Name}.{inlets[i].Name}' is empty. Give a flow, a value or a constant.", nameof(inputs))
                : from.Port;
            if (!inlets[i].Port.Takes(outlet))
            {
                throw new ArgumentException(
                    $"'{from.Node.Task.Name}.{outlet.Name}' gives {TypeName.Of(outlet.ItemType)}, but '{task.Descriptor.Name}.{inlets[i].Name}' "
                    + $"needs {TypeName.Of(inlets[i].ItemType)}.",
                    nameof(inputs));
            }
        }

        if (task.Graph is { } graph)
        {
            GroupSetting.Check(task.Descriptor, settings);
            CheckSettings(task, settings);
            return (options ?? task.Options) is null
                ? GroupPlacing.Place(task, graph, inputs, (GroupSettings?)settings)
                : TaskDefinition.AsOneCall(task).Place(inputs, settings, options);
        }

        CheckSettings(task, settings);
        var areValues = new bool[inputs.Length];
        var froms = new FlowInput[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            TaskInput read = PieceFlows.For(inlets[i], inputs[i]);
            areValues[i] = read.IsValue;
            froms[i] = read.From;
        }

        TaskOptions set = TaskOptions.From(task.Options);
        set = (options?.Invoke(set) ?? set).Supplied(SupplyNeeds.Of(task, settings));
        if (task.State is { } state)
        {
            set.OneByOne($"'{task.Descriptor.Name}'", $"Its calls share a state ('{state.Name}'), and so come one after the other.");
        }

        var node = new FlowNode(task.Make(set, settings, areValues), froms)
        {
            IsValue = task.GivesValueOf(areValues),
            Placing = new NodePlacing(task.Descriptor, settings, (given, values) => task.Make(set, given, values), areValues, task.GivesValueOf) { Transform = task.Transform },
        };
        return new PlacedTask(task, node, task.HasOneCall(areValues));
    }

    /// <summary>Places a task in a graph.</summary>
    /// <param name="graph">The graph under construction.</param>
    /// <param name="task">The task.</param>
    /// <param name="inputs">What each inlet reads, in their order.</param>
    /// <param name="id">The node's id; made of the task's name unless given.</param>
    /// <param name="settings">The settings; those of a new settings object unless given.</param>
    /// <param name="options">How the task runs; added to what the task's attribute says.</param>
    /// <inheritdoc cref="Place(TaskDefinition, ReadOnlySpan{TaskInput}, object?, Func{TaskOptions, TaskOptions}?)"/>
    public static PlacedTask Add(
        this GraphBuilder graph,
        TaskDefinition task,
        ReadOnlySpan<TaskInput> inputs,
        string? id = null,
        object? settings = null,
        Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        PlacedTask placed = task.Place(inputs, settings, options);
        placed.Graph = graph;
        FlowsOf(graph).Add(placed, id);
        return placed;
    }

    /// <summary>Places an inline task: it runs like any other, but is known by no name outside the graph.</summary>
    /// <param name="graph">The graph under construction.</param>
    /// <param name="id">The node's id.</param>
    /// <param name="function">What is called for each item.</param>
    /// <param name="input">What it reads.</param>
    public static Flow<TOut> Lambda<TIn, TOut>(this GraphBuilder graph, string id, Func<TIn, TOut> function, StreamInput<TIn> input) =>
        graph.Add(TaskDefinition.Of(id, function), [input.Input], id).Flow<TOut>();

    /// <inheritdoc cref="Lambda{TIn, TOut}(GraphBuilder, string, Func{TIn, TOut}, StreamInput{TIn})"/>
    public static FlowValue<TOut> Lambda<TIn, TOut>(this GraphBuilder graph, string id, Func<TIn, TOut> function, ValueInput<TIn> input) =>
        graph.Add(TaskDefinition.Of(id, function), [input.Input], id).Value<TOut>();

    /// <summary>Adds an input of the graph: a run is started with what it reads.</summary>
    /// <param name="graph">The graph under construction.</param>
    /// <param name="name">The name under which a run is given it.</param>
    public static Flow<T> Input<T>(this GraphBuilder graph, string name)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var placed = new PlacedTask(TaskDefinition.OfInput<T>(name), new FlowNode(new InputTask<T>(name), []), hasOneCall: false) { Graph = graph };
        FlowsOf(graph).Add(placed, name);
        return placed.Flow<T>();
    }

    /// <summary>Keeps what a flow gives for the caller of the run.</summary>
    /// <param name="graph">The graph under construction.</param>
    /// <param name="name">The name under which the run gives it.</param>
    /// <param name="outcome">The flow or value.</param>
    public static GraphBuilder Output(this GraphBuilder graph, string name, FlowOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(outcome);
        FlowsOf(graph).Keep(name, outcome);
        return graph;
    }

    private static void CheckSettings(TaskDefinition definition, object? settings)
    {
        if (!definition.IsUnchecked)
        {
            CheckSettings(definition.Descriptor, settings);
        }
    }

    /// <summary>Refuses settings that are no good for a task.</summary>
    internal static void CheckSettings(TaskDescriptor task, object? settings)
    {
        GraphFault[] faults = [.. RefusalsOf(task, settings).Select(refusal => new GraphFault(FaultKind.BadSetting, $"'{task.Name}': {refusal}"))];
        if (faults.Length > 0)
        {
            throw new GraphConfigurationException(faults);
        }
    }

    /// <summary>Says what is wrong with the settings of a task, a sentence for each thing; nothing when all is well.</summary>
    internal static IEnumerable<string> RefusalsOf(TaskDescriptor task, object? settings)
    {
        IEnumerable<string> refusals = settings is null ? [] : task.Settings.Select(setting => setting.Refuse(settings)).OfType<string>();
        return (settings ?? task.NewSettings?.Invoke()) is ICheckedSettings own ? refusals.Concat(Checked(task, own)) : refusals;
    }

    /// <summary>Asks settings what is wrong with them. Where they fail at a null that stands for a value, it is that which is wrong.</summary>
    private static IReadOnlyList<string> Checked(TaskDescriptor task, ICheckedSettings settings)
    {
        try
        {
            return [.. settings.Check()];
        }
        catch (Exception cause) when (cause is NullReferenceException or ArgumentNullException && Missing() is { Length: > 0 } missing)
        {
            // A null that settings can do with is none of ours: only they know which those are.
            return [.. missing.Select(setting => $"the setting '{setting.Name}' is null. Set {ValueWords.Of(setting.Type)}, or leave it as it is{(setting.Default is string text ? $": '{text}'" : "")}.")];
        }

        SettingDescriptor[] Missing() =>
            [.. task.Settings.Where(setting => setting.Default is not null && Nullable.GetUnderlyingType(setting.Type) is null && setting.Value(settings) is null)];
    }

    internal static GraphFlows FlowsOf(GraphBuilder graph) => (GraphFlows)(graph.Extension ??= new GraphFlows());
}

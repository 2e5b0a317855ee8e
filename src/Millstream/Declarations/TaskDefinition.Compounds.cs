using Millstream.Declarations;
using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream;

// Tasks whose calls run other tasks.
public sealed partial class TaskDefinition
{
    /// <summary>Makes a task of a graph, as <see cref="Of(TaskGraph, string?, ResultShape)"/> does.</summary>
    public static implicit operator TaskDefinition(TaskGraph graph) => Of(graph);

    /// <summary>Makes a task that runs another one for each item: what is a method stays as it is, a graph is run anew for each.</summary>
    /// <remarks>
    /// <para>Emits: what the body gives for each item, in the order of the items unless its options say <c>Unordered</c>.</para>
    /// <para>Backpressure: as many items at once as <c>Parallel</c> in its options allows, one unless set; reads the next one when there is room.</para>
    /// <para>Completes: when its inlets have, after the last item.</para>
    /// <para>Fails: when the body fails for an item, by the policy in its options; what runs for other items is ended then.</para>
    /// </remarks>
    /// <param name="body">The task or graph. A graph's inputs are single values in each run; one of the type <see cref="Iteration"/> is given which item it is.</param>
    public static TaskDefinition Map(TaskDefinition body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return body.Graph is null && body.Descriptor.Inlets.All(i => i.Kind == InletKind.Item && i.ItemType != typeof(Iteration)) ? body : AsOneCall(body);
    }

    /// <summary>Makes a task that tries others, one after the other, until one gives its result for the item.</summary>
    /// <remarks>
    /// <para>Emits: for each item what the first alternative gives that does not fail; those behind it are not run, and nothing of those before it is given on.</para>
    /// <para>Backpressure: reads the next item only when there is room.</para>
    /// <para>Completes: when its inlets have.</para>
    /// <para>Fails: with an <see cref="AlternativesFailedException"/> when all failed for an item, with a line for each. Cancellation ends the trying.</para>
    /// </remarks>
    /// <param name="alternatives">Tasks or graphs whose ports have the same types, in the order in which they are tried. A time limit is set with <see cref="WithOptions"/>.</param>
    /// <exception cref="GraphConfigurationException">There is no alternative, or the ports of one are not those of the first.</exception>
    public static TaskDefinition Fallback(params ReadOnlySpan<TaskDefinition> alternatives) => FallbackTask.Of(alternatives);

    /// <summary>Makes a task that tries another one with different settings or inputs, one set after the other, until it gives its result for the item.</summary>
    /// <inheritdoc cref="Fallback(ReadOnlySpan{TaskDefinition})"/>
    /// <param name="task">The task.</param>
    /// <param name="overrides">For each attempt, what some inlets are given in place of what they read, by their names: <c>new() { ["model"] = "small" }</c>.</param>
    /// <exception cref="GraphConfigurationException">There is no attempt, or one names an inlet that there is not.</exception>
    public static TaskDefinition Fallback(TaskDefinition task, params ReadOnlySpan<RunInputs> overrides) => FallbackTask.Of(task, overrides);

    /// <summary>Makes a task that runs another one again and again, first the task, then the test, until the test is met or the limit is reached.</summary>
    /// <remarks>
    /// <para>
    /// Emits: for each item what the body gave in the last round, and on the outlets <c>iterations</c> and <c>stoppedBy</c> how many rounds there were and what ended
    /// them: <c>condition</c> or <c>limit</c>. An outlet of the body goes into the inlet of the same name in the next round, and the only one into the only one; other inlets keep what they had.
    /// </para>
    /// <para>Backpressure: reads the next item only when there is room.</para>
    /// <para>Completes: when its inlets have.</para>
    /// <para>Fails: with a <see cref="RoundFailedException"/>, which names the round, when the body or the test throws; by the policy in its options.</para>
    /// </remarks>
    /// <param name="body">The task or graph.</param>
    /// <param name="until">Says, of what the body gave, whether it is enough.</param>
    /// <param name="maxIterations">How many rounds there may be: 1 or more.</param>
    /// <exception cref="GraphConfigurationException">The body has an outlet <c>iterations</c> or <c>stoppedBy</c> of its own.</exception>
    public static TaskDefinition While(TaskDefinition body, Func<Round, bool> until, int maxIterations) => WhileTask.Of(body, until, maxIterations);

    /// <inheritdoc cref="While(TaskDefinition, Func{Round, bool}, int)"/>
    /// <typeparam name="T">The type of the body's first outlet.</typeparam>
    public static TaskDefinition While<T>(TaskDefinition body, Func<T, bool> until, int maxIterations)
    {
        ArgumentNullException.ThrowIfNull(until);
        return WhileTask.Of(body, round => until(round.Value<T>()), maxIterations);
    }

    /// <summary>Makes one task of a graph: each call runs it, and what the task's options say holds for all of that.</summary>
    internal static TaskDefinition AsOneCall(TaskDefinition task)
    {
        TaskDefinition plain = task.WithoutOptions();
        var unset = Body.Of(plain);
        TaskDescriptor descriptor = task.Descriptor with { Inlets = unset.Inlets, Outlets = unset.Outlets };
        return new TaskDefinition(descriptor, place =>
        {
            Body body = place.Settings is null ? unset : Body.Of(plain, isSingle: true, place.Settings);
            return BodyTask.Maker(descriptor, [body], (scope, arguments, token) => body.RunAsync(scope, arguments.Values, arguments.Iteration, token))(place);
        })
        {
            GivesValues = unset.GivesValues,
            Options = task.Options,
            IsCalledGraph = true,
        };
    }

    /// <summary>Makes a task whose call runs graphs.</summary>
    internal static TaskDefinition OfBodies(
        TaskDescriptor descriptor,
        Body[] bodies,
        Func<TaskScope, Arguments, CancellationToken, ValueTask<object[]>> call,
        bool givesValues,
        Func<Tasks.TaskOptions, Tasks.TaskOptions>? options = null) => new(descriptor, BodyTask.Maker(descriptor, bodies, call))
        {
            GivesValues = givesValues,
            Options = options,
        };

    private TaskDefinition WithoutOptions() =>
        Options is null ? this : new TaskDefinition(this) { Options = null };

    /// <summary>Makes a task of what makes its node.</summary>
    internal static TaskDefinition OfNode(TaskDescriptor descriptor, Func<TaskPlace, Tasks.TaskBody> make, bool isCalledOnce = false, bool givesValues = false) =>
        new(descriptor, make) { IsCalledOnce = isCalledOnce, GivesValues = givesValues };

    /// <summary>Gives the same task with settings that are not looked at, for a graph that is checked and not run.</summary>
    internal TaskDefinition WithUncheckedSettings() => new(this) { IsUnchecked = true };

    /// <summary>Gives the same task as what a transform is on an edge.</summary>
    internal TaskDefinition As(Transform transform) => new(this) { Transform = transform };
}

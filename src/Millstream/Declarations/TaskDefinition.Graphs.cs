using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream;

// Tasks that are no method of their own.
public sealed partial class TaskDefinition
{
    /// <summary>Makes a task of a graph: its inlets are the graph's inputs, its outlets the graph's outputs.</summary>
    /// <remarks>
    /// Where it is placed, the graph's tasks are placed: they run in the outer graph's run and plan, each under an id of its own, and items stream through.
    /// Its settings are those of the tasks inside: <see cref="GroupSettings"/>. With options it is called: for each set of items all of the graph is run, as a whole.
    /// </remarks>
    /// <param name="graph">The graph.</param>
    /// <param name="name">The task's name; the graph's unless given.</param>
    /// <param name="results">What the outlets are of a graph that names no outputs.</param>
    public static TaskDefinition Of(TaskGraph graph, string? name = null, ResultShape results = ResultShape.PerOutlet)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var outlets = new Declarations.GroupOutlets(graph, results);
        ValueList<SettingDescriptor> settings = [.. Declarations.GroupSetting.Of(graph)];
        var descriptor = new TaskDescriptor(name ?? graph.Name)
        {
            Inlets = [.. graph.Nodes.Select(GraphInputs.Input).OfType<InputTask>().Select(i => InletDescriptor.Of(i.Outlets[0], InletKind.Stream).Renamed(i.Name))],
            Outlets = outlets.Descriptors,
            Settings = settings,
            NewSettings = settings.Count == 0 ? null : static () => new GroupSettings(),
        };
        return new TaskDefinition(
            descriptor,
            _ => throw new InvalidOperationException(
                $"'{descriptor.Name}' is a graph: it is placed with its tasks, and cannot stand for the method of a contract."))
        {
            Graph = graph,
            Results = outlets,
        };
    }

    /// <summary>Describes an input of a graph.</summary>
    internal static TaskDefinition OfInput<T>(string name) => new(
        new TaskDescriptor(name) { Outlets = [OutletDescriptor.Of<T>(Declarations.ItemOutlets.DefaultName)] },
        _ => new InputTask<T>(name));

    /// <summary>Makes a task of a function that is called for each item, known by no name outside the graph.</summary>
    /// <param name="name">The task's name.</param>
    /// <param name="function">What is called.</param>
    public static TaskDefinition Of<TIn, TOut>(string name, Func<TIn, TOut> function)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(function);
        return Call(
            new TaskDescriptor(name)
            {
                Inlets = [InletDescriptor.Of<TIn>("in")],
                Outlets = [OutletDescriptor.Of<TOut>(Declarations.ItemOutlets.DefaultName)],
            },
            Declarations.TaskInlets.Item<TIn>("in"),
            Declarations.TaskOutlets.Item(Declarations.ItemOutlets.One<TOut>()),
            _ => function);
    }
}

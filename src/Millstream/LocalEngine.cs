using Millstream.Execution;
using Millstream.Graphs;
using Millstream.Planning;
using Millstream.Supplies;
using Millstream.Tasks;

namespace Millstream;

/// <summary>Runs graphs in this process, with nothing to install.</summary>
/// <remarks>Stages run on the thread pool. An engine holds nothing between runs but the ids that their starters chose; <see cref="Shared"/> serves whoever needs no other.</remarks>
public sealed class LocalEngine : GraphEngine
{
    private const long DefaultOutputQuota = 64L * 1024 * 1024;

    private readonly TaskImplementations? _implementations;
    private readonly NamedRuns _named = new();

    /// <summary>Makes an engine.</summary>
    /// <param name="implementations">What implements the tasks that graphs know by their contracts only; nothing unless given.</param>
    public LocalEngine(TaskImplementations? implementations = null) => _implementations = implementations;

    /// <summary>Puts a run together as a start does, and lets go of it.</summary>
    /// <exception cref="GraphConfigurationException">A start would be refused, for more than what its inputs are; the exception lists every fault.</exception>
    internal static async Task CheckAsync(TaskGraph graph, RunOptions options)
    {
        CheckTasks(graph, options);
        TaskImplementations.Check(graph, options.Implementations);
        options = SupplyCheck.Check(graph, options);
        await new LocalRun(Plan(graph, options), options, CancellationToken.None).LetGoAsync().ConfigureAwait(false);
    }

    /// <summary>Gets an engine that anybody may use.</summary>
    public static LocalEngine Shared { get; } = new();

    /// <summary>Shows how <paramref name="graph"/> would be run: which tasks are fused, and why stages begin where they do.</summary>
    public static GraphPlan Plan(TaskGraph graph, RunOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        // A task that is fused with others cannot fail, or be kept from beginning, by itself.
        bool fuse = (options ?? RunOptions.Default) is { Fuse: true, OnFailure: OnFailure.EndRun };
        ref object? cached = ref fuse ? ref graph.FusedPlan : ref graph.UnfusedPlan;
        return (GraphPlan)(cached ??= Planner.Plan(graph, fuse));
    }

    internal static LocalRun Launch(TaskGraph graph, RunOptions options, CancellationToken cancellationToken)
    {
        CheckTasks(graph, options);
        GraphInputs.Check(graph, options.Inputs ?? GraphInputs.None);
        TaskImplementations.Check(graph, options.Implementations);
        ThrowIfUnknown(graph, options.Faults);
        options = SupplyCheck.Check(graph, options);
        var run = new LocalRun(Plan(graph, options), options, cancellationToken);
        run.Start();
        return run;
    }

    /// <summary>A fault for a task that is not there would test nothing.</summary>
    private static void ThrowIfUnknown(TaskGraph graph, IReadOnlyDictionary<string, Action>? faults)
    {
        foreach (string id in faults?.Keys ?? [])
        {
            if (!graph.Nodes.Any(n => n.Id.ToString() == id))
            {
                throw new ArgumentException(
                    $"Faults are planned for '{id}', and the graph has no such task. It has: {string.Join(", ", graph.Nodes.Select(n => $"'{n.Id}'"))}.", nameof(faults));
            }
        }
    }

    private static void CheckTasks(TaskGraph graph, RunOptions options)
    {
        if (options.MaxTasks is { } limit && CountTasks(graph) is var tasks && tasks > limit)
        {
            throw new GraphConfigurationException(
                FaultKind.TooManyTasks, $"{tasks} tasks exceed the limit of {limit} of the run. Raise RunOptions.MaxTasks, or run a smaller graph.");
        }
    }

    /// <summary>Counts what a task runs inside it in its place.</summary>
    private static int CountTasks(TaskGraph graph) => graph.Nodes.Sum(n => n.Task switch
    {
        TaskBody { IsPassThrough: true } => 0,
        TaskBody { Bodies: { Count: > 0 } bodies } => bodies.Sum(CountTasks),
        _ => 1,
    });

    private protected override Task<GraphRun> StartCoreAsync(
        TaskGraph graph, RunOptions options, CancellationToken cancellationToken)
    {
        RunOptions given = options with
        {
            Implementations = _implementations ?? options.Implementations,
            OutputQuotaBytes = options.OutputQuotaBytes ?? DefaultOutputQuota,
        };
        return Task.FromResult<GraphRun>(given.RunId is { } runId
            ? _named.Start(runId, graph, () => Launch(graph, given, cancellationToken))
            : Launch(graph, given, cancellationToken));
    }
}

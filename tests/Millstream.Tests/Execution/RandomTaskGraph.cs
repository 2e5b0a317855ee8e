using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;

namespace Millstream.Execution;

/// <summary>
/// A graph of generated tasks drawn at random: several inlets and outlets, live streams, lists, single values, groups, inlets left out. Data, which can be printed,
/// made smaller, and run in every mode.
/// </summary>
/// <param name="Steps">Each reads outlets of steps before it.</param>
/// <param name="Seed">Draws the modes.</param>
internal sealed record RandomTaskGraph(ImmutableArray<TaskStep> Steps, int Seed)
{
    public static Arbitrary<RandomTaskGraph> Arbitrary() => Arb.From(
        from length in Gen.Choose(1, 10)
        from steps in StepGen.ArrayOf(length)
        from count in Gen.Choose(0, 40)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select new RandomTaskGraph([new TaskStep(TaskStepKind.Numbers, 0, 0, count), .. steps], seed),
        Smaller);

    private static Gen<TaskStep> StepGen =>
        from kind in Gen.Elements(Enum.GetValues<TaskStepKind>())
        from first in Gen.Choose(0, 1000)
        from second in Gen.Choose(0, 1000)
        from number in Gen.Choose(0, 25)
        select new TaskStep(kind, first, second, number);

    public override string ToString() => string.Join(", ", Steps.Select((s, i) => $"{i}: {s}")) + $", seed {Seed}";

    /// <summary>Places all steps, and says what each outlet must give.</summary>
    public IReadOnlyList<DrawnOutlet> Place(Graphs.GraphBuilder graph, ExecutionMode mode)
    {
        var outlets = new List<DrawnOutlet>();
        foreach (TaskStep step in Steps)
        {
            outlets.AddRange(step.Place(graph, mode, outlets));
        }

        return outlets;
    }

    private static IEnumerable<RandomTaskGraph> Smaller(RandomTaskGraph graph)
    {
        if (graph.Steps.Length > 1)
        {
            yield return graph with { Steps = graph.Steps[..^1] };
        }

        for (int i = 1; i < graph.Steps.Length - 1; i++)
        {
            yield return graph with { Steps = graph.Steps.RemoveAt(i) };
        }

        for (int i = 0; i < graph.Steps.Length; i++)
        {
            if (graph.Steps[i] is { Kind: TaskStepKind.Numbers or TaskStepKind.Ticks, Number: > 1 } source)
            {
                yield return graph with { Steps = graph.Steps.SetItem(i, source with { Number = source.Number / 2 }) };
            }
        }
    }
}

/// <summary>An outlet of a random graph: a stream or a single value, and what it must give.</summary>
internal sealed record DrawnOutlet(Flow<int>? Stream, FlowValue<int>? Value, IReadOnlyList<int> Items)
{
    public DrawnOutlet(Flow<int> stream, IEnumerable<int> items)
        : this(stream, null, [.. items])
    {
    }

    public DrawnOutlet(FlowValue<int> value, int item)
        : this(null, value, [item])
    {
    }

    public StreamInput<int> Input => Stream is not null ? Stream : (StreamInput<int>)Value!;
}

/// <summary>The kinds of steps in random graphs of tasks.</summary>
internal enum TaskStepKind
{
    Numbers,
    Ticks,
    Square,
    Later,
    Plus,
    PlusDefault,
    Both,
    Spread,
    Keep,
    Total,
    Weigh,
    Running,
    Pairs,
    OneAfterTheOther,
    Shift,
    Route,
    Group,
    Groups,
}

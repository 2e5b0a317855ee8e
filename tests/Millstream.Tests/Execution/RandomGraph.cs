using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;

namespace Millstream.Execution;

/// <summary>A graph drawn at random, with fan-out, fan-in and diamonds: data, which can be printed, made smaller, and run in every mode.</summary>
/// <param name="Steps">Each reads from steps before it.</param>
/// <param name="Seed">Draws the modes.</param>
internal sealed record RandomGraph(ImmutableArray<GraphStep> Steps, int Seed)
{
    public static Arbitrary<RandomGraph> Arbitrary() => Arb.From(
        from length in Gen.Choose(1, 12)
        from steps in StepGen.ArrayOf(length)
        from count in Gen.Choose(0, 60)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select new RandomGraph([new GraphStep(GraphStepKind.Source, 0, 0, count), .. steps], seed),
        Smaller);

    private static Gen<GraphStep> StepGen =>
        from kind in Gen.Frequency(
            (1, Gen.Constant(GraphStepKind.Source)),
            (4, Gen.Elements(GraphStepKind.Map, GraphStepKind.Where, GraphStepKind.Double)),
            (1, Gen.Constant(GraphStepKind.Take)),
            (2, Gen.Constant(GraphStepKind.Zip)),
            (2, Gen.Constant(GraphStepKind.Merge)))
        from first in Gen.Choose(0, 1000)
        from second in Gen.Choose(0, 1000)
        from number in Gen.Choose(1, 9)
        select new GraphStep(kind, first, second, kind == GraphStepKind.Source ? number * number : number);

    /// <summary>Gets the steps that nobody reads, and one that somebody reads besides: the outputs.</summary>
    public IReadOnlyList<int> Outputs =>
        [.. Enumerable.Range(0, Steps.Length).Where(i => !Enumerable.Range(i + 1, Steps.Length - i - 1).Any(j => Reads(j, i)) || i == Seed % 5)];

    public override string ToString() =>
        string.Join(", ", Steps.Select((s, i) => $"{i}: {s.ToString(i)}")) + $" -> {string.Join(", ", Outputs)}, seed {Seed}";

    /// <summary>Says what each step must give, by LINQ, and whether its order is fixed.</summary>
    public IReadOnlyList<(IReadOnlyList<int> Items, bool IsOrdered)> Expect()
    {
        var all = new List<(IReadOnlyList<int> Items, bool IsOrdered)>();
        for (int i = 0; i < Steps.Length; i++)
        {
            GraphStep step = Steps[i];
            (IReadOnlyList<int> a, bool isOrderedA) = i == 0 ? ([], true) : all[step.FirstOf(i)];
            (IReadOnlyList<int> b, bool isOrderedB) = i == 0 ? ([], true) : all[step.SecondOf(i)];
            bool isOrdered = isOrderedA && isOrderedB;
            all.Add(step.Kind switch
            {
                GraphStepKind.Source => ([.. Enumerable.Range(0, step.Number)], true),
                GraphStepKind.Take when isOrderedA => ([.. a.Take(step.Number)], true),
                GraphStepKind.Zip when isOrdered => ([.. a.Zip(b, (x, y) => unchecked(x - y))], true),
                GraphStepKind.Zip or GraphStepKind.Merge => ([.. a, .. b], false),
                _ => ([.. step.AsStage.Apply(a)], isOrderedA),
            });
        }

        return all;
    }

    /// <summary>Builds the flows of all steps for <paramref name="mode"/>.</summary>
    public IReadOnlyList<Flow<int>> Build(ExecutionMode mode)
    {
        IReadOnlyList<(IReadOnlyList<int> Items, bool IsOrdered)> expected = Expect();
        var none = new Faults(always: null, retries: 0, seed: 0);
        var flows = new List<Flow<int>>();
        for (int i = 0; i < Steps.Length; i++)
        {
            GraphStep step = Steps[i];
            flows.Add(step.Kind switch
            {
                GraphStepKind.Source => Sources.Of(mode.Source, step.Number, failingAt: null),
                GraphStepKind.Take when expected[step.FirstOf(i)].IsOrdered => flows[step.FirstOf(i)].Take(step.Number),
                GraphStepKind.Zip when expected[step.FirstOf(i)].IsOrdered && expected[step.SecondOf(i)].IsOrdered =>
                    flows[step.FirstOf(i)].Zip(flows[step.SecondOf(i)], (x, y) => unchecked(x - y)),
                GraphStepKind.Zip or GraphStepKind.Merge => flows[step.FirstOf(i)].Merge(flows[step.SecondOf(i)]),
                _ => step.AsStage.Add(flows[step.FirstOf(i)], $"step-{i}", mode, none),
            });
        }

        return flows;
    }

    private static IEnumerable<RandomGraph> Smaller(RandomGraph graph)
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
            GraphStep step = graph.Steps[i];
            if (step.Kind == GraphStepKind.Source && step.Number > 1)
            {
                yield return graph with { Steps = graph.Steps.SetItem(i, step with { Number = step.Number / 2 }) };
            }
        }
    }

    private bool Reads(int step, int other) => Steps[step].Kind != GraphStepKind.Source
        && (Steps[step].FirstOf(step) == other || (Steps[step].HasSecond && Steps[step].SecondOf(step) == other));
}

/// <summary>One node of a random graph. What it reads is told by numbers that are cut down to the steps before it.</summary>
internal sealed record GraphStep(GraphStepKind Kind, int First, int Second, int Number)
{
    public bool HasSecond => Kind is GraphStepKind.Zip or GraphStepKind.Merge;

    public Stage AsStage => new(
        Kind switch
        {
            GraphStepKind.Where => StageKind.Where,
            GraphStepKind.Double => StageKind.Double,
            _ => StageKind.Map,
        },
        Number);

    public int FirstOf(int at) => First % Math.Max(1, at);

    public int SecondOf(int at) => Second % Math.Max(1, at);

    public string ToString(int at) => Kind switch
    {
        GraphStepKind.Source => $"{Number} items",
        GraphStepKind.Zip or GraphStepKind.Merge => $"{Kind}({FirstOf(at)}, {SecondOf(at)})",
        _ => $"{Kind} {Number}({FirstOf(at)})",
    };
}

/// <summary>The kinds of nodes in random graphs.</summary>
internal enum GraphStepKind
{
    Source,
    Map,
    Where,
    Double,
    Take,
    Zip,
    Merge,
}

using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;

namespace Millstream.Execution;

/// <summary>A chain of tasks drawn at random: data, which can be printed, made smaller, and run in every mode.</summary>
/// <param name="Count">How many items the source has: 0, 1, 2, …</param>
/// <param name="Stages">The tasks, in order.</param>
/// <param name="End">What becomes of the items at the end.</param>
/// <param name="FailingStage">Which stage fails; -1 for the source; null for none.</param>
/// <param name="FailingItem">Where to look for the item that it fails on.</param>
/// <param name="Retries">For each stage the number of failed attempts before one that succeeds, on some items.</param>
/// <param name="Seed">Draws the modes and the items that are refused at first.</param>
internal sealed record RandomPipeline(
    int Count, ImmutableArray<Stage> Stages, PipelineEnd End, int? FailingStage, int FailingItem, int Retries, int Seed)
{
    private const int SourceFails = -1;

    public static Arbitrary<RandomPipeline> Arbitrary(bool isFailing = false, bool isRetrying = false) => Arb.From(
        from count in Gen.Frequency((1, Gen.Constant(0)), (6, Gen.Choose(1, 20)), (3, Gen.Choose(21, 200)))
        from length in Gen.Choose(0, 6)
        from stages in StageGen.ArrayOf(length)
        from end in Gen.Elements(Enum.GetValues<PipelineEnd>())
        from failing in Gen.Choose(SourceFails, length - 1)
        from item in Gen.Choose(0, 199)
        from retries in Gen.Choose(1, 2)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select new RandomPipeline(
            count, [.. stages], end, isFailing ? failing : null, item, isRetrying ? retries : 0, seed),
        Smaller);

    private static Gen<Stage> StageGen =>
        from kind in Gen.Elements(Enum.GetValues<StageKind>())
        from number in Gen.Choose(1, 9)
        select new Stage(kind, number);

    public override string ToString() =>
        $"{Count} items, [{string.Join(", ", Stages)}], {End}"
        + (FailingStage is { } failing ? $", failing in stage {failing} near item {FailingItem}" : string.Empty)
        + (Retries > 0 ? $", {Retries} retries" : string.Empty) + $", seed {Seed}";

    /// <summary>Says what must come out, by LINQ.</summary>
    public Expectation Expect()
    {
        List<int> items = [.. Enumerable.Range(0, Count)];
        for (int i = 0; i <= Stages.Length; i++)
        {
            if (FailingStage == SourceFails && i == 0 && Count > 0)
            {
                return new Expectation(null, "source", FailingItem % Count, null);
            }

            if (FailingStage == i && i < Stages.Length && UniqueNear(items) is var (index, value))
            {
                return new Expectation(null, Name(i), index, value);
            }

            items = i < Stages.Length ? [.. Stages[i].Apply(items)] : items;
        }

        return new Expectation(Result(items), null, null, null);
    }

    /// <summary>Builds the flow for <paramref name="mode"/>; it fails as <paramref name="expected"/> says.</summary>
    public (Flow<int> Items, FlowValue<long>? Value) Build(ExecutionMode mode, Expectation expected)
    {
        Flow<int> flow = Sources.Of(mode.Source, Count, expected.TaskName == "source" ? (int?)expected.Index : null);
        for (int i = 0; i < Stages.Length; i++)
        {
            int? failing = expected.TaskName == Name(i) ? expected.FailingValue : null;
            var faults = new Faults(failing, Retries, Seed + i);
            flow = Stages[i].Add(flow, Name(i), mode, faults);
        }

        return End switch
        {
            PipelineEnd.OrderedFold => (flow, flow.Reduce(OrderedFold, 7L)),
            PipelineEnd.Sum => (flow, flow.Reduce((long sum, int x) => sum + x, 0L)),
            _ => (flow, null),
        };
    }

    private static string Name(int stage) => $"stage-{stage}";

    private static long OrderedFold(long state, int item) => unchecked((state * 31) + item);

    private static IEnumerable<RandomPipeline> Smaller(RandomPipeline pipeline)
    {
        for (int i = 0; i < pipeline.Stages.Length; i++)
        {
            yield return pipeline with { Stages = pipeline.Stages.RemoveAt(i) };
        }

        foreach (int count in (int[])[0, pipeline.Count / 2, pipeline.Count - 1])
        {
            if (count >= 0 && count < pipeline.Count)
            {
                yield return pipeline with { Count = count };
            }
        }

        if (pipeline.End != PipelineEnd.Collect)
        {
            yield return pipeline with { End = PipelineEnd.Collect };
        }
    }

    private (int Index, int Value)? UniqueNear(List<int> items)
    {
        for (int i = 0; i < items.Count; i++)
        {
            int index = (FailingItem + i) % items.Count;
            if (items.FindAll(x => x == items[index]).Count == 1)
            {
                return (index, items[index]);
            }
        }

        return null;
    }

    private object Result(List<int> items) => End switch
    {
        PipelineEnd.OrderedFold => items.Aggregate(7L, OrderedFold),
        PipelineEnd.Sum => items.Sum(x => (long)x),
        _ => items,
    };
}

/// <summary>What becomes of the items at the end of a pipeline.</summary>
internal enum PipelineEnd
{
    Collect,
    OrderedFold,
    Sum,
}

/// <summary>What a pipeline gives: its result, or which task fails on which item.</summary>
internal sealed record Expectation(object? Result, string? TaskName, long? Index, int? FailingValue);

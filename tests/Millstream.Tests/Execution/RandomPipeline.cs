using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Millstream.Durability;

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

    /// <summary>What stands for the first item of none.</summary>
    private const int Nothing = int.MinValue;

    public static Arbitrary<RandomPipeline> Arbitrary(bool isFailing = false, bool isRetrying = false) => Arb.From(
        from count in Gen.Frequency((1, Gen.Constant(0)), (6, Gen.Choose(1, 20)), (3, Gen.Choose(21, 200)))
        from length in Gen.Choose(0, 6)
        from stages in StageGen.ArrayOf(length)
        from end in Gen.Elements(isFailing ? [.. Enum.GetValues<PipelineEnd>().Where(e => e != PipelineEnd.First)] : Enum.GetValues<PipelineEnd>())
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
        from save in Gen.Choose(0, 5)
        select new Stage(kind, number, IsSaved: save == 0);

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

    /// <summary>
    /// Gets whether nobody minds the order of items: parallel tasks then give them on as they come, so that the number of an item on the inlet of a task
    /// behind them is not the same each time.
    /// </summary>
    public bool IsOrderFree => End is PipelineEnd.Sum or PipelineEnd.MergedSum;

    /// <summary>Gets whether the pipeline ends before all its items were made, so that how many were is not the same each time.</summary>
    public bool IsCutShort => End == PipelineEnd.First;

    /// <summary>Builds the flow for <paramref name="mode"/>; it fails as <paramref name="expected"/> says, and saves to <paramref name="store"/>.</summary>
    public (Flow<int> Items, FlowValue<long>? Value) Build(ExecutionMode mode, Expectation expected, ItemStore store)
    {
        Flow<int> flow = Sources.Of(mode.Source, Count, expected.TaskName == "source" ? (int?)expected.Index : null);
        for (int i = 0; i < Stages.Length; i++)
        {
            int? failing = expected.TaskName == Name(i) ? expected.FailingValue : null;
            var faults = new Faults(failing, Retries, Seed + i);
            flow = Stages[i].Add(flow, Name(i), mode, faults);
            if (Stages[i].IsSaved)
            {
                flow = flow.Save($"{i}/{{index}}", store, o => mode.Parallel is { } calls ? o.Parallel(calls) : o);
            }
        }

        return End switch
        {
            PipelineEnd.OrderedFold => (flow, flow.Reduce(OrderedFold, 7L)),
            PipelineEnd.Sum => (flow, flow.Reduce((long sum, int x) => sum + x, 0L, ordered: false)),
            PipelineEnd.MergedSum => (flow, flow.Reduce(
                (long sum, int x) => sum + x, () => 0L, (a, b) => a + b, o => mode.Parallel is { } calls ? o.Parallel(calls) : o)),
            PipelineEnd.Join => (flow, flow.Join(all => all.Aggregate(7L, OrderedFold))),
            PipelineEnd.Count => (flow, flow.Count()),
            PipelineEnd.First when expected.Result is (long)Nothing => (flow, flow.FirstOrDefault(Nothing).Then(x => (long)x)),
            PipelineEnd.First => (flow, flow.First().Then(x => (long)x)),
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
        PipelineEnd.OrderedFold or PipelineEnd.Join => items.Aggregate(7L, OrderedFold),
        PipelineEnd.Sum or PipelineEnd.MergedSum => items.Sum(x => (long)x),
        PipelineEnd.Count => (long)items.Count,
        PipelineEnd.First => items.Count > 0 ? items[0] : (long)Nothing,
        _ => items,
    };
}

/// <summary>What becomes of the items at the end of a pipeline.</summary>
internal enum PipelineEnd
{
    Collect,
    OrderedFold,
    Sum,
    MergedSum,
    Join,
    Count,
    First,
}

/// <summary>What a pipeline gives: its result, or which task fails on which item.</summary>
internal sealed record Expectation(object? Result, string? TaskName, long? Index, int? FailingValue);

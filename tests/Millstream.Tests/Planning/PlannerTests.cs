using Millstream.Graphs;

namespace Millstream.Planning;

/// <summary>Which tasks run in one loop, and how a user sees it.</summary>
public sealed class PlannerTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    [Trait("Proves", "FLU-178")]
    public void A_printed_plan_shows_the_fused_tasks_each_with_its_name_and_options()
    {
        TaskGraph graph = Flow.Iter(() => Enumerable.Range(0, 9), o => o.Named("numbers"))
            .Then(x => x + 1, o => o.Named("inc"))
            .Where(x => x > 2)
            .Then(x => ValueTask.FromResult(x), o => o.Named("fetch").Parallel(4).Retry(2))
            .Then(x => x + 1, o => o.Named("skipping").SkipErrors())
            .Reduce((sum, x) => sum + x, 0, o => o.Named("add").Capacity(7))
            .Build();

        Assert.Equal(
            """
            stage 1 (source): numbers + inc + where -> 2
            stage 2 (parallel): fetch [parallel 4, retry 2] + skipping [skips errors] -> 3 [7]
            stage 3 (explicit edge): add

            """,
            LocalEngine.Plan(graph).ToString());
    }

    [Fact]
    public void A_plan_without_fusing_has_a_stage_for_each_task()
    {
        TaskGraph graph = Flow.Range(0, 9).Then(x => x + 1, o => o.Named("inc")).Where(x => x > 2).Build();

        Assert.Equal(
            """
            stage 1 (source): range -> 2
            stage 2 (not fused): inc -> 3
            stage 3 (not fused): where

            """,
            LocalEngine.Plan(graph, new RunOptions { Fuse = false }).ToString());
    }

    public static TheoryData<string> Borders => [.. Bordered.Keys];

    private static Dictionary<string, Func<Flow<int>, FlowOutcome[]>> Bordered { get; } = new()
    {
        ["fan-out"] = s => [s.Then(x => x + 1), s.Then(x => x + 2)],
        ["fan-in"] = s => [s.Zip(Flow.Range(0, 5), (a, b) => a + b)],
        ["parallel"] = s => [s.Then(x => x + 1, o => o.Parallel(2)).Then(x => x + 1, o => o.Parallel(3))],
        ["asynchronous"] = s => [s.Then(x => ValueTask.FromResult(x)).Then(x => ValueTask.FromResult(x))],
        ["explicit edge"] = s => [s.Then(x => x + 1, o => o.Capacity(3)).Then(x => x + 1)],
        ["policy"] = s => [s.Then(x => x + 1, o => o.Retry(1))],
        ["live stream"] = s => [s.Then((IAsyncEnumerable<int> items) => items)],
    };

    [Theory]
    [MemberData(nameof(Borders))]
    [Trait("Proves", "FLU-179")]
    public async Task Nothing_is_fused_across_a_border_and_the_results_are_the_same(string border)
    {
        FlowOutcome[] outcomes = Bordered[border](Flow.Range(0, 9).Where(x => x > 1));

        GraphPlan plan = LocalEngine.Plan(FlowRuns.Build(outcomes));
        var results = new List<IReadOnlyList<int>[]>();
        foreach (bool fuse in (bool[])[true, false])
        {
            await using GraphRun run = FlowRuns.Start(outcomes, new RunOptions { Fuse = fuse });
            results.Add(await Task.WhenAll(outcomes.Cast<Flow<int>>().Select(o => run.ResultAsync(o))).WaitAsync(Deadline));
        }

        Assert.Contains(plan.Stages, stage => stage.Reason == border);
        Assert.DoesNotContain(
            plan.Graph.Edges.Where(e => plan.IsFused(e)), e => plan.Stages.First(s => s.Nodes.Contains(e.To)).Nodes[0] == e.To);
        Assert.Equal(results[0], results[1]);
    }
}

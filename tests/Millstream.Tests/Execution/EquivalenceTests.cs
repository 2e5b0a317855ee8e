using Millstream.Durability;
using Millstream.Graphs;
using Millstream.Telemetry;
using Millstream.Testing;

namespace Millstream.Execution;

/// <summary>Every execution mode gives the same answer: random pipelines beside LINQ.</summary>
public sealed class EquivalenceTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    [Trait("Proves", "FLU-175")]
    public void Every_mode_gives_the_results_and_counts_of_every_other() =>
        Properties.Hold(500, RandomPipeline.Arbitrary(), GivesTheSameInEveryModeAsync);

    [Fact]
    [Trait("Proves", "FLU-176")]
    public void Every_mode_fails_in_the_same_task_on_the_same_item() =>
        Properties.Hold(500, RandomPipeline.Arbitrary(isFailing: true), GivesTheSameInEveryModeAsync);

    // Random caches join when there are caches.
    [Fact]
    [Trait("Proves", "FLU-177")]
    public void Every_mode_makes_the_same_attempts() =>
        Properties.Hold(500, RandomPipeline.Arbitrary(isRetrying: true), GivesTheSameInEveryModeAsync);

    [Fact]
    public void Every_mode_gives_the_results_of_every_other_for_graphs_with_fan_out_and_fan_in() =>
        Properties.Hold(300, RandomGraph.Arbitrary(), GivesTheSameInEveryModeAsync);

    [Fact]
    public void Every_mode_gives_what_the_methods_give_for_graphs_of_generated_tasks() =>
        Properties.Hold(200, RandomTaskGraph.Arbitrary(), GivesTheSameInEveryModeAsync);

    [Fact]
    [Trait("Category", "Long")]
    public void Every_mode_gives_what_the_methods_give_for_thousands_of_graphs_of_generated_tasks() =>
        Properties.Hold(4000, RandomTaskGraph.Arbitrary(), GivesTheSameInEveryModeAsync);

    [Fact]
    [Trait("Category", "Long")]
    public void Every_mode_gives_the_same_for_thousands_of_graphs() =>
        Properties.Hold(3000, RandomGraph.Arbitrary(), GivesTheSameInEveryModeAsync);

    [Fact]
    [Trait("Category", "Long")]
    public void Every_mode_gives_the_same_for_thousands_of_pipelines() =>
        Properties.Hold(2000, RandomPipeline.Arbitrary(), GivesTheSameInEveryModeAsync);

    [Fact]
    [Trait("Category", "Long")]
    public void Every_mode_gives_the_same_for_thousands_of_pipelines_that_fail() =>
        Properties.Hold(2000, RandomPipeline.Arbitrary(isFailing: true), GivesTheSameInEveryModeAsync);

    [Fact]
    [Trait("Category", "Long")]
    public void Every_mode_gives_the_same_for_thousands_of_pipelines_that_retry() =>
        Properties.Hold(2000, RandomPipeline.Arbitrary(isRetrying: true), GivesTheSameInEveryModeAsync);

    private static async Task GivesTheSameInEveryModeAsync(RandomPipeline pipeline)
    {
        Expectation expected = pipeline.Expect();
        string? counts = null;
        foreach (ExecutionMode mode in ExecutionMode.Drawn(pipeline.Seed))
        {
            try
            {
                string here = await RunAsync(pipeline, expected, mode);
                counts ??= here;
                Assert.Equal(counts, here);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"{pipeline} in {mode}: {failure.Message}", failure);
            }
        }
    }

    private static async Task GivesTheSameInEveryModeAsync(RandomGraph graph)
    {
        IReadOnlyList<(IReadOnlyList<int> Items, bool IsOrdered)> expected = graph.Expect();
        foreach (ExecutionMode mode in ExecutionMode.Drawn(graph.Seed))
        {
            try
            {
                IReadOnlyList<Flow<int>> flows = graph.Build(mode);
                await using GraphRun run = FlowRuns.Start([.. graph.Outputs.Select(i => flows[i])], OptionsOf(mode));
                await run.Completion.WaitAsync(Deadline);
                foreach (int output in graph.Outputs)
                {
                    IReadOnlyList<int> items = await run.ResultAsync(flows[output]);
                    (IReadOnlyList<int> wanted, bool isOrdered) = expected[output];
                    Assert.Equal<IEnumerable<int>>(isOrdered ? wanted : wanted.Order(), isOrdered ? items : items.Order());
                }
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"{graph} in {mode}: {failure.Message}", failure);
            }
        }
    }

    private static async Task GivesTheSameInEveryModeAsync(RandomTaskGraph drawn)
    {
        foreach (ExecutionMode mode in ExecutionMode.Drawn(drawn.Seed))
        {
            try
            {
                var builder = new GraphBuilder("drawn");
                IReadOnlyList<DrawnOutlet> outlets = drawn.Place(builder, mode);
                for (int i = 0; i < outlets.Count; i++)
                {
                    builder.Output($"{i}", (FlowOutcome?)outlets[i].Stream ?? outlets[i].Value!);
                }

                await using GraphRun run = await LocalEngine.Shared.StartAsync(builder.Build(), OptionsOf(mode));
                await run.Completion.WaitAsync(Deadline);
                for (int i = 0; i < outlets.Count; i++)
                {
                    IReadOnlyList<int> items = outlets[i].Stream is not null ? await run.ResultAsync<IReadOnlyList<int>>($"{i}") : [await run.ResultAsync<int>($"{i}")];
                    Assert.Equal<IEnumerable<int>>(outlets[i].Items, items);
                }
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"{drawn} in {mode}: {failure.Message}", failure);
            }
        }
    }

    private static RunOptions OptionsOf(ExecutionMode mode)
    {
        var options = new RunOptions { Fuse = mode.Fuse, Capacity = mode.Capacity, MaxParallelism = mode.MaxParallelism };
        return mode.Seed is { } seed ? options.DrivenBy(new DeterministicEngine(seed)) : options;
    }

    /// <summary>Runs once, compares what came out, and gives what each task did and what was stored.</summary>
    private static async Task<string> RunAsync(RandomPipeline pipeline, Expectation expected, ExecutionMode mode)
    {
        var store = new MemoryStore();
        (Flow<int> items, FlowValue<long>? value) = pipeline.Build(mode, expected, store);
        RunOptions options = OptionsOf(mode);
        await using GraphRun run = value is null ? items.Start(options) : value.Start(options);
        if (expected.TaskName is not null)
        {
            var error = await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.WaitAsync(Deadline));
            Assert.Equal(expected.TaskName, error.TaskName);
            Assert.Equal(pipeline.IsOrderFree && mode.Parallel > 1 ? error.ItemIndex : expected.Index, error.ItemIndex);
            Assert.Equal(
                expected.FailingValue is { } failing ? ("InvalidOperationException", $"refused {failing}") : ("IOException", "broken"),
                (error.InnerException!.GetType().Name, error.InnerException.Message));
            Assert.Equal(pipeline.Retries + 1, expected.FailingValue is null ? pipeline.Retries + 1 : error.Attempt);
            return string.Empty;
        }

        await run.Completion.WaitAsync(Deadline);
        object result = value is null
            ? await run.ResultAsync<IReadOnlyList<int>>("result")
            : await run.ResultAsync<long>("result");
        Assert.Equal(expected.Result, result);
        return pipeline.IsCutShort
            ? string.Empty
            : string.Join('\n', run.Snapshot().Tasks.Select(Counts).Concat(await Fixtures.Stored(store)));
    }

    private static string Counts(TaskStatistics task) =>
        $"{task.TaskName}: {task.Started} {task.Done} {task.Emitted} {task.Failed} {task.Attempts} {task.Status}".Replace("from:", "source:");
}

using Millstream.Graphs;
using Millstream.Testing;

namespace Millstream.Telemetry;

/// <summary>The statuses that a task may go through.</summary>
public sealed class StatusTests
{
    private const int Graphs = 1000;

    private static readonly Dictionary<RunStatus, RunStatus[]> Legal = new()
    {
        [RunStatus.Pending] = [RunStatus.Running, RunStatus.Disabled, RunStatus.Faulted, RunStatus.Killed, RunStatus.Stopped],
        [RunStatus.Running] = [RunStatus.Streaming, RunStatus.Completed, RunStatus.Ending, RunStatus.Faulted, RunStatus.Killed, RunStatus.Stopped],
        [RunStatus.Streaming] = [RunStatus.Completed, RunStatus.Ending, RunStatus.Faulted, RunStatus.Killed, RunStatus.Stopped],
        [RunStatus.Ending] = [RunStatus.Faulted, RunStatus.Killed, RunStatus.Stopped],
    };

    [Fact]
    [Trait("Proves", "TG-37")]
    public async Task Only_legal_steps_are_taken_whatever_happens()
    {
        int first = Random.Shared.Next(1, 1_000_000);
        TestContext.Current.TestOutputHelper?.WriteLine($"Seeds {first} to {first + Graphs - 1}.");
        var ends = new HashSet<RunStatus>();
        for (int seed = first; seed < first + Graphs; seed++)
        {
            ends.UnionWith(await CheckAsync(seed).WaitAsync(RunModes.Deadline, TestContext.Current.CancellationToken));
        }

        // The graphs are no use unless all of it happens.
        Assert.Superset(new HashSet<RunStatus> { RunStatus.Completed, RunStatus.Faulted, RunStatus.Stopped, RunStatus.Killed }, ends);
    }

    private static async Task<IEnumerable<RunStatus>> CheckAsync(int seed)
    {
        var random = new Random(seed);
        var engine = new DeterministicEngine(seed);
        GraphRun run = null!;
        await engine.RunAsync(async () =>
        {
            run = await engine.StartAsync(
                RandomGraph(random, engine), new RunOptions { Fuse = random.Next(2) == 0, Capacity = random.Next(1, 5), Grace = TimeSpan.FromSeconds(1) });
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 25)), engine.Time);
            Task ended = random.Next(4) switch
            {
                0 => run.KillAsync(),
                1 => run.StopAsync(),
                2 => run.DrainAsync(),
                _ => Task.CompletedTask,
            };
            await ended;
            await Task.WhenAny(run.Completion);
        });

        var statuses = run.Graph.Nodes.ToDictionary(n => n.Id, _ => RunStatus.Pending);
        foreach (RunEvent one in (await run.EventsAsync()).Where(e => e.Kind == RunEventKind.TaskStatus))
        {
            RunStatus before = statuses[one.TaskId!.Value];
            RunStatus now = one.Status!.Value;
            Assert.True(Legal.TryGetValue(before, out RunStatus[]? next) && next.Contains(now), $"Seed {seed}: '{one.TaskId}' went from {before} to {now}.");
            statuses[one.TaskId.Value] = now;
        }

        foreach (TaskStatistics task in run.Snapshot().Tasks)
        {
            Assert.False(Legal.ContainsKey(task.Status), $"Seed {seed}: '{task.TaskId}' is {task.Status} at the end.");
            Assert.True(statuses[task.TaskId] == task.Status, $"Seed {seed}: '{task.TaskId}' is {task.Status}, and told to be {statuses[task.TaskId]}.");
            Assert.True(task.EndedAt is not null && (task.StartedAt ?? task.EndedAt) <= task.EndedAt, $"Seed {seed}: '{task.TaskId}' has no times.");
        }

        return statuses.Values;
    }

    private static TaskGraph RandomGraph(Random random, DeterministicEngine engine)
    {
        var flows = new List<Flow<int>> { Flow.Range(0, random.Next(0, 12)) };
        int tasks = random.Next(1, 6);
        for (int i = 0; i < tasks; i++)
        {
            Flow<int> from = flows[random.Next(flows.Count)];
            int failing = random.Next(6) == 0 ? random.Next(0, 10) : -1;
            flows.Add(random.Next(7) switch
            {
                0 => from.Then(x => x == failing ? throw new InvalidOperationException("boom") : x),
                1 => from.Where(x => x == failing ? throw new InvalidOperationException("boom") : x % 2 == 0),
                2 => from.Then(async (int x, CancellationToken token) =>
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(3), engine.Time, token);
                    return x == failing ? throw new InvalidOperationException("boom") : x;
                }),
                3 => from.Then(
                    async (int x, CancellationToken token) =>
                    {
                        await Task.Delay(TimeSpan.FromMilliseconds(x % 4), engine.Time, token);
                        return x == failing ? throw new InvalidOperationException("boom") : x;
                    },
                    o => o.Parallel(3)),
                4 => from.Zip(flows[random.Next(flows.Count)], (a, b) => a + b),
                5 => Flow.Merge(from, flows[random.Next(flows.Count)]),
                _ => from.Take(random.Next(1, 5)),
            });
        }

        return FlowRuns.Build([.. flows.TakeLast(random.Next(1, 3)).Cast<FlowOutcome>(), flows[0].Reduce((sum, x) => sum + x, 0)]);
    }
}

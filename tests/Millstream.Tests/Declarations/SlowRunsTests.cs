using System.Runtime.CompilerServices;
using Millstream.Graphs;
using Millstream.Tasks;
using Millstream.Testing;

namespace Millstream.Declarations;

/// <summary>Slow is not dead; what limits and ends a run is what its user says.</summary>
public sealed class SlowRunsTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static readonly TaskDescriptor Through = TaskDescriptor.Contract("through").In<int>("a").Out<int>("b");

    private static readonly TaskDescriptor Behind = TaskDescriptor.Contract("behind").In<int>("b").Out<int>("c");

    private static readonly TaskGraph Graph = TaskGraph.FromTasks(Through, Behind);

    [Fact]
    [Trait("Proves", "DF-58")]
    public async Task An_item_that_takes_days_and_a_reader_of_what_has_not_begun_end_well()
    {
        var time = new ManualTimeProvider();
        LocalEngine engine = Methods.EngineOf(
            (Through, Methods.EachAsync("Through", "a", async (x, token) =>
            {
                await Task.Delay(TimeSpan.FromDays(40), time, token);
                return x;
            })),
            (Behind, Methods.EachAsync("Behind", "b", async (x, token) =>
            {
                await Task.Delay(TimeSpan.FromHours(9), time, token);
                return x;
            })));
        await using GraphRun run = await engine.StartAsync(Graph, new RunInputs { ["a"] = 5 }, new RunOptions { Time = time });
        Task<IReadOnlyList<int>> reading = run.Output<int>("c").ToListAsync();

        await time.WaitForTimersAsync(1, TestContext.Current.CancellationToken).WaitAsync(Deadline);
        for (int day = 0; day < 39; day++)
        {
            time.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal((RunStatus.Running, false), (run.Status, reading.IsCompleted));
        time.Advance(TimeSpan.FromDays(1));
        await time.WaitForTimersAsync(1, TestContext.Current.CancellationToken).WaitAsync(Deadline);
        time.Advance(TimeSpan.FromHours(9));

        Assert.Equal([5], await reading.WaitAsync(Deadline));
        await run.Completion.WaitAsync(Deadline);
    }

    [Fact]
    [Trait("Proves", "DF-59")]
    public async Task Limits_are_those_of_the_user_and_their_errors_say_so_with_the_value()
    {
        var time = new ManualTimeProvider();
        var begun = new TaskCompletionSource[3];
        async Task<GraphRun> StartAsync(int number, Func<TaskOptions, TaskOptions> ofTask, TimeSpan? ofRun)
        {
            begun[number] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            LocalEngine engine = Methods.EngineOf((Through, Methods.EachAsync("Through", "a", async (x, token) =>
            {
                begun[number].SetResult();
                await Task.Delay(TimeSpan.FromHours(1), time, token);
                return x;
            }).WithOptions(ofTask)));
            GraphRun started = await engine.StartAsync(
                TaskGraph.FromTasks(Through), new RunInputs { ["a"] = 5 }, new RunOptions { Time = time, Timeout = ofRun });
            await begun[number].Task.WaitAsync(Deadline);
            return started;
        }

        await using GraphRun free = await StartAsync(0, o => o, ofRun: null);
        await using GraphRun ofItem = await StartAsync(1, o => o.Timeout(TimeSpan.FromMilliseconds(1500)), ofRun: null);
        await using GraphRun ofRun = await StartAsync(2, o => o, TimeSpan.FromMinutes(2));
        await time.WaitForTimersAsync(5, TestContext.Current.CancellationToken).WaitAsync(Deadline);

        time.Advance(TimeSpan.FromSeconds(2));
        TaskFailedException item = await Assert.ThrowsAsync<TaskFailedException>(() => ofItem.Completion.WaitAsync(Deadline));
        Assert.Equal("The call took longer than its limit of 1500 ms.", Assert.IsType<TimeoutException>(item.InnerException).Message);
        Assert.Equal((RunStatus.Running, RunStatus.Running), (free.Status, ofRun.Status));

        time.Advance(TimeSpan.FromMinutes(2));
        TimeoutException whole = await Assert.ThrowsAsync<TimeoutException>(() => ofRun.Completion.WaitAsync(Deadline));
        Assert.Equal(("The run of 'through' took longer than its limit of 120000 ms.", RunStatus.Faulted), (whole.Message, ofRun.Status));
        Assert.Same(whole, await Assert.ThrowsAsync<TimeoutException>(() => ofRun.Output<int>("b").ToListAsync().WaitAsync(Deadline)));

        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal([5], await free.Output<int>("b").ToListAsync().WaitAsync(Deadline));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RunOptions { Timeout = TimeSpan.Zero });
    }

    [Fact]
    [Trait("Proves", "DF-60")]
    public async Task Drain_stop_and_kill_end_every_wait_and_user_code_sees_its_token()
    {
        foreach (RunStatus how in new[] { RunStatus.Completed, RunStatus.Stopped, RunStatus.Killed })
        {
            var entered = new TaskCompletionSource();
            var cancelled = new TaskCompletionSource();
            TaskDescriptor endless = TaskDescriptor.Contract("endless").Out<int>("a");
            LocalEngine engine = Methods.EngineOf(
                (endless, TaskDefinition.Live(Methods.Task("Endless", []), ItemOutlets.One<int>(), activation => () => WaitingAsync(activation.Context.CancellationToken))),
                (Through, Methods.Live("Through", "a", items => items)));
            await using GraphRun run = await engine.StartAsync(TaskGraph.FromTasks(endless, Through));
            Task<IReadOnlyList<int>> reading = run.Output<int>("b").ToListAsync();
            await entered.Task.WaitAsync(Deadline);

            await (how switch { RunStatus.Completed => run.DrainAsync(), RunStatus.Stopped => run.StopAsync(), _ => run.KillAsync() }).WaitAsync(Deadline);

            await cancelled.Task.WaitAsync(Deadline);
            Assert.Equal(how, run.Status);
            if (how == RunStatus.Completed)
            {
                Assert.Equal([1], await reading.WaitAsync(Deadline));
            }
            else
            {
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(Deadline));
            }

            Assert.Equal(how != RunStatus.Killed, await Ended(run.Completion.WaitAsync(Deadline)));

            async IAsyncEnumerable<int> WaitingAsync([EnumeratorCancellation] CancellationToken token)
            {
                yield return 1;
                entered.SetResult();
                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                }
                finally
                {
                    cancelled.SetResult();
                }
            }
        }

        static async Task<bool> Ended(Task completion)
        {
            try
            {
                await completion;
                return true;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }

    [Fact]
    [Trait("Proves", "DF-74")]
    public async Task A_picture_of_a_run_shows_what_has_passed_what_waits_and_where_it_is_full()
    {
        var gate = new TaskCompletionSource();
        LocalEngine engine = Methods.EngineOf(
            (Through, Methods.Each("Through", "a", x => x)),
            (Behind, Methods.EachAsync("Behind", "b", async (x, _) =>
            {
                await gate.Task;
                return x;
            })));
        await using GraphRun run = await engine.StartAsync(Graph, new RunInputs { ["a"] = Enumerable.Range(0, 1000) }, new RunOptions { Capacity = 2 });
        await Methods.UntilAsync(() => run.ToText().Contains("through -> behind: b: int [3 so far, 2 of 2 waiting, full]", StringComparison.Ordinal));

        string process = $"process {Environment.ProcessId}";
        Assert.Contains($"  behind [Running, 1 in, 0 out, {process}]", run.ToText(), StringComparison.Ordinal);
        Assert.Contains("-->|\"b: int [3 so far, 2 of 2 waiting, full]\"|", run.ToMermaid(), StringComparison.Ordinal);
        Assert.Contains("\"through\" -> \"behind\" [label=\"b: int [3 so far, 2 of 2 waiting, full]\"]", run.ToDot(), StringComparison.Ordinal);
        gate.SetResult();
        await run.Completion.WaitAsync(Deadline);
        Assert.Contains($"  behind [Completed, 1000 in, 1000 out, {process}]", run.ToText(), StringComparison.Ordinal);
        Assert.Contains("through -> behind: b: int [1000 so far, 0 of 2 waiting]", run.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Proves", "DF-73")]
    public void A_picture_has_every_task_input_and_output_every_edge_with_name_and_type_and_marks_waits()
    {
        TaskDescriptor two = TaskDescriptor.Contract("two").In<int>("a").Out<int>("b").Out<string>("c");
        TaskDescriptor both = TaskDescriptor.Contract("both").In<int>("b").In<string>("c", waits: true).Out<long>("d");
        TaskGraph graph = TaskGraph.FromTasks(two, both);

        Assert.Equal(
            """
            both+two
              a
              two
              both
              two -> both: b: int
              two -> both: c: string, waits
              a -> two: out -> a: int
              both -> output 'd': d: long

            """,
            graph.ToText());
        Assert.Equal(
            """
            flowchart LR
              n2["a"]
              n1["two"]
              n0["both"]
              n1 -->|"b: int"| n0
              n1 -->|"c: string, waits"| n0
              n2 -->|"out -#gt; a: int"| n1
              o0(["d"])
              n0 -->|"d: long"| o0

            """,
            graph.ToMermaid());
        Assert.Equal(
            """
            digraph "both+two" {
              rankdir=LR;
              node [shape=box];
              "a" [label="a"];
              "two" [label="two"];
              "both" [label="both"];
              "two" -> "both" [label="b: int"];
              "two" -> "both" [label="c: string, waits"];
              "a" -> "two" [label="out -> a: int"];
              "output d" [label="d", shape=oval];
              "both" -> "output d" [label="d: long"];
            }

            """,
            graph.ToDot());
    }
}

using System.Runtime.CompilerServices;
using Millstream.Declarations;
using Millstream.Graphs;
using Millstream.Telemetry;
using static Millstream.RunModes;

namespace Millstream.Failure;

/// <summary>Failures and kills while items are on their way: who gets what, and how everybody ends.</summary>
public sealed class MidStreamTests
{
    private static readonly InvalidOperationException Boom = new("boom");
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    /// <summary>Fused or not, and how much an edge holds; with a source that blocks or one that awaits.</summary>
    public static TheoryData<bool, int, bool> Modes
    {
        get
        {
            var modes = new TheoryData<bool, int, bool>();
            foreach (bool isAsync in new[] { true, false })
            {
                foreach ((bool fuse, int capacity) in new[] { (true, 1024), (true, 1), (false, 1024), (false, 4), (false, 1) })
                {
                    modes.Add(fuse, capacity, isAsync);
                }
            }

            return modes;
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-120")]
    public async Task A_live_consumer_gets_what_came_and_then_the_failure(bool fuse, int capacity, bool isAsync)
    {
        var got = new List<int>();
        Exception? seen = null;
        async IAsyncEnumerable<int> ReadAsync(IAsyncEnumerable<int> items)
        {
            IAsyncEnumerator<int> at = items.GetAsyncEnumerator(Token);
            while (true)
            {
                try
                {
                    if (!await at.MoveNextAsync())
                    {
                        yield break;
                    }
                }
                catch (Exception error) when (error is not OutOfMemoryException)
                {
                    seen = error;
                    throw;
                }

                got.Add(at.Current);
                yield return at.Current;
            }
        }

        var g = new GraphBuilder("g");
        g.Add(Declared.Reading<int, int>("c", "items", ReadAsync), [Source(g, isAsync, 1, 2)], "c");
        await using GraphRun run = await StartAsync(g, Of(fuse, capacity));

        var raised = await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.WaitAsync(Soon, Token));

        Assert.Equal([1, 2], got);
        Assert.Same(raised, seen);
        Assert.Equal(("s", 2L, "Task \"s\" failed at item 2: boom"), (raised.TaskId.ToString(), raised.ItemIndex, raised.Message));
        AssertFaultedBy("s", run, "s", "c");
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-121")]
    public async Task A_consumer_of_items_is_called_for_those_that_came(bool fuse, int capacity, bool isAsync)
    {
        var got = new List<int>();
        var g = new GraphBuilder("g");
        g.Add(Declared.PerItem("c", "x", (int x) =>
        {
            got.Add(x);
            return x;
        }), [Source(g, isAsync, 1, 2)], "c");
        await using GraphRun run = await StartAsync(g, Of(fuse, capacity));

        await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.WaitAsync(Soon, Token));

        Assert.Equal([1, 2], got);
        AssertFaultedBy("s", run, "s", "c");
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-122")]
    public async Task Consumers_of_the_whole_are_never_called(bool fuse, int capacity, bool isAsync)
    {
        int calls = 0;
        var g = new GraphBuilder("g");
        TaskInput s = Source(g, isAsync, 1, 2);
        g.Add(Declared.OfList("list", "x", (IReadOnlyList<int> all) => ++calls), [s], "list");
        g.Add(Declared.OfList("whole", "x", (IReadOnlyList<int> all) => ++calls), "whole");
        g.Connect("s", "whole");
        await using GraphRun run = await StartAsync(g, Of(fuse, capacity));

        var raised = await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.WaitAsync(Soon, Token));

        Assert.Equal((0, "s"), (calls, raised.TaskId.ToString()));
        AssertFaultedBy("s", run, "s", "list", "whole");
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-123")]
    public async Task A_consumer_may_cope_and_the_failure_may_be_read(bool fuse, int capacity, bool isAsync)
    {
        foreach (bool isRead in new[] { false, true })
        {
            Exception? seen = null;
            int calls = 0;
            async IAsyncEnumerable<int> CopeAsync(IAsyncEnumerable<int> items)
            {
                IAsyncEnumerator<int> at = items.GetAsyncEnumerator(Token);
                while (true)
                {
                    try
                    {
                        if (!await at.MoveNextAsync())
                        {
                            yield break;
                        }
                    }
                    catch (TaskFailedException error)
                    {
                        seen = error;
                        yield break;
                    }

                    yield return at.Current;
                }
            }

            var g = new GraphBuilder("g");
            TaskInput s = Source(g, isAsync, 1, 2);
            g.Add(Declared.Reading<int, int>("c", "items", CopeAsync), [s], "c");
            g.Add(Declared.Reading<int, int>("raises", "items", static items => items), [s], "raises");
            PlacedTask list = g.Add(Declared.OfList("list", "x", (IReadOnlyList<int> all) => ++calls), [s], "list");
            g.Add(Declared.OfList("named", "x", (IReadOnlyList<int> all) => ++calls), "named");
            g.Connect("s", "named");
            g.Add(Declared.PerItem("behind", "x", (int x) => ++calls), [list.Value<int>()], "behind");
            g.Add(Declared.PerItem("recover", "e", (DeadLetter e) => $"{e.TaskId} {e.ItemIndex} {e.Message}"), isRead ? "recover" : "unused");
            if (isRead)
            {
                g.Connect("s.error", "recover");
            }
            else
            {
                g.Add(Declared.Making("none", () => Array.Empty<DeadLetter>()), [], "none");
                g.Connect("none", "unused");
            }

            await using GraphRun run = await StartAsync(g, Of(fuse, capacity));
            if (isRead)
            {
                await run.Completion.WaitAsync(Soon, Token);
                Assert.Equal(["s 2 boom"], await run.ResultAsync<IReadOnlyList<string>>("recover"));
                Assert.Equal((RunStatus.Completed, 0), (run.Status, run.Errors.Count));
                Assert.Equal(0, calls);
                Assert.All(["list", "named", "behind"], id => Assert.Equal(RunStatus.Disabled, run.Snapshot().Task(id).Status));
                Assert.All(["list", "named", "behind"], id => Assert.Null(run.Snapshot().Task(id).StartedAt));
                Assert.Equal(RunStatus.Completed, run.Snapshot().Task("recover").Status);
            }
            else
            {
                var raised = await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.WaitAsync(Soon, Token));
                Assert.Same(raised, seen);
            }

            Assert.Equal("s", Assert.IsType<TaskFailedException>(seen).TaskId.ToString());
            Assert.Equal(RunStatus.Completed, run.Snapshot().Task("c").Status);
            Assert.Equal((RunStatus.Faulted, RunStatus.Faulted), (run.Snapshot().Task("s").Status, run.Snapshot().Task("raises").Status));
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-124")]
    public async Task A_failure_goes_down_a_longer_chain(bool fuse, int capacity, bool isAsync)
    {
        foreach ((TaskDefinition of, TaskDefinition behind) in new[] { (Declared.Doubled, Declared.Same), (Declared.Same, Declared.Doubled), (Declared.Same, Declared.Square) })
        {
            var g = new GraphBuilder("g");
            PlacedTask c = g.Add(of, [Source(g, isAsync, [.. Enumerable.Range(0, 500)])], "c");
            g.Add(behind, [c.Flow<int>()], "d");
            await using GraphRun run = await StartAsync(g, Of(fuse, capacity));

            await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.WaitAsync(Soon, Token));

            Assert.Equal(500, run.Snapshot().Task("d").Emitted);
            AssertFaultedBy("s", run, "s", "c", "d");
            List<RunEvent> events = await run.EventsAsync();
            RunEvent[] ends = [.. events.Where(e => e.Kind == RunEventKind.StreamFaulted)];
            Assert.Equal(["StreamFaulted s.out", "StreamFaulted c.out", "StreamFaulted d.out"], ends.Words());
            Assert.All(ends, e => Assert.Same(run.Error, e.Error));
            Assert.DoesNotContain(events, e => e.Kind is RunEventKind.StreamEnded or RunEventKind.TaskCompleted);
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-125")]
    public async Task A_consumer_that_fails_ends_the_others_unless_it_is_isolated(bool fuse, int capacity, bool isAsync)
    {
        foreach (OnFailure? ofRun in new OnFailure?[] { null, OnFailure.Isolate })
        {
            foreach (bool isOfTask in new[] { false, true })
            {
                var goOn = new TaskCompletionSource();
                bool isIsolated = ofRun is not null || isOfTask;
                int others = 0;
                var g = new GraphBuilder("g");
                TaskInput s = Source(g, isAsync, fails: false, items: [.. Enumerable.Range(0, 1000)]);
                g.Add(
                    Declared.PerItem("bad", "x", (int x) => x == 3 ? throw Boom : x),
                    [s],
                    "bad",
                    options: o => isOfTask ? o.OnFailure(OnFailure.Isolate) : o);
                g.Add(Declared.Awaiting("other", "x", async (int x, CancellationToken token) =>
                {
                    if (++others == 4 && !isIsolated)
                    {
                        // So that it has not ended before the other fails.
                        await goOn.Task.WaitAsync(token);
                    }

                    return x;
                }), [s], "other");
                await using GraphRun run = await StartAsync(g, Of(fuse, capacity) with { OnFailure = ofRun ?? OnFailure.EndRun });

                var raised = await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.WaitAsync(Soon, Token));

                Assert.Equal(("bad", 3L), (raised.TaskId.ToString(), raised.ItemIndex));
                if (isIsolated)
                {
                    Assert.Equal((1000, RunStatus.Completed, RunStatus.Completed), (others, run.Snapshot().Task("other").Status, run.Snapshot().Task("s").Status));
                    Assert.Equal(RunStatus.Faulted, run.Snapshot().Task("bad").Status);
                }
                else
                {
                    Assert.Equal(RunStatus.Faulted, run.Snapshot().Task("other").Status);
                }
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "TG-126")]
    public async Task A_kill_ends_producer_and_consumer_at_once(bool fuse)
    {
        int produced = 0;
        var isStreaming = new TaskCompletionSource();
        async IAsyncEnumerable<int> MakeAsync([EnumeratorCancellation] CancellationToken token)
        {
            for (int i = 0; i < 100_000; i++)
            {
                yield return i;
                Interlocked.Increment(ref produced);
                await Task.Yield();
            }
        }

        var g = new GraphBuilder("g");
        Flow<int> s = g.Add(Declared.MakingLater("s", MakeAsync), [], "s").Flow<int>();
        g.Add(Declared.PerItem("c", "x", (int x) =>
        {
            isStreaming.TrySetResult();
            return x;
        }), "c");
        g.Connect("s", "c", capacity: 64).Output("s", s);
        await using GraphRun run = await StartAsync(g, new RunOptions { Fuse = fuse });
        await isStreaming.Task.InTime();

        Task killed = run.KillAsync(Token);
        int before = Volatile.Read(ref produced);
        await killed.WaitAsync(Soon, Token);

        Assert.InRange(produced - before, 0, 99);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.Completion);
        Assert.All(run.Snapshot().Tasks, t => Assert.Equal(RunStatus.Killed, t.Status));
        var items = new List<int>();
        try
        {
            await foreach (int item in run.Output<int>("s"))
            {
                items.Add(item);
            }
        }
        catch (OperationCanceledException)
        {
            // The output ends as the run did.
        }

        Assert.NotEmpty(items);
        Assert.Equal(Enumerable.Range(0, items.Count), items);
    }

    private static TaskInput Source(GraphBuilder g, bool isAsync, params int[] items) => Source(g, isAsync, fails: true, items);

    private static TaskInput Source(GraphBuilder g, bool isAsync, bool fails, int[] items)
    {
        return g.Add(isAsync ? Declared.MakingLater("s", MakeAsync) : Declared.Making("s", Make), [], "s").Flow<int>();

        IEnumerable<int> Make()
        {
            foreach (int item in items)
            {
                yield return item;
            }

            if (fails)
            {
                throw Boom;
            }
        }

        async IAsyncEnumerable<int> MakeAsync([EnumeratorCancellation] CancellationToken token)
        {
            await Task.Yield();
            foreach (int item in items)
            {
                yield return item;
            }

            if (fails)
            {
                throw Boom;
            }
        }
    }

    private static void AssertFaultedBy(string origin, GraphRun run, params string[] tasks)
    {
        Assert.Equal(origin, Assert.IsType<TaskFailedException>(Assert.Single(run.Errors)).TaskId.ToString());
        Assert.All(tasks, id => Assert.Equal((RunStatus.Faulted, origin), (run.Snapshot().Task(id).Status, run.Snapshot().Task(id).Origin.ToString())));
    }

    private static Task<GraphRun> StartAsync(GraphBuilder g, RunOptions options) => LocalEngine.Shared.StartAsync(g.Build(), options);
}

using Millstream.Graphs;
using Millstream.Telemetry;

namespace Millstream.Execution;

/// <summary>What fails or is killed inside a group and inside the body of a map ends as it would outside of them.</summary>
public sealed class InsideTests
{
    public static TheoryData<bool, bool, int> Modes => new()
    {
        { false, true, 1024 }, { false, false, 1 }, { true, true, 1024 }, { true, false, 4 }, { true, false, 1 },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-127")]
    public async Task A_source_that_fails_takes_every_consumer_along(bool inMap, bool fuse, int capacity)
    {
        var live = new List<int>();
        Exception? seen = null;
        int calls = 0;
        int lists = 0;
        var inner = new GraphBuilder("inner");
        Flow<int> source = Flow.Iter(SourceAsync);
        inner.Output("live", source.Then(LiveAsync, o => o.Named("live")));
        inner.Output("items", source.Then(x => { calls++; return x; }, o => o.Named("items").Capacity(4)));
        inner.Output("list", source.ToList().Then(list => { lists++; return list.Count; }, o => o.Named("list")));
        inner.Output("chain", source.Then(x => x, o => o.Named("c")).Then(x => x, o => o.Named("d")));
        (RunProgress inside, TaskFailedException error) = await FailedAsync(inner, inMap, fuse, capacity);

        Assert.Equal(("boom", 2L), (error.InnerException!.Message, error.ItemIndex!.Value));
        Assert.EndsWith("SourceAsync", error.TaskId.ToString(), StringComparison.Ordinal);
        Assert.Equal([1, 2], live);
        Assert.Same(error, seen);
        Assert.Equal((2, 0), (calls, lists));
        Assert.All(
            inside.Tasks.Where(t => t.TaskName is "SourceAsync" or "live" or "items" or "list" or "c" or "d"),
            t => Assert.Equal((t.TaskName, RunStatus.Faulted), (t.TaskName, t.Status)));

        async IAsyncEnumerable<int> LiveAsync(IAsyncEnumerable<int> items)
        {
            await using IAsyncEnumerator<int> reader = items.GetAsyncEnumerator();
            while (true)
            {
                try
                {
                    if (!await reader.MoveNextAsync())
                    {
                        break;
                    }
                }
                catch (Exception cause)
                {
                    seen = cause;
                    throw;
                }

                live.Add(reader.Current);
                yield return reader.Current;
            }
        }

        static async IAsyncEnumerable<int> SourceAsync()
        {
            await Task.Yield();
            yield return 1;
            yield return 2;
            throw new InvalidOperationException("boom");
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-127")]
    public async Task A_consumer_that_fails_takes_the_source_and_the_others_along(bool inMap, bool fuse, int capacity)
    {
        var inner = new GraphBuilder("inner");
        Flow<int> source = Flow.Iter(EndlessAsync);
        inner.Output("good", source.Then(x => x, o => o.Named("good")));
        inner.Output("bad", source.Then(x => x == 3 ? throw new InvalidOperationException("boom") : x, o => o.Named("bad")));
        (RunProgress inside, TaskFailedException error) = await FailedAsync(inner, inMap, fuse, capacity);

        Assert.Equal("boom", error.InnerException!.Message);
        Assert.All(
            inside.Tasks.Where(t => t.TaskName is "EndlessAsync" or "good" or "bad"), t => Assert.Equal((t.TaskName, RunStatus.Faulted), (t.TaskName, t.Status)));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-127")]
    public async Task A_kill_ends_all_of_it(bool inMap, bool fuse, int capacity)
    {
        var streaming = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var inner = new GraphBuilder("inner");
        inner.Output("out", Flow.Iter(EndlessAsync).Then(x => { streaming.TrySetResult(); return x; }, o => o.Named("c").Capacity(4)).Count());
        GraphRun run = await StartAsync(inner, inMap, fuse, capacity);
        await streaming.Task.InTime();
        await run.KillAsync(Token).InTime();

        RunProgress inside = inMap ? Assert.Single(run.Children).Snapshot() : run.Snapshot();
        Assert.Equal((RunStatus.Killed, RunStatus.Killed), (run.Status, inside.Status));
        Assert.All(inside.Tasks.Where(t => t.TaskName is "EndlessAsync" or "c"), t => Assert.Equal((t.TaskName, RunStatus.Killed), (t.TaskName, t.Status)));
        Assert.DoesNotContain(inside.Tasks, t => t.Status is RunStatus.Running or RunStatus.Pending or RunStatus.Ending);
    }

    private static async IAsyncEnumerable<int> EndlessAsync()
    {
        for (int i = 0; ; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }

    /// <summary>Runs a graph inside a group or a map until it fails; gives what became of its tasks, and its own error.</summary>
    private static async Task<(RunProgress Inside, TaskFailedException Error)> FailedAsync(GraphBuilder inner, bool inMap, bool fuse, int capacity)
    {
        GraphRun run = await StartAsync(inner, inMap, fuse, capacity);
        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.InTime());
        Assert.Equal(RunStatus.Faulted, run.Status);
        RunProgress inside = inMap ? Assert.Single(run.Children).Snapshot() : run.Snapshot();
        Assert.DoesNotContain(inside.Tasks, t => t.Status is RunStatus.Running or RunStatus.Ending);
        return (inside, inMap ? Assert.IsType<TaskFailedException>(error.InnerException) : error);
    }

    private static Task<GraphRun> StartAsync(GraphBuilder inner, bool inMap, bool fuse, int capacity)
    {
        var g = new GraphBuilder("outer");
        if (inMap)
        {
            inner.Input<int>("x");
            g.Map("map", inner.Build(), [Flow.From(1)]);
        }
        else
        {
            g.Group("group", inner.Build());
        }

        return LocalEngine.Shared.StartAsync(g.Build(), RunModes.Of(fuse, capacity), Token);
    }
}

using System.Runtime.CompilerServices;
using Millstream.Graphs;
using Millstream.Telemetry;
using Millstream.Testing;

namespace Millstream.Failure;

/// <summary>What limits of time measure: a call, all of a stream, or the gap between two items.</summary>
public sealed class IdleTimeoutTests
{
    public static TheoryData<bool, int> Modes => RunModes.All;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-64")]
    public async Task A_task_that_is_called_for_each_item_has_the_limit_for_each_call(bool fuse, int capacity)
    {
        var time = new ManualTimeProvider();
        Flow<int> flow = Flow.Range(0, 10).Then(
            async (int x, CancellationToken token) =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(30), time, token);
                return x;
            },
            o => o.Timeout(TimeSpan.FromMilliseconds(50)));
        await using GraphRun run = flow.Start(RunModes.Of(fuse, capacity) with { Time = time }, Token);
        for (int i = 0; i < 10; i++)
        {
            await time.WaitForTimersAsync(2, Token).InTime();
            time.Advance(TimeSpan.FromMilliseconds(30));
        }

        Assert.Equal(Enumerable.Range(0, 10), await run.ResultAsync<IReadOnlyList<int>>("result", Token).InTime());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-64")]
    public async Task A_live_or_list_method_has_the_limit_for_all_of_its_stream(bool fuse, int capacity)
    {
        // The limit ends a call that is given an item then, and one that waits for the next.
        foreach ((string way, bool isIdle) in ((string, bool)[])[("live", false), ("live", true), ("list", false), ("hand", false), ("hand", true)])
        {
            var time = new ManualTimeProvider();
            var source = new TestSource<int>();
            await using GraphRun run = await StartAsync(way, source, o => o.Timeout(TimeSpan.FromMilliseconds(50)), RunModes.Of(fuse, capacity) with { Time = time }, time);
            await source.HandOverAsync(1).InTime();
            if (way == "list")
            {
                // The call begins when all is there; what came before is not its time.
                time.Advance(TimeSpan.FromMilliseconds(70));
                source.Complete();
                await time.WaitForTimersAsync(1, Token).InTime();
                time.Advance(TimeSpan.FromMilliseconds(50));
            }
            else
            {
                // Items keep coming, each in less than the limit.
                await run.WhenAsync("TaskStatus c Running");
                await time.WaitForTimersAsync(1, Token).InTime();
                time.Advance(TimeSpan.FromMilliseconds(30));
                await source.HandOverAsync(2).InTime();
                await Declarations.Methods.UntilAsync(() => !isIdle || run.Snapshot().Task("c").Emitted == 2);
                time.Advance(TimeSpan.FromMilliseconds(30));
            }

            TaskFailedException error = Assert.IsType<TaskFailedException>(await run.EndAsync());
            Assert.Equal("c", error.TaskId.ToString());
            Assert.Equal("The call took longer than its limit of 50 ms.", Assert.IsType<TimeoutException>(error.InnerException).Message);
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-64")]
    public async Task The_gap_between_items_has_a_limit_of_its_own(bool fuse, int capacity)
    {
        foreach (string way in (string[])["live", "list", "hand", "item"])
        {
            foreach (bool isLate in (bool[])[false, true])
            {
                var time = new ManualTimeProvider();
                var source = new TestSource<int>();
                await using GraphRun run = await StartAsync(way, source, o => o.IdleTimeout(TimeSpan.FromMilliseconds(50)), RunModes.Of(fuse, capacity) with { Time = time }, time);

                // Before the first item there is no gap.
                time.Advance(TimeSpan.FromMilliseconds(500));
                for (int i = 0; i < 3; i++)
                {
                    await source.HandOverAsync(i).InTime();
                    await Declarations.Methods.UntilAsync(() => run.Snapshot().Edges[0].Delivered > i);
                    await time.WaitForTimersAsync(1, Token).InTime();
                    time.Advance(TimeSpan.FromMilliseconds(30));
                }

                if (!isLate)
                {
                    source.Complete();
                    await run.Completion.InTime();
                    Assert.Equal(RunStatus.Completed, run.Status);
                    continue;
                }

                // From the moment on in which the task began to wait.
                for (int i = 0; i < 1000 && !run.Completion.IsCompleted; i++)
                {
                    time.Advance(TimeSpan.FromMilliseconds(10));
                    await Task.Yield();
                }

                TaskFailedException error = Assert.IsType<TaskFailedException>(await run.EndAsync());
                Assert.Equal("c", error.TaskId.ToString());
                Assert.Matches("^No item came to 'c\\.[a-z]+' for 50 ms, after item 2\\.$", Assert.IsType<TimeoutException>(error.InnerException).Message);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_method_may_wait_for_items_with_a_token_of_its_own(bool fuse, int capacity)
    {
        var source = new TestSource<int>();
        using var own = new CancellationTokenSource();
        await using GraphRun run = Flow.Iter(source).Then(UntilCancelledAsync).Start(RunModes.Of(fuse, capacity), Token);
        await source.HandOverAsync(7).InTime();
        await Declarations.Methods.UntilAsync(() => run.Snapshot().Edges[0].Delivered == 1);
        await own.CancelAsync();

        Assert.Equal([7, -1], await run.ResultAsync<IReadOnlyList<int>>("result", Token).InTime());

        async IAsyncEnumerable<int> UntilCancelledAsync(IAsyncEnumerable<int> items)
        {
            await using ConfiguredCancelableAsyncEnumerable<int>.Enumerator all = items.WithCancellation(own.Token).GetAsyncEnumerator();
            while (await MoveNextAsync(all))
            {
                yield return all.Current;
            }

            yield return -1;
        }

        static async Task<bool> MoveNextAsync(ConfiguredCancelableAsyncEnumerable<int>.Enumerator items)
        {
            try
            {
                return await items.MoveNextAsync();
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task A_method_may_cope_with_the_gap()
    {
        var time = new ManualTimeProvider();
        var source = new TestSource<int>();
        await using GraphRun run = Flow.Iter(source).Then(UntilIdleAsync, o => o.IdleTimeout(TimeSpan.FromMilliseconds(50))).Start(new RunOptions { Time = time }, Token);
        await source.HandOverAsync(7).InTime();
        await time.WaitForTimersAsync(1, Token).InTime();
        time.Advance(TimeSpan.FromMilliseconds(50));

        Assert.Equal([7, -1], await run.ResultAsync<IReadOnlyList<int>>("result", Token).InTime());
        Assert.Throws<ArgumentOutOfRangeException>(() => Flow.From(1).Then(x => x, o => o.IdleTimeout(TimeSpan.Zero)));

        static async IAsyncEnumerable<int> UntilIdleAsync(IAsyncEnumerable<int> items)
        {
            await using IAsyncEnumerator<int> all = items.GetAsyncEnumerator();
            while (await NextAsync(all) is { } hasMore)
            {
                if (!hasMore)
                {
                    yield break;
                }

                yield return all.Current;
            }

            yield return -1;
        }

        static async Task<bool?> NextAsync(IAsyncEnumerator<int> items)
        {
            try
            {
                return await items.MoveNextAsync();
            }
            catch (TimeoutException)
            {
                return null;
            }
        }
    }

    private static Task<GraphRun> StartAsync(
        string way, TestSource<int> source, Func<Tasks.TaskOptions, Tasks.TaskOptions> options, RunOptions run, ManualTimeProvider time)
    {
        TaskDefinition c = way switch
        {
            "live" => Told.Live("c", static (items, _, _) => items),
            "hand" => TaskDefinition.Emitting(
                new TaskDescriptor("c") { Inlets = [InletDescriptor.Of<int>("items", InletKind.Stream)], Outlets = [OutletDescriptor.Of<int>("out")] },
                activation =>
                {
                    IAsyncEnumerable<int> items = activation.ReadAsync<int>(0);
                    return async () =>
                    {
                        await foreach (int item in items)
                        {
                            await activation.Context.Outlet<int>("out").EmitAsync(item);
                        }
                    };
                }),
            "list" => TaskDefinition.Call<IReadOnlyList<int>, int>(
                new TaskDescriptor("c") { Inlets = [InletDescriptor.Of<int>("all", InletKind.List)], Outlets = [OutletDescriptor.Of<int>("out")] },
                Declarations.TaskInlets.List<int>("all"),
                Declarations.TaskOutlets.Item(Declarations.ItemOutlets.One<int>()),
                _ => async (all, token) =>
                {
                    if (all.Count == 1)
                    {
                        await Task.Delay(Timeout.InfiniteTimeSpan, time, token);
                    }

                    return all.Count;
                }),
            _ => Told.Step("c", x => x),
        };
        var g = new GraphBuilder("g");
        g.Add(c, [((StreamInput<int>)Flow.Iter(source)).Input], "c", options: options);
        return LocalEngine.Shared.StartAsync(g.Build(), run);
    }
}

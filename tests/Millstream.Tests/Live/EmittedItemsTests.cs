using Millstream.Graphs;

namespace Millstream.Live;

/// <summary>What a task has given by hand arrives when it is drained: who was told that it was taken can rely on it.</summary>
public sealed class EmittedItemsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, 1)]
    [InlineData(true, 1024)]
    [InlineData(false, 1)]
    [InlineData(false, 1024)]
    public async Task What_was_given_before_a_drain_arrives_and_nothing_behind_it(bool fuse, int capacity)
    {
        int given = 0;
        Exception? late = null;
        var over = new TaskCompletionSource();
        var full = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        TaskDefinition source = Source(async outlet =>
        {
            try
            {
                for (int i = 0; ; i++)
                {
                    ValueTask wait = outlet.EmitAsync(i, CancellationToken.None);
                    if (!wait.IsCompleted)
                    {
                        full.TrySetResult();
                    }

                    await wait;
                    given = i + 1;
                }
            }
            catch (InvalidOperationException ended)
            {
                late = ended;
            }

            over.SetResult();
        });
        var g = new GraphBuilder("g");
        g.Output("items", g.Add(source, [], "source").Flow<int>().Then(async x =>
        {
            await gate.Task;
            return x;
        }));
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), new RunOptions { Fuse = fuse, Capacity = capacity }, Token);
        await full.Task.InTime();

        Task draining = run.DrainAsync();
        gate.SetResult();
        await draining.InTime();
        await over.Task.InTime();

        IReadOnlyList<int> items = await run.ResultAsync<IReadOnlyList<int>>("items");
        Assert.Equal(Enumerable.Range(0, items.Count), items);
        Assert.InRange(items.Count, given, given + 1);
        Assert.Equal("The task has ended: nothing more can be given to its outlets.", late!.Message);
    }

    [Fact]
    public async Task A_source_that_had_failed_fails_the_run_that_drains_too()
    {
        var gate = new TaskCompletionSource();
        var failed = new TaskCompletionSource();
        TaskDefinition source = Source(async outlet =>
        {
            await outlet.EmitAsync(1, Token);
            failed.SetResult();
            throw new FormatException("broken");
        });
        var g = new GraphBuilder("g");
        g.Output("items", g.Add(source, [], "source").Flow<int>().Then(async x =>
        {
            await gate.Task;
            return x;
        }));
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), new RunOptions { Capacity = 1 }, Token);
        await failed.Task.InTime();

        Task draining = run.DrainAsync();
        gate.SetResult();

        await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.InTime());
        await draining.ContinueWith(_ => { }, Token, TaskContinuationOptions.None, TaskScheduler.Default).InTime();
    }

    private static TaskDefinition Source(Func<Outlet<int>, Task> give) => TaskDefinition.Emitting(
        new TaskDescriptor("source") { Outlets = [OutletDescriptor.Of<int>("out")] },
        activation =>
        {
            Outlet<int> outlet = activation.Outlet<int>("out");
            return () => give(outlet);
        });
}

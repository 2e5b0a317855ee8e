using Millstream.Graphs;
using Millstream.Testing;

namespace Millstream.Live;

/// <summary>An outlet knows whether anybody reads it; views come and go.</summary>
public sealed class DemandTests
{
    private static readonly RunOptions Viewed = new() { AllowViews = true };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Proves", "TD-41")]
    public async Task An_outlet_is_in_demand_while_somebody_reads_it()
    {
        var speaker = new Speaker<int>();
        await using GraphRun run = await StartAsync(speaker, Viewed);

        Assert.False(await speaker.HasDemandAsync());
        OutletView<int> first = run.View<int>("speaker");
        Assert.True(await speaker.HasDemandAsync());
        OutletView<int> second = run.View<int>("speaker.out");
        await first.DisposeAsync();
        Assert.True(await speaker.HasDemandAsync());
        await second.DisposeAsync();
        Assert.False(await speaker.HasDemandAsync());
        speaker.End();
        await run.Completion.InTime();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "TD-41")]
    public async Task An_edge_is_demand(bool fuse)
    {
        var speaker = new Speaker<int>();
        var g = new GraphBuilder("g");
        g.Lambda("more", (int x) => x + 1, g.Add(speaker.Task, [], "speaker").Flow<int>());
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), Viewed with { Fuse = fuse }, Token);

        Assert.True(await speaker.HasDemandAsync());
        speaker.End();
        await run.Completion.InTime();
    }

    [Fact]
    [Trait("Proves", "TD-42")]
    public async Task A_source_that_nobody_listens_to_makes_nothing_and_runs_no_timer()
    {
        var time = new ManualTimeProvider();
        int made = 0;
        TaskDefinition pulses = TaskDefinition.Emitting(
            new TaskDescriptor("pulses") { Outlets = [OutletDescriptor.Of<int>("out")] },
            activation =>
            {
                Outlet<int> outlet = activation.Outlet<int>("out");
                return async () =>
                {
                    CancellationToken token = activation.Context.CancellationToken;
                    while (true)
                    {
                        await outlet.WaitForDemandAsync(token);
                        await outlet.EmitAsync(++made, token);
                        await Task.Delay(TimeSpan.FromSeconds(1), activation.Context.Time, token);
                    }
                };
            });
        var g = new GraphBuilder("g");
        g.Add(pulses, "pulses");
        await using GraphRun run = await LocalEngine.Shared.StartAsync(Unkept(g), Viewed with { Time = time }, Token);
        await Declarations.Methods.UntilAsync(() => run.Snapshot().Task("pulses").Status == RunStatus.Running);

        Assert.Equal((0, 0), (made, time.ArmedTimers));
        await using (OutletView<int> view = run.View<int>("pulses"))
        {
            await using IAsyncEnumerator<OutletSignal<int>> signals = view.GetAsyncEnumerator(Token);
            Assert.True(await signals.MoveNextAsync().AsTask().InTime());
            Assert.Equal(1, signals.Current.Item);
            await time.WaitForTimersAsync(1, Token).InTime();
            time.Advance(TimeSpan.FromSeconds(1));
            Assert.True(await signals.MoveNextAsync().AsTask().InTime());
            Assert.Equal(2, signals.Current.Item);
        }

        await run.DrainAsync(Token).InTime();
        Assert.Equal(2, made);
        await Declarations.Methods.UntilAsync(() => time.ArmedTimers == 0);
    }

    [Fact]
    [Trait("Proves", "TD-43")]
    public async Task One_of_two_readers_leaves_and_the_other_has_all_in_order()
    {
        var speaker = new Speaker<int>();
        await using GraphRun run = await StartAsync(speaker, Viewed);
        await using OutletView<int> stays = run.View<int>("speaker");
        await using OutletView<int> leaves = run.View<int>("speaker");

        await speaker.SayAsync(1, 2, 3, 4, 5);
        var left = new List<int>();
        await foreach (OutletSignal<int> signal in leaves.WithCancellation(Token))
        {
            left.Add(signal.Item);
            if (signal.Item == 5)
            {
                break;
            }
        }

        await leaves.DisposeAsync();
        await speaker.SayAsync(6, 7, 8, 9, 10);
        speaker.End();

        Assert.Equal([1, 2, 3, 4, 5], left);
        Assert.Equal("1 2 3 4 5 6 7 8 9 10", await AllAsync(stays));
        await run.Completion.InTime();
        Assert.Equal([1, 2, 3, 4, 5], left);
    }

    [Fact]
    [Trait("Proves", "TD-46")]
    public async Task Who_comes_late_sees_the_pause_first_and_no_old_items()
    {
        var speaker = new Speaker<int>();
        await using GraphRun run = await StartAsync(speaker, Viewed);
        await SayAndPauseAsync(run, speaker);
        await using OutletView<int> view = run.View<int>("speaker");
        await using IAsyncEnumerator<OutletSignal<int>> signals = view.GetAsyncEnumerator(Token);
        Assert.True(await signals.MoveNextAsync().AsTask().InTime());
        Assert.Equal((false, true), (signals.Current.IsItem, signals.Current.IsPaused));
        await speaker.SayAsync(3);
        Assert.True(await signals.MoveNextAsync().AsTask().InTime());
        Assert.Equal((true, 3), (signals.Current.IsItem, signals.Current.Item));

        // When the source has gone, so has its pause.
        speaker.End();
        await run.Completion.InTime();
        await using OutletView<int> after = run.View<int>("speaker");
        Assert.Equal("", await AllAsync(after));
    }

    [Fact]
    [Trait("Proves", "TD-46")]
    public async Task An_outlet_that_says_so_gives_its_last_item_again()
    {
        var speaker = new Speaker<int>(replay: Replay.Last);
        await using GraphRun run = await StartAsync(speaker, Viewed);
        await SayAndPauseAsync(run, speaker);
        await using OutletView<int> view = run.View<int>("speaker");
        await speaker.SayAsync(3);
        speaker.End();

        Assert.Equal("paused 2 3", await AllAsync(view));
    }

    [Theory]
    [InlineData(Overflow.DropOldest, "9 10")]
    [InlineData(Overflow.DropNewest, "1 2")]
    [Trait("Proves", "TD-47")]
    public async Task A_slow_reader_loses_items_and_is_told_how_many(Overflow overflow, string seen)
    {
        var speaker = new Speaker<int>();
        var listener = new Listener<int>();
        var g = new GraphBuilder("g");
        g.Add(speaker.Task, "speaker");
        g.Add(listener.Task, "listener");
        g.Connect("speaker", "listener");
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), Viewed, Token);
        await using OutletView<int> slow = run.View<int>("speaker", new EdgeOptions { Capacity = 2, Overflow = overflow });

        for (int i = 1; i <= 10; i++)
        {
            await speaker.SayAsync(i);
            Assert.Equal($"{i}", await listener.NextAsync());
        }

        Assert.Equal(8, slow.Dropped);
        speaker.End();
        Assert.Equal(seen, await AllAsync(slow));
        await run.Completion.InTime();
    }

    [Fact]
    public async Task A_view_of_any_outlet_tells_items_and_refuses_what_there_is_not()
    {
        var speaker = new Speaker<int>();
        await using GraphRun run = await StartAsync(speaker, Viewed);
        await using OutletView<object?> view = run.View<object?>("speaker");
        await speaker.SayAsync(7);
        speaker.End();

        Assert.Equal("7", await AllAsync(view));
        Assert.Equal("The run has no task 'nobody'. It has: 'speaker'. (Parameter 'outlet')", Assert.Throws<ArgumentException>(() => run.View<int>("nobody")).Message);
        Assert.Equal(
            "The outlet 'speaker' gives int, not string. Ask for that, or for object. (Parameter 'outlet')",
            Assert.Throws<ArgumentException>(() => run.View<string>("speaker")).Message);
        await using GraphRun closed = await StartAsync(new Speaker<int>(), new RunOptions { RunId = "r1" });
        Assert.Equal(
            "The run 'r1' shows nothing of its outlets. Start it with RunOptions.AllowViews.",
            Assert.Throws<InvalidOperationException>(() => closed.View<int>("speaker")).Message);
        await closed.KillAsync(Token);
    }

    /// <summary>Says 1 and 2 and pauses, and waits until that has come through.</summary>
    private static async Task SayAndPauseAsync(GraphRun run, Speaker<int> speaker)
    {
        await using OutletView<int> first = run.View<int>("speaker");
        await speaker.SayAsync(1, 2);
        await speaker.PauseAsync();
        await foreach (OutletSignal<int> signal in first.WithCancellation(Token))
        {
            if (signal.IsPaused)
            {
                return;
            }
        }
    }

    private static async Task<string> AllAsync<T>(OutletView<T> view)
    {
        var words = new List<string?>();
        await foreach (OutletSignal<T> signal in view.WithCancellation(Token))
        {
            words.Add(signal.IsItem ? signal.Item?.ToString() : signal.IsPaused ? "paused" : "resumed");
        }

        return string.Join(' ', words);
    }

    /// <summary>A graph that keeps nothing of the outlets that no task reads.</summary>
    private static TaskGraph Unkept(GraphBuilder g)
    {
        TaskGraph graph = g.Build();
        return graph.Discard([.. graph.Outputs.Select(o => o.Name)]);
    }

    private static async Task<GraphRun> StartAsync(Speaker<int> speaker, RunOptions options)
    {
        var g = new GraphBuilder("g");
        g.Add(speaker.Task, "speaker");
        return await LocalEngine.Shared.StartAsync(Unkept(g), options, Token);
    }
}

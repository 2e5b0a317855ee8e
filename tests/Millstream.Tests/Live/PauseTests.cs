using Millstream.Declarations;
using Millstream.Graphs;

namespace Millstream.Live;

/// <summary>Pauses travel behind the items before them.</summary>
public sealed class PauseTests
{
    public static TheoryData<bool, int> Modes => RunModes.All;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TD-44")]
    public async Task A_pause_is_told_once_and_what_is_given_meanwhile_is_delivered(bool fuse, int capacity)
    {
        var speaker = new Speaker<int>();
        var listener = new Listener<int>();
        await using GraphRun run = await StartAsync(RunModes.Of(fuse, capacity), speaker, listener);

        await speaker.SayAsync(1);
        await speaker.PauseAsync();
        await speaker.PauseAsync();
        await speaker.SayAsync(2);
        await speaker.PauseAsync(false);
        await speaker.PauseAsync(false);
        await speaker.SayAsync(3);
        speaker.End();

        Assert.Equal("1, paused, 2, resumed, 3, end", await listener.NextAsync(6));
        await run.Completion.InTime();
        Assert.False(listener.HasHeardMore);
        Assert.Equal((3L, 3L), (run.Snapshot().Task("speaker").Emitted, run.Snapshot().Task("listener").Started));
    }

    [Fact]
    [Trait("Proves", "TD-44")]
    public async Task A_reader_knows_whether_its_producer_pauses()
    {
        var speaker = new Speaker<int>();
        var seen = new List<(int, bool)>();
        TaskDefinition reader = TaskDefinition.Emitting(
            new TaskDescriptor("reader") { Inlets = [InletDescriptor.Of<int>("in", InletKind.Stream) with { ReadsSignals = true }] },
            activation =>
            {
                Inlet<int> inlet = activation.Inlet<int>(0);
                return async () =>
                {
                    await foreach (int item in inlet)
                    {
                        seen.Add((item, inlet.IsPaused));
                    }
                };
            });
        var g = new GraphBuilder("g");
        g.Add(speaker.Task, "speaker");
        g.Add(reader, "reader");
        g.Connect("speaker", "reader");
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), new RunOptions(), Token);

        await speaker.SayAsync(1);
        await speaker.PauseAsync();
        await speaker.SayAsync(2);
        await speaker.PauseAsync(false);
        await speaker.SayAsync(3);
        speaker.End();
        await run.Completion.InTime();

        Assert.Equal([(1, false), (2, true), (3, false)], seen);
    }

    public static TheoryData<string, bool, int> PerItem
    {
        get
        {
            var all = new TheoryData<string, bool, int>();
            foreach (string how in (string[])["sync", "async", "sequence", "asyncSequence"])
            {
                foreach ((bool fuse, int capacity) in ((bool, int)[])[(true, 1024), (true, 1), (false, 1024), (false, 4), (false, 1)])
                {
                    all.Add(how, fuse, capacity);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(PerItem))]
    [Trait("Proves", "TD-45")]
    public async Task A_task_that_is_called_for_each_item_passes_a_pause_on_in_its_place(string how, bool fuse, int capacity)
    {
        var speaker = new Speaker<int>();
        var listener = new Listener<int>();
        TaskDefinition twice = how switch
        {
            "sync" => TaskDefinition.Of("twice", (int x) => 2 * x),
            "async" => TaskDefinition.Call<int, int>(
                Described(), TaskInlets.Item<int>("x"), TaskOutlets.Item(ItemOutlets.One<int>()), static _ => static async (x, _) =>
                {
                    await Task.Yield();
                    return 2 * x;
                }),
            "sequence" => TaskDefinition.Call<int, IEnumerable<int>>(
                Described(), TaskInlets.Item<int>("x"), TaskOutlets.Sequence(ItemOutlets.One<int>()), static _ => static x => Enumerable.Repeat(2 * x, 1)),
            _ => TaskDefinition.CallMany(
                Described(), TaskInlets.Item<int>("x"), ItemOutlets.One<int>(), static _ => static x => new[] { 2 * x }.ToAsyncEnumerable()),
        };
        var g = new GraphBuilder("g");
        g.Add(speaker.Task, "speaker");
        g.Add(twice, "twice");
        g.Add(listener.Task, "listener");
        g.Connect("speaker", "twice").Connect("twice", "listener");
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), RunModes.Of(fuse, capacity), Token);

        await speaker.PauseAsync();
        await speaker.SayAsync(1, 2);
        await speaker.PauseAsync(false);
        await speaker.SayAsync(3);
        await speaker.PauseAsync();
        speaker.End();

        Assert.Equal("paused, 2, 4, resumed, 6, paused, end", await listener.NextAsync(7));
        await run.Completion.InTime();
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TD-45")]
    public async Task Inlets_in_step_pause_when_one_does_and_merged_ones_when_all_do(bool fuse, int capacity)
    {
        Speaker<int> left = new("left"), right = new("right");
        Listener<int> sums = new(), merged = new();
        var g = new GraphBuilder("g");
        g.Add(left.Task, "l");
        g.Add(right.Task, "r");
        g.Add(Declared.Add, "add");
        g.Add(sums.Task, "sums");
        g.Add(merged.Task, "merged");
        g.Connect("l", "add.a").Connect("r", "add.b").Connect("add", "sums").Connect("l", "merged").Connect("r", "merged").Merge("merged", Merge.Interleave);
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), RunModes.Of(fuse, capacity), Token);

        await left.PauseAsync();
        Assert.Equal("paused", await sums.NextAsync());
        await right.PauseAsync();
        Assert.Equal("paused", await merged.NextAsync());
        await left.PauseAsync(false);
        Assert.Equal("resumed", await merged.NextAsync());
        await right.PauseAsync(false);
        Assert.Equal("resumed", await sums.NextAsync());
        left.End();
        right.End();

        Assert.Equal(("end", "end"), (await sums.NextAsync(), await merged.NextAsync()));
        await run.Completion.InTime();
    }

    [Fact]
    [Trait("Proves", "TD-53")]
    public async Task Nobody_waits_for_an_inlet_that_pauses()
    {
        Speaker<(int Value, long Time)> a = new("a"), b = new("b");
        var listener = new Listener<int>(InletDescriptor.Of<int>("a", InletKind.Stream), InletDescriptor.Of<int>("b", InletKind.Stream));
        await using GraphRun run = await StartTimedAsync(a, b, listener);

        await a.SayAsync((1, 100));
        Assert.Equal("a 1", await listener.NextAsync());
        await b.SayAsync((2, 200));
        await a.PauseAsync();
        Assert.Equal("a paused, b 2", await listener.NextAsync(2));
        await a.PauseAsync(false);
        await a.SayAsync((3, 150));
        await b.SayAsync((4, 300));
        Assert.Equal("a resumed", await listener.NextAsync());
        await a.SayAsync((5, 300));
        Assert.Equal("a 5, b 4", Sorted(await listener.NextAsync(2)));

        // An inlet that has ended is ignored in the same way.
        await b.SayAsync((6, 400));
        a.End();
        Assert.Equal("a end, b 6", Sorted(await listener.NextAsync(2)));
        b.End();
        await run.Completion.InTime();
        Assert.Equal(1, run.Snapshot().Task("listener").Dropped);
    }

    [Fact]
    [Trait("Proves", "TD-55")]
    public async Task What_waits_for_a_control_goes_on_when_it_comes_or_pauses()
    {
        Speaker<(int Value, long Time)> input = new("input"), control = new("control");
        var listener = new Listener<int>(
            InletDescriptor.Of<int>("input", InletKind.Stream), InletDescriptor.Of<int>("control", InletKind.Stream) with { Priority = 1 });
        await using GraphRun run = await StartTimedAsync(input, control, listener);

        // An inlet that was not heard yet keeps nobody waiting: from here on both were heard, and the order is that of the times, whoever comes first.
        await control.SayAsync((1, 100));
        Assert.Equal("control 1", await listener.NextAsync());
        await input.SayAsync((100, 100));
        Assert.Equal("input 100", await listener.NextAsync());
        await input.SayAsync((150, 150), (200, 200), (250, 250));
        await control.SayAsync((1, 220));
        Assert.Equal("input 150, input 200, control 1", await listener.NextAsync(3));
        await control.PauseAsync();
        Assert.Equal("control paused, input 250", await listener.NextAsync(2));
        input.End();
        control.End();
        await run.Completion.InTime();
    }

    private static string Sorted(string heard) => string.Join(", ", heard.Split(", ").Order(StringComparer.Ordinal));

    private static TaskDescriptor Described() => new("twice") { Inlets = [InletDescriptor.Of<int>("x")], Outlets = [OutletDescriptor.Of<int>("out")] };

    private static async Task<GraphRun> StartAsync(RunOptions options, Speaker<int> speaker, Listener<int> listener)
    {
        var g = new GraphBuilder("g");
        g.Add(speaker.Task, "speaker");
        g.Add(listener.Task, "listener");
        g.Connect("speaker", "listener");
        return await LocalEngine.Shared.StartAsync(g.Build(), options, Token);
    }

    private static async Task<GraphRun> StartTimedAsync(Speaker<(int Value, long Time)> first, Speaker<(int Value, long Time)> second, Listener<int> listener)
    {
        var g = new GraphBuilder("g");
        Flow<int>[] timed =
        [
            .. new[] { first, second }.Select((speaker, i) =>
                g.Add(speaker.Task, [], $"speaker{i}").Flow<(int Value, long Time)>().TimedBy(item => item.Time).Then(item => item.Value)),
        ];
        g.Add(listener.Task, [((StreamInput<int>)timed[0]).Input, ((StreamInput<int>)timed[1]).Input], "listener");
        return await LocalEngine.Shared.StartAsync(g.Build(), new RunOptions(), Token);
    }
}

using Millstream.Graphs;
using Millstream.Telemetry;
using Shop;

namespace Millstream.Generators.Rows;

/// <summary>Methods that give many items, read lists and live streams, or return steps.</summary>
public sealed class SequenceTests
{
    private static readonly int[] Two = [1, 2];

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    [Trait("Proves", "TG-05")]
    public async Task A_method_may_give_many_items_of_one_or_none(bool fuse, int capacity)
    {
        RunOptions mode = Runs.Mode(fuse, capacity);
        Flow<string> none = Flow.Value("").Words();
        Flow<string> consumer = none.Words(o => o.Named("consumer"));

        Assert.Equal(["a", "b", "c"], await Flow.Value("a b c").Words().ResultAsync(mode));
        Assert.Equal(["a", "b", "c"], await Flow.Iter(["a b", "c"]).Words().ResultAsync(mode));

        await using GraphRun run = FlowRuns.Start([none, consumer], mode);
        Assert.Empty(await run.ResultAsync(none).WaitAsync(Runs.Deadline));
        Assert.Empty(await run.ResultAsync(consumer).WaitAsync(Runs.Deadline));
        await run.Completion.WaitAsync(Runs.Deadline);
        TaskStatistics ofConsumer = run.Snapshot().Task("consumer");
        Assert.Equal(0, ofConsumer.Attempts);
        Assert.Equal(RunStatus.Completed, ofConsumer.Status);
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    [Trait("Proves", "TG-199")]
    public async Task What_is_wrapped_in_a_task_means_the_same(bool fuse, int capacity)
    {
        RunOptions mode = Runs.Mode(fuse, capacity);
        (Flow<string> words, Flow<int> lengths) = Flow.Iter(["ab c", "def"]).Measured();
        (Flow<int> numbers, Flow<string> texts) = Flow.Iter([1, 2]).Told();

        Assert.Equal(["a", "b", "c"], await Flow.Iter(["ab", "c"]).Letters().ResultAsync(mode));
        Assert.Equal(["a", "b", "c"], await Flow.Iter(["a b", "c"]).LaterWords().ResultAsync(mode));
        Assert.Equal(["a", "b", "c"], await Flow.Iter(["ab", "c"]).LaterLetters().ResultAsync(mode));
        Assert.Equal(["ab", "c", "def"], await words.ResultAsync(mode));
        Assert.Equal([2, 1, 3], await lengths.ResultAsync(mode));
        Assert.Equal([1, 2], await numbers.ResultAsync(mode));
        Assert.Equal(["<1>", "<2>"], await texts.ResultAsync(mode));

        Assert.Equal([1, 3], await Flow.Iter([1, -2, 3]).Positive().ResultAsync(mode));
        Assert.Equal([1, 2], await Flow.Iter([1, 2, 0, 3]).UntilZero().ResultAsync(mode));
        Assert.Equal([2, 4, 2, -1], await Flow.Iter([3, 5, 2, 3]).Countdown().ResultAsync(mode));
        Assert.Equal([2, 4, 2, -1], await Flow.Iter([3, 5, 2, 3]).CountdownLater().ResultAsync(mode));
        Assert.Equal([3, 2], await Flow.Iter([3, 2, 0, 1]).CountdownLive().ResultAsync(mode));
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task A_method_may_read_the_live_stream(bool fuse, int capacity)
    {
        RunOptions mode = Runs.Mode(fuse, capacity);

        Assert.Equal(["A", "B"], await Flow.Iter(["a", "b"]).Shout().ResultAsync(mode));
        Assert.Equal([3], await Flow.Iter(["a", "bc"]).Measure().ResultAsync(mode));
        Assert.Equal(["X"], await Flow.Value("x").Shout().ResultAsync(mode));
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    [Trait("Proves", "TG-198")]
    public async Task Inlets_of_several_kinds_stand_beside_each_other(bool fuse, int capacity)
    {
        RunOptions mode = Runs.Mode(fuse, capacity);
        Flow<string> endings = Flow.Iter(["!", "?"]);

        Assert.Equal(["1:a+b", "2:a+b"], await Flow.Iter([1, 2]).Labelled(Flow.Iter(["a", "b"])).ResultAsync(mode));
        Assert.Equal("7:a+b", await Flow.Value(7).Labelled(Flow.Iter(["a", "b"])).ResultAsync(mode));
        Assert.Equal(["-a!?", "-b!?"], await Flow.Iter(["a", "b"]).Prefixed(Flow.Iter(["-", "+", "*"]), endings).ResultAsync(mode));
        Assert.Equal(["-a!?", "-b!?"], await Flow.Iter(["a", "b"]).Prefixed("-", endings).ResultAsync(mode));
        Assert.Empty(await Flow.Iter(["a", "b"]).Prefixed(Flow.Iter<string>([]), endings).ResultAsync(mode));
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task A_list_is_one_value(bool fuse, int capacity)
    {
        RunOptions mode = Runs.Mode(fuse, capacity);
        FlowValue<string> joined = Flow.Iter(["a", "b"]).Join();
        var graph = new GraphBuilder("list");
        graph.Sum(Flow.Iter([1, 2, 3]));

        Assert.Equal("a b", await joined.ResultAsync(mode));
        Assert.Equal(0, await Flow.Iter<int>([]).Sum().ResultAsync(mode));
        await using GraphRun run = await LocalEngine.Shared.StartAsync(graph.Build(), mode);
        Assert.Equal(6, await run.ResultAsync<int>("Sum").WaitAsync(Runs.Deadline));
    }

    [Fact]
    [Trait("Proves", "TG-02")]
    public async Task The_signature_says_how_an_inlet_is_read()
    {
        Assert.Equal([InletKind.Item], ArithmeticDefinitions.Square.Descriptor.Inlets.Select(i => i.Kind));
        Assert.Equal([InletKind.List], TextsDefinitions.Join.Descriptor.Inlets.Select(i => i.Kind));
        Assert.Equal([InletKind.Stream, InletKind.Item, InletKind.List], TextsDefinitions.Prefixed.Descriptor.Inlets.Select(i => i.Kind));
        Assert.Equal(
            [(InletKind.Item, typeof(int[])), (InletKind.Item, typeof(List<int>)), (InletKind.Item, typeof(string))],
            ArithmeticDefinitions.Kinds.Descriptor.Inlets.Select(i => (i.Kind, i.ItemType)));
        Assert.Equal([typeof(IReadOnlyList<int>)], ArithmeticDefinitions.Twice.Descriptor.Outlets.Select(o => o.ItemType));

        var graph = new GraphBuilder("kinds");
        Assert.Equal("2 3 4", await graph.RunAsync(graph.Kinds(Two, new List<int> { 1, 2, 3 }, "four")));
        Assert.Equal([7, 7], await Flow.Value(7).Twice().ResultAsync());
        int[] array = await Flow.Value(7).ArrayOf().ResultAsync();
        Assert.Equal([7, 7], array);
        Assert.Equal([7, 7], await Flow.Value(7).ListOf().ResultAsync());
    }
}

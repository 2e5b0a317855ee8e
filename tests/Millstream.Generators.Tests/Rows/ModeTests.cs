using Millstream.Graphs;
using Millstream.Planning;
using Shop;

namespace Millstream.Generators.Rows;

/// <summary>Values that are made piece by piece: whole where they are read whole, once; pieces where pieces are read.</summary>
public sealed class ModeTests
{
    private static readonly string[] Hello = ["Hello", " ", "world"];

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    [Trait("Proves", "TG-96")]
    public async Task Pieces_of_a_text_and_of_bytes_make_one_value(bool fuse, int capacity)
    {
        RunOptions options = Runs.Mode(fuse, capacity);
        var g = new GraphBuilder("texts");
        FlowValue<string> text = g.Say(Hello);
        FlowValue<byte[]> bytes = g.Bytes(Of<byte[]>([1, 2], [3]));
        FlowValue<List<int>> list = g.Lists(Of(4, 5));
        TaskGraph graph = g.Output("text", text).Output("bytes", bytes).Output("list", list).Build();

        await using GraphRun run = await LocalEngine.Shared.StartAsync(graph, options);
        await run.Completion.WaitAsync(Runs.Deadline);

        Assert.Equal("Hello world", await run.ResultAsync<string>("text"));
        Assert.Equal([1, 2, 3], await run.ResultAsync<byte[]>("bytes"));
        Assert.Equal([4, 5], await run.ResultAsync<List<int>>("list"));
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    [Trait("Proves", "TG-97")]
    public async Task Each_call_makes_one_value(bool fuse, int capacity)
    {
        var isFirstThere = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var g = new GraphBuilder("chat");
        Flow<string> replies = g.Answer(Flow.Iter(PromptsAsync));
        Flow<string> whole = g.Same(replies).Then(text =>
        {
            isFirstThere.TrySetResult();
            return text;
        });
        Flow<string> pieces = g.Numbered(replies.Pieces());
        TaskGraph graph = g.Output("whole", whole).Output("pieces", pieces).Build();

        await using GraphRun run = await LocalEngine.Shared.StartAsync(graph, Runs.Mode(fuse, capacity));
        await run.Completion.WaitAsync(Runs.Deadline);

        Assert.Equal(["How.are.", "you.", "and.me."], await run.ResultAsync<IReadOnlyList<string>>("whole"));
        Assert.Equal(["0:How.", "0:are.", "1:you.", "2:and.", "2:me."], await run.ResultAsync<IReadOnlyList<string>>("pieces"));
        Assert.Equal(3, run.Snapshot().Accumulated("Answer.out"));

        // The third prompt is there only after the first reply is.
        async IAsyncEnumerable<string> PromptsAsync()
        {
            yield return "How are";
            yield return "you";
            await isFirstThere.Task;
            yield return "and me";
        }
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    [Trait("Proves", "TG-101")]
    public async Task A_method_that_just_returns_has_made_its_value(bool fuse, int capacity)
    {
        Assert.Equal("Hello world", await g_Say(Hello).ResultAsync(Runs.Mode(fuse, capacity)));
        Assert.Equal("1;2;3;", (await Flow.From(1, 2, 3).Joined().ResultAsync(Runs.Mode(fuse, capacity))).Single());
        Assert.Equal(["ab", "c"], await Flow.From<string[]>(["a", "b"], [], ["c"]).SayBeside().ResultAsync(Runs.Mode(fuse, capacity)));

        static FlowValue<string> g_Say(string[] pieces) => Flow.Value(pieces).Say();
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    [Trait("Proves", "TG-102")]
    public async Task Each_outlet_has_its_own_mode(bool fuse, int capacity)
    {
        var g = new GraphBuilder("code");
        g.Write(Of("let ", "x;"));

        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), Runs.Mode(fuse, capacity));
        await run.Completion.WaitAsync(Runs.Deadline);

        Assert.Equal("let x;", await run.ResultAsync<string>("code"));
        Assert.Equal("es", await run.ResultAsync<string>("lang"));
        Assert.Equal([4, 2], await run.ResultAsync<IReadOnlyList<int>>("lengths"));
        Assert.Equal([OutletMode.Append, OutletMode.Replace, OutletMode.Items], GrowingDefinitions.Write.Descriptor.Outlets.Select(o => o.Mode));
    }

    [Fact]
    public async Task Parts_of_a_tuple_grow_beside_each_other()
    {
        (FlowValue<string> word, FlowValue<int[]> lengths) = Flow.Value(Of("ab", "c")).WordsAndLengths();

        await using GraphRun run = FlowRuns.Start([word, lengths]);
        await run.Completion.WaitAsync(Runs.Deadline);

        Assert.Equal("abc", await run.ResultAsync(word));
        Assert.Equal(Of(2, 1), await run.ResultAsync(lengths));
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    [Trait("Proves", "TG-103")]
    public async Task Whoever_reads_the_whole_value_gets_the_same_one(bool fuse, int capacity)
    {
        var g = new GraphBuilder("three");
        FlowValue<string> text = g.Say(Hello, id: "s");
        g.Same(text, id: "a");
        g.Same(text, id: "b");
        g.Same(text, id: "c");

        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), Runs.Mode(fuse, capacity));
        await run.Completion.WaitAsync(Runs.Deadline);

        string[] all = [await run.ResultAsync<string>("a"), await run.ResultAsync<string>("b"), await run.ResultAsync<string>("c")];
        Assert.Equal("Hello world", all[0]);
        Assert.All(all, one => Assert.Same(all[0], one));
        Assert.Equal(1, run.Snapshot().Accumulated("s.out"));
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Nothing_is_gathered_where_all_read_pieces(bool fuse, int capacity)
    {
        var g = new GraphBuilder("pieces");
        FlowValue<string> text = g.Say(Hello, id: "s");
        g.Live(text, id: "live");
        g.All(text, id: "list");
        g.Each(text, id: "each");

        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), Runs.Mode(fuse, capacity));
        await run.Completion.WaitAsync(Runs.Deadline);

        Assert.Equal(["live", "list", "each"], run.Graph.Outputs.Select(o => o.Name));
        Assert.Equal(["<Hello>", "< >", "<world>"], await run.ResultAsync<IReadOnlyList<string>>("live"));
        Assert.Equal("Hello| |world", await run.ResultAsync<string>("list"));
        Assert.Equal(["[Hello]", "[ ]", "[world]"], await run.ResultAsync<IReadOnlyList<string>>("each"));
        Assert.Equal(0, run.Snapshot().Accumulated("s.out"));
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => run.Peek<string>("s.out"));
        Assert.StartsWith("The values of 's.out' are not gathered: every consumer takes the pieces.", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    [Trait("Proves", "TG-105")]
    public async Task What_an_edge_carries_is_fixed_and_in_the_plan(bool fuse, int capacity)
    {
        var channel = System.Threading.Channels.Channel.CreateUnbounded<string>();
        var g = new GraphBuilder("plan");
        FlowValue<string> text = g.Rewritten(id: "s");
        g.Same(text, id: "whole");
        g.Live(text, id: "live");
        g.Appended(text, id: "appended");
        TaskGraph graph = g.Build();
        RunOptions options = Runs.Mode(fuse, capacity) with { Services = new ServiceTable().Add(channel.Reader) };

        await using GraphRun run = await LocalEngine.Shared.StartAsync(graph, options);
        Delivery[] before = Deliveries(run);
        Assert.True(channel.Writer.TryWrite("Bon") && channel.Writer.TryWrite("Bonjour"));
        channel.Writer.Complete();
        await run.Completion.WaitAsync(Runs.Deadline);

        Assert.Equal([Delivery.Whole, Delivery.Pieces, Delivery.Whole], before);
        Assert.Equal(before, Deliveries(run));
        Assert.Equal(["<Bon>", "<Bonjour>"], await run.ResultAsync<IReadOnlyList<string>>("live"));
        Assert.Equal(["(Bonjour)"], await run.ResultAsync<IReadOnlyList<string>>("appended"));
        Assert.Equal("Bonjour", await run.ResultAsync<string>("whole"));
        Assert.Contains("s-text-whole", run.Plan.ToString(), StringComparison.Ordinal);

        static Delivery[] Deliveries(GraphRun run) =>
            [.. Of("whole", "live", "appended").Select(id => run.Plan.DeliveryOf(run.Plan.Graph.Edges.Single(e => e.To.Id.ToString() == id)))];
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    [Trait("Proves", "TG-106")]
    public async Task A_value_that_grows_too_large_fails_the_run(bool fuse, int capacity)
    {
        var g = new GraphBuilder("large");
        g.Same(g.Bytes(Enumerable.Range(0, 32).Select(_ => new byte[64 * 1024]).ToArray(), id: "s").Then(b => $"{b.Length}"), id: "c");
        RunOptions options = Runs.Mode(fuse, capacity) with { MaxAccumulatedBytes = 1024 * 1024 };

        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), options);
        ValueTooLargeException error = await Assert.ThrowsAsync<ValueTooLargeException>(() => run.Completion.WaitAsync(Runs.Deadline));

        Assert.Equal("s.out", error.Outlet);
        Assert.Equal(
            "The value of 's.out' has grown to 1114112 bytes, and RunOptions.MaxAccumulatedBytes allows 1048576. "
            + "Read it in pieces (an inlet of IAsyncEnumerable, or Pieces()), or allow more.",
            error.Message);
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    [Trait("Proves", "TG-109")]
    public async Task What_waits_for_its_input_begins_when_that_has_ended(bool fuse, int capacity)
    {
        var g = new GraphBuilder("final");
        Flow<int> s = g.Counting(id: "s");
        g.Output("all", g.MadeBeforeAll(s, id: "all")).Output("each", g.MadeBefore(s, id: "each"));
        RunOptions options = Runs.Mode(fuse, capacity) with { Services = new ServiceTable().Add(new Counted()) };

        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), options);
        await run.Completion.WaitAsync(Runs.Deadline);

        Assert.Equal(20_210, await run.ResultAsync<int>("all"));
        Assert.Equal(Enumerable.Range(1, 20).Select(x => 20_000 + x), await run.ResultAsync<IReadOnlyList<int>>("each"));
        Telemetry.RunProgress end = run.Snapshot();
        Assert.Equal((1L, 20L), (end.Task("all").Attempts, end.Task("each").Attempts));
        Assert.All(["all", "each"], id => Assert.True(end.Task(id).StartedAt >= end.Task("s").EndedAt));
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task A_call_that_failed_has_made_no_value(bool fuse, int capacity)
    {
        Flow<string> said = Flow.From<string[]>(["a", "b"], ["c", "!"], ["d"]).Say(o => o.SkipErrors());

        Assert.Equal(["ab", "d"], await said.ResultAsync(Runs.Mode(fuse, capacity)));
        Assert.Equal(["0:a", "0:b", "1:c", "2:d"], await said.Pieces().Numbered().ResultAsync(Runs.Mode(fuse, capacity)));
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task A_group_passes_pieces_on_and_takes_them(bool fuse, int capacity)
    {
        var inner = new GraphBuilder("shout");
        Flow<string> prompts = inner.Input<string>("prompt");
        inner.Output("reply", inner.Answer(prompts));
        TaskGraph makes = inner.Build();
        var reader = new GraphBuilder("reader");
        reader.Output("live", reader.Live(reader.Input<string>("text")));
        TaskGraph reads = reader.Build();
        var g = new GraphBuilder("outer");
        PlacedTask made = g.Group("m", makes, Flow.From("a b", "c"));
        PlacedTask read = g.Group("r", reads, made.Flow<string>());
        g.Output("live", read.Flow<string>()).Output("pieces", made.Flow<string>().Pieces().Numbered());

        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), Runs.Mode(fuse, capacity));
        await run.Completion.WaitAsync(Runs.Deadline);

        Assert.Equal(["<a.>", "<b.>", "<c.>"], await run.ResultAsync<IReadOnlyList<string>>("live"));
        Assert.Equal(["0:a.", "0:b.", "1:c."], await run.ResultAsync<IReadOnlyList<string>>("pieces"));
        Assert.Equal(0, run.Snapshot().Accumulated("m-Answer.out"));
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task A_method_may_wait_for_the_end_of_an_inlet_of_items(bool fuse, int capacity) =>
        Assert.Equal(["a.b.!", "c.!"], await Flow.From("a b", "c").Answer().Late().ResultAsync(Runs.Mode(fuse, capacity)));

    [Fact]
    public async Task Behind_a_contract_values_leave_whole()
    {
        TaskDescriptor contract = TaskDescriptor.Contract("talk").In<string>("prompt").Out<string>("reply");
        var engine = new LocalEngine(new TaskImplementations().Implement(contract, GrowingDefinitions.Answer));

        await using GraphRun run = await engine.StartAsync(TaskGraph.FromTasks(contract), new RunInputs { ["prompt"] = Of("a b", "c") });
        await run.Completion.WaitAsync(Runs.Deadline);

        Assert.Equal(["a.b.", "c."], await run.ResultAsync<IReadOnlyList<string>>("reply"));
    }

    [Fact]
    public async Task Items_without_a_mode_are_values_of_one_piece() =>
        Assert.Equal([new Piece<int>(7, 0), new Piece<int>(8, 1)], await Flow.From(7, 8).Pieces().ResultAsync());

    private static T[] Of<T>(params T[] items) => items;
}

using System.Threading.Channels;
using Millstream.Graphs;
using Millstream.Telemetry;
using Shop;

namespace Millstream.Generators.Rows;

/// <summary>Values that are looked at while they grow.</summary>
public sealed class PeekTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "TG-100")]
    public async Task A_text_is_seen_as_it_is_written(bool fuse)
    {
        var g = new GraphBuilder("written");
        FlowValue<string> text = g.Written(id: "s");

        (object?[] seen, string whole) = await PeekAsync<string, string>(
            g.Output("text", text), "s.text", ["Hello", " ", "world"], fuse, static run => run.Peek<string>("s.text"));

        Assert.Equal([null, "Hello", "Hello ", "Hello world"], seen);
        Assert.Equal("Hello world", whole);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "TG-98")]
    public async Task A_value_that_is_replaced_is_its_last_piece(bool fuse)
    {
        var g = new GraphBuilder("rewritten");
        FlowValue<string> text = g.Rewritten(id: "s");

        (object?[] seen, string whole) = await PeekAsync<string, string>(
            g.Output("text", text), "s.text", ["Bon", "Bonjour", "Bonjour le monde"], fuse, static run => run.Peek<string>("s"));

        Assert.Equal([null, "Bon", "Bonjour", "Bonjour le monde"], seen);
        Assert.Equal("Bonjour le monde", whole);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "TG-99")]
    public async Task Objects_are_replaced_by_their_ids(bool fuse)
    {
        var one = new GraphBuilder("row");
        FlowValue<Row> row = one.OneRow(id: "s");
        var all = new GraphBuilder("rows");
        FlowValue<IReadOnlyList<Row>> rows = all.Rows(id: "s");
        Row[] pieces = [new(1, "a"), new(1, "b"), new(2, "c"), new(null, "d"), new(null, "e")];

        (object?[] seen, Row last) = await PeekAsync<Row, Row>(one.Output("row", row), "s.row", pieces[..3], fuse, static run => run.Peek<Row>("s.row"));
        (object?[] counts, IReadOnlyList<Row> list) = await PeekAsync<Row, IReadOnlyList<Row>>(
            all.Output("rows", rows), "s.rows", pieces, fuse, static run => run.Peek<IReadOnlyList<Row>>("s.rows")?.Count);

        Assert.Equal([null, pieces[0], pieces[1], pieces[2]], seen);
        Assert.Equal(pieces[2], last);
        Assert.Equal([null, 1, 1, 2, 3, 4], counts);
        Assert.Equal([pieces[1], pieces[2], pieces[3], pieces[4]], list);
    }

    [Fact]
    public async Task Only_what_grows_can_be_looked_at()
    {
        string[] pieces = ["a"];
        var g = new GraphBuilder("texts");
        g.Same(g.Say(pieces, id: "s"), id: "c");
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build());
        await run.Completion.WaitAsync(Runs.Deadline);

        Assert.Equal("a", run.Peek<string>("s.out"));
        Assert.StartsWith("The run has no task 'x'. It has: ", Refusal("x.out"), StringComparison.Ordinal);
        Assert.StartsWith("'s.text' is no outlet of 's'. It has: 'out'.", Refusal("s.text"), StringComparison.Ordinal);
        Assert.StartsWith("The outlet 'c.out' gives items, and no value of it grows.", Refusal("c.out"), StringComparison.Ordinal);
        Assert.StartsWith(
            "The values of 's.out' are string, not int.", Assert.Throws<ArgumentException>(() => run.Peek<int>("s.out")).Message, StringComparison.Ordinal);

        string Refusal(string outlet) => Assert.Throws<ArgumentException>(() => run.Peek<string>(outlet)).Message;
    }

    /// <summary>Looks before the first piece, and after each when it has come; then ends the pieces and gives the whole value too.</summary>
    private static async Task<(object?[] Seen, TWhole Whole)> PeekAsync<TPiece, TWhole>(
        GraphBuilder graph, string outlet, TPiece[] pieces, bool fuse, Func<GraphRun, object?> peek)
    {
        var channel = Channel.CreateUnbounded<TPiece>();
        var options = new RunOptions { Fuse = fuse, Events = EventDetail.Calls, Services = new ServiceTable().Add(channel.Reader) };
        await using GraphRun run = await LocalEngine.Shared.StartAsync(graph.Build(), options);
        string gathers = run.Snapshot().Tasks.Single(t => t.Accumulates == outlet).TaskId.ToString();
        await using IAsyncEnumerator<RunEvent> events = run.Events().GetAsyncEnumerator();
        List<object?> seen = [peek(run)];
        foreach (TPiece piece in pieces)
        {
            Assert.True(channel.Writer.TryWrite(piece));
            do
            {
                Assert.True(await events.MoveNextAsync().AsTask().WaitAsync(Runs.Deadline), "The run ended early.");
            }
            while (events.Current.Kind != RunEventKind.ItemCompleted || events.Current.TaskId?.ToString() != gathers);

            seen.Add(peek(run));
        }

        channel.Writer.Complete();
        await run.Completion.WaitAsync(Runs.Deadline);
        Assert.Equal(seen[^1], peek(run));
        return ([.. seen], await run.ResultAsync<TWhole>(run.Graph.Outputs.Single().Name));
    }
}

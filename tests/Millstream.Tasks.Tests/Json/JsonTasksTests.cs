using Millstream.Data;
using Millstream.Graphs;

namespace Millstream.Json;

public sealed class JsonTasksTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Lines_of_JSON_are_rows(bool fuse, int capacity)
    {
        string path = _folder.Write("a.jsonl", "{\"a\":1}\n\n  \n{\"a\":2,\"b\":[1]}\r\n5\n");

        IReadOnlyList<Row> rows = await JsonTasksPlacing.ReadJson(new Files.FileLinesSettings { Path = path }).ResultAsync(Runs.Mode(fuse, capacity));

        Assert.Equal(["""{"a":1}""", """{"a":2,"b":[1]}""", """{"item":5}"""], rows.Select(r => r.ToJson()));
    }

    [Fact]
    public async Task A_line_that_is_no_JSON_is_told_by_its_number()
    {
        string path = _folder.Write("a.jsonl", "{\"a\":1}\n{a:2}\n");

        Exception cause = await JsonTasksPlacing.ReadJson(new Files.FileLinesSettings { Path = path }).CauseAsync();

        Assert.StartsWith($"The file '{path}' cannot be read: line 2 is no JSON. ", cause.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Items_are_written_as_lines_of_JSON()
    {
        var g = new GraphBuilder("write");
        g.WriteJson(Flow.From<object?>("a", Row.Of(("x", "é\n")), null, 1.5m), new Files.FileWriteSettings { Path = _folder["out.jsonl"] });
        await g.ToEndAsync();

        Assert.Equal("\"a\"\n{\"x\":\"é\\n\"}\nnull\n1.5\n", _folder.Read("out.jsonl"));
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Texts_are_parsed_and_rows_are_formatted(bool fuse, int capacity)
    {
        Flow<Row> rows = Flow.From("""{"a": 1, "b": {"c": null}}""", "[1, 2]", "\"x\"").ParseJson();

        Assert.Equal(["""{"a":1,"b":{"c":null}}""", """{"item":[1,2]}""", """{"item":"x"}"""], await rows.Then(r => (object?)r).FormatJson().ResultAsync(Runs.Mode(fuse, capacity)));
    }

    [Fact]
    public async Task A_text_that_is_no_JSON_fails_or_is_left_out()
    {
        Exception cause = await Flow.From("{}", "{x}").ParseJson().CauseAsync();
        Assert.StartsWith("'{x}' is no JSON. ", cause.Message, StringComparison.Ordinal);
        Assert.IsType<TaskInputException>(cause);

        Assert.Equal(2, (await Flow.From("{}", "{x}", "{}").ParseJson(o => o.SkipErrors()).ResultAsync()).Count);
    }
}

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

        IReadOnlyList<Row> rows = await JsonTasksPlacing.ReadJson(new JsonReadSettings { Path = path }).ResultAsync(Runs.Mode(fuse, capacity));

        Assert.Equal(["""{"a":1}""", """{"a":2,"b":[1]}""", """{"item":5}"""], rows.Select(r => r.ToJson()));
    }

    [Fact]
    public async Task A_line_that_is_no_JSON_is_told_by_its_number()
    {
        string path = _folder.Write("a.jsonl", "{\"a\":1}\n{\"ü\":2,}\n");

        Exception cause = await JsonTasksPlacing.ReadJson(new JsonReadSettings { Path = path }).CauseAsync();

        Assert.Equal(
            $"The file '{path}' cannot be read: there is a fault in line 2. It is no JSON: The JSON object contains a trailing comma at the end (character 8).", cause.Message);
    }

    [Theory]
    [InlineData("[]", new string[0])]
    [InlineData("", new string[0])]
    [InlineData(" \n[ ]\n", new string[0])]
    [InlineData("[{\"a\":1},{\"a\":[1,{\"b\":\"],\\\"\"}]}\n,\n5]", new[] { "{\"a\":1}", "{\"a\":[1,{\"b\":\"],\\\"\"}]}", "{\"item\":5}" })]
    [InlineData("[\n  {\n    \"a\": \"x\"\n  }\n]\n", new[] { "{\"a\":\"x\"}" })]
    public async Task An_array_gives_its_elements(string text, string[] rows) => Assert.Equal(
        rows, (await JsonTasksPlacing.ReadJson(new JsonReadSettings { Path = _folder.Write("a.json", text), Form = JsonForm.Array }).ResultAsync()).Select(r => r.ToJson()));

    [Theory]
    [InlineData("[1,2", "the array ends in line 1 without its ']'.")]
    [InlineData("[1]\n[2]", "in line 2 there is '[' behind the array.")]
    [InlineData("{}", "in line 1 there is '{' where the array should begin with '['. Set 'form' to lines where each line is a value.")]
    [InlineData("[1,\n{x}]", "there is a fault in the element that ends in line 2. It is no JSON: 'x' is an invalid start of a property name. Expected a '\"' (line 2, character 2).")]
    [InlineData("[1,,2]", "there is a fault in the element that ends in line 1. It is no JSON: ")]
    [InlineData("[{\n\"a\":\n x}]", "there is a fault in the element that ends in line 3. It is no JSON: 'x' is an invalid start of a value (line 3, character 2).")]
    [InlineData("[\"12345678901234567890\"]", "the element that goes on in line 1 has more than 20 characters. Set 'maxLength' higher where elements are that long.")]
    public async Task What_is_no_array_is_told(string text, string why)
    {
        string path = _folder.Write("a.json", text);

        Exception cause = await JsonTasksPlacing.ReadJson(new JsonReadSettings { Path = path, Form = JsonForm.Array, MaxLength = 20 }).CauseAsync();

        Assert.StartsWith($"The file '{path}' cannot be read: {why}", cause.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_array_where_lines_are_meant_is_told_by_its_setting()
    {
        Exception cause = await JsonTasksPlacing.ReadJson(new JsonReadSettings { Path = _folder.Write("a.json", "[\n{}\n]") }).CauseAsync();

        Assert.EndsWith(" Set 'form' to array where the file is one.", cause.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_array_is_read_in_order()
    {
        string path = _folder.Write("a.json", "[" + string.Join(",\r\n", Enumerable.Range(0, 20_000).Select(i => $"{{\"i\":{i},\"t\":\"{new string('x', i % 90)}\"}}")) + "]");

        IReadOnlyList<Row> rows = await JsonTasksPlacing.ReadJson(new JsonReadSettings { Path = path, Form = JsonForm.Array }).ResultAsync();

        Assert.Equal(Enumerable.Range(0, 20_000), rows.Select(r => r["i"].TryInteger(out long n) ? (int)n : -1));
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
        Assert.StartsWith("'{x}' cannot be read. It is no JSON: ", cause.Message, StringComparison.Ordinal);
        Assert.IsType<TaskInputException>(cause);

        Assert.Equal(2, (await Flow.From("{}", "{x}", "{}").ParseJson(o => o.SkipErrors()).ResultAsync()).Count);
    }
}

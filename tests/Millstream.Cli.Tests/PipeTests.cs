using Millstream.Cli.Pipes;
using Millstream.Documents;

namespace Millstream.Cli.Tests;

/// <summary>What <c>millstream pipe</c> makes of a line.</summary>
public sealed class PipeTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Rows_are_filtered_and_counted()
    {
        string path = _folder.File("sales.csv", "city,amount", "Bern,3", "Rome,10", "Bern,4", "Oslo,1");

        Assert.Equal(
            new Ended(0, Cli.Lines("[", """  {"city":"Bern","count":2},""", """  {"city":"Rome","count":1}""", "]"), ""),
            await Cli.RunAsync("pipe", $"file:{path} | where amount > 1 | count by city"));
        Assert.Equal("{\"items\":[{\"city\":\"Rome\",\"total\":10}]}\n", (await Cli.RunAsync("pipe", "--json", $"file:{path} | group by city compute total: sum(amount) | top 1 by total")).Out);
        Assert.Equal("[\n  4\n]\n", (await Cli.RunAsync("pipe", $"file:{path} | count")).Out);
    }

    [Fact]
    public async Task Lines_become_rows_by_a_pattern_and_a_file_at_the_end_is_written()
    {
        string path = _folder.File("access.log", "10.0.0.1 GET /a 200", "10.0.0.2 GET /b 500", "10.0.0.1 GET /a 500", "10.0.0.1 GET /a 502");
        string result = Path.Combine(_folder.Path, "out.jsonl");

        Ended ended = await Cli.RunAsync("pipe", $@"file:{path} | extract '(?<path>/\S+|-) (?<status>\d+)' | where status >= 500 | count by path | sort by count desc | file:{result}");

        Assert.Equal(new Ended(0, "", ""), ended);
        Assert.Equal(Cli.Lines("""{"path":"/a","count":2}""", """{"path":"/b","count":1}"""), await File.ReadAllTextAsync(result, TestContext.Current.CancellationToken));
        Assert.Equal("[\n  {\"item\":\"10.0.0.2 GET /b 500\"}\n]\n", (await Cli.RunAsync("pipe", $"file:{path} | where contains(item, '500') | limit 1")).Out);
    }

    [Theory]
    [InlineData("file:a.csv", "csv.read path=a.csv")]
    [InlineData("file:a.csv.gz", "csv.read path=a.csv.gz")]
    [InlineData("json:a.txt | match 'x|y'", "json.read path=a.txt; json.format; text.match pattern=x|y")]
    [InlineData("- | split ,", "stdin; text.split separator=,")]
    [InlineData("stdin | where a > 1 || b == 'c|d' | select a, b", "stdin; rows; where condition=a > 1 || b == 'c|d'; select columns=a, b")]
    [InlineData("csv:a delimiter=tab header=false | skip 2", "csv.read path=a delimiter=tab header=false; skip count=2")]
    [InlineData("file:a.log | window.count 5m time item", "file.lines path=a.log; window.count every=5m time=item")]
    [InlineData("file:'my file.txt' | template ${x}", "file.lines path=my file.txt; rows; template template=$${x}")]
    public void A_line_is_a_document(string pipe, string document)
    {
        GraphDocument made = new PipeParser(Catalogues.All).Parse(pipe);

        Assert.Equal(document, string.Join("; ", made.Nodes.Select(n => string.Join(' ', ((TaskWork)n.Work).Settings.Select(s => $"{s.Name}={s.Value.Text}").Prepend(((TaskWork)n.Work).Task)))));
        Assert.Equal(made, GraphDocument.Parse(made.ToYaml()));
    }

    [Theory]
    [InlineData("file:a.csv | wher x", "Stage 2 of the pipe ('wher x'): there is no task 'wher'. Is 'where' meant?")]
    [InlineData("file:a.csv | | count", "Stage 2 of the pipe is empty.")]
    [InlineData("file:a.csv | stdin", "'stdin' reads nothing, and can only be the first.")]
    [InlineData("file:a.csv | where amount >", "the setting 'Condition' has a fault")]
    [InlineData("where x > 1", "'where.rows' reads nothing")]
    public async Task What_is_wrong_is_told(string pipe, string message)
    {
        Ended ended = await Cli.RunAsync("pipe", pipe);

        Assert.Equal((2, ""), (ended.Code, ended.Out));
        Assert.Contains(message, ended.Error, StringComparison.Ordinal);
    }
}

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

        // In quotes, as a shell wants a bar.
        Assert.Equal("[\n  2\n]\n", (await Cli.RunAsync("pipe", $"file:{path} | where 'amount > 3 | amount < 0' | count")).Out);
        Assert.Equal("[\n  1\n]\n", (await Cli.RunAsync("pipe", $"file:{path} | where city = 'Rome' | count")).Out);
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
    [InlineData("json:a.txt | json.format | match 'x|y'", "json.read path=a.txt; json.format; text.match pattern=x|y")]
    [InlineData("- | split ,", "stdin; text.split separator=,")]
    [InlineData("- | match '^[12]' invert=true", "stdin; text.match pattern=^[12] invert=true")]
    [InlineData("- | match '^[12] ' invert true ignoreCase true", "stdin; text.match pattern=^[12]  invert=true ignoreCase=true")]
    [InlineData("- | match no timeout yet ignoreCase=true", "stdin; text.match pattern=no timeout yet ignoreCase=true")]
    [InlineData("- | match pattern='^[12]' invert=true", "stdin; text.match pattern=^[12] invert=true")]
    [InlineData("- | match pattern '^[12]' invert true", "stdin; text.match pattern=^[12] invert=true")]
    [InlineData("- | extract '(?<a>\\d)' mustMatch=true", "stdin; text.extract pattern=(?<a>\\d) mustMatch=true")]
    [InlineData("- | replace ',' replacement ';'", "stdin; text.replace pattern=, replacement=;")]
    [InlineData("- | where 'a' == b", "stdin; rows; where condition='a' == b")]
    [InlineData("http.poll http://127.0.0.1/x interval=200ms", "http.poll url=http://127.0.0.1/x interval=200ms")]
    [InlineData("file:a.csv | top 3 by price desc", "csv.read path=a.csv; sort by=price desc; limit count=3")]
    [InlineData("file:a.csv | top 3 by price asc", "csv.read path=a.csv; sort by=price asc; limit count=3")]
    [InlineData("stdin | where a > 1 || b == 'c|d' | select a, b", "stdin; rows; where condition=a > 1 || b == 'c|d'; select columns=a, b")]
    [InlineData("csv:a delimiter=tab header=false | skip 2", "csv.read path=a delimiter=tab header=false; skip count=2")]
    [InlineData("file:a.log | window.count 5m time item", "file.lines path=a.log; window.count every=5m time=item")]
    [InlineData("file:a.csv | group by city compute every: sum(x), by: max(y)", "csv.read path=a.csv; group by=city compute=every: sum(x), by: max(y)")]
    [InlineData("file:a.csv | window.aggregate 1m compute every: sum(x), time: max(y)", "csv.read path=a.csv; window.aggregate every=1m compute=every: sum(x), time: max(y)")]
    [InlineData("file:a.csv | select every: x | csv.format | print", "csv.read path=a.csv; select columns=every: x; csv.format; stdout")]
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
    [InlineData("file:a.csv | where amount >", "the setting 'condition' has a fault")]
    [InlineData("file:a.log max-line-length 9", "Stage 1 of the pipe ('file:a.log max-line-length 9'): behind 'file:a.log' stand settings of 'file.lines', by their names: ")]
    [InlineData("where x > 1", "Stage 1 of the pipe ('where x > 1'): 'where' reads rows, and nothing stands before it. Begin with file:… for a file, or - for standard input.")]
    [InlineData("count", "Stage 1 of the pipe ('count'): 'count' reads items, and nothing stands before it. Begin with file:… for a file, or - for standard input.")]
    [InlineData("file:a.csv | top 3", "Stage 2 of the pipe ('top 3'): 'top' says by what the greatest are found: top 3 by total. For the first ones as they come: limit 3.")]
    [InlineData("file:a.csv | tpo 3 by x", "Stage 2 of the pipe ('tpo 3 by x'): there is no task 'tpo'. Is 'top' meant? 'millstream list' tells all.")]
    [InlineData("file:a.csv | count k by a", "Stage 2 of the pipe ('count k by a'): 'count' alone counts all; with 'by' and columns the rows of each group: count by city.")]
    [InlineData("- | replace ',' ';'", "Stage 2 of the pipe ('replace ',' ';''): behind ',', which is 'pattern', stand settings of 'text.replace', by their names: ignoreCase, replacement")]
    [InlineData("- | match 'a' 'b'", "behind 'a', which is 'pattern', stand settings of 'text.match', by their names: ")]
    [InlineData("file:a.csv | group by id compute count by name", "the setting 'by' is given twice. Put quotes around a value with the name of a setting in it.")]
    [InlineData("file:a.csv | json.format x", "Stage 2 of the pipe ('json.format x'): 'json.format' has no settings, and nothing stands behind it.")]
    [InlineData(
        "file:a.csv | file:mid.jsonl | count",
        "Stage 2 of the pipe ('file:mid.jsonl'): a file is read by the first stage and written by the last. Write it at the end; what comes of it then is another pipe, which begins with the file.")]
    [InlineData(
        "file:a.csv | window.aggregate every: 1m time: at compute: count",
        "Stage 2 of the pipe ('window.aggregate every: 1m time: at compute: count'): in a pipe settings are named without a colon: every 1m.")]
    [InlineData("file:a.csv | window.aggregate 1m time: at compute count", "in a pipe settings are named without a colon: time at.")]
    [InlineData("file:a.csv | group by: city", "in a pipe settings are named without a colon: by city.")]
    [InlineData(
        "file:a.csv | flatten items | match '^A' | count",
        "Stage 3 of the pipe ('match '^A''): 'text.match' reads texts, and rows come to it. Make texts of them first: template '{city}: {amount}' of some columns, json.format of all.")]
    public async Task What_is_wrong_is_told(string pipe, string message)
    {
        Ended ended = await Cli.RunAsync("pipe", pipe);

        Assert.Equal((2, ""), (ended.Code, ended.Out));
        Assert.Contains(message, ended.Error, StringComparison.Ordinal);
    }
}

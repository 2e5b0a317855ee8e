using Microsoft.Extensions.Logging.Abstractions;
using Millstream.Data;
using Millstream.Testing;

namespace Millstream.Csv;

/// <summary>Lines that come one by one make the rows that the same table makes in a file.</summary>
public sealed class CsvParseTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(BadRows.Keep, new[] { "5\" disk|a", "plain|b", "other|c", "7\" disk|d", "last|e" })]
    [InlineData(BadRows.Mark, new[] { "5\" disk|a", "plain|b", "other|c", "7\" disk|d", "last|e" })]
    [InlineData(BadRows.Skip, new[] { "plain|b", "other|c", "last|e" })]
    public async Task A_quote_in_a_cell_without_quotes_takes_no_other_record_with_it(BadRows bad, string[] expected)
    {
        string[] lines = ["name,mark", "5\" disk,a", "plain,b", "other,c", "7\" disk,d", "last,e"];
        IReadOnlyList<Row> rows = await Flow.From(lines).ParseCsv(new CsvParseSettings { BadRows = bad }).ResultAsync();

        Assert.Equal(expected, rows.Select(r => $"{r["name"]}|{r["mark"]}"));
        if (bad == BadRows.Mark)
        {
            Assert.Equal(
                ["the record in line 2 is no record: a quote in a cell without quotes", "", "", "the record in line 5 is no record: a quote in a cell without quotes", ""],
                rows.Select(r => r["_error"].ToString()));
        }
    }

    [Fact]
    public async Task A_record_is_told_by_the_line_in_which_it_begins()
    {
        string[] lines = ["a,b", "1,\"x", "y\"", "2,\"x", "y\",3"];
        IReadOnlyList<Row> rows = await Flow.From(lines).ParseCsv(new CsvParseSettings { BadRows = BadRows.Mark }).ResultAsync();

        Assert.Equal(["", "the record in line 4 has 3 cells, and there are 2 columns (a, b)"], rows.Select(r => r["_error"].ToString()));
    }

    [Fact]
    public async Task What_a_quote_leaves_open_at_the_end_is_one_record()
    {
        string[] lines = ["a,b", "1,2", "3,\"x", "4,5"];

        Assert.Equal(["1|2", "3|x\n4,5\n"], (await Flow.From(lines).ParseCsv(new CsvParseSettings { BadRows = BadRows.Keep }).ResultAsync()).Select(r => $"{r["a"]}|{r["b"]}"));
        Assert.Equal(["1|2"], (await Flow.From(lines).ParseCsv(new CsvParseSettings { BadRows = BadRows.Skip }).ResultAsync()).Select(r => $"{r["a"]}|{r["b"]}"));
    }

    [Fact]
    public async Task What_stands_between_cells_is_found_by_the_first_record()
    {
        var settings = new CsvParseSettings { Delimiter = "auto" };

        Assert.Equal(["""{"a\nb":"1\"","c":"2\n;3"}"""], await OfLinesAsync(["\"a", "b\";c", "\"1\"\"\";\"2", ";3\""], settings));
        Assert.Equal(["""{"a,":"1","b":"2"}"""], await OfLinesAsync(["sep=;", "a,;b", "1;2"], settings));
    }

    [Theory]
    [InlineData("a,b\n\uFEFF1,2\n3,\uFEFF4\n")]
    [InlineData("\uFEFFa,b\n\uFEFF\"1\",2\n\uFEFF\uFEFF3,4\n")]
    [InlineData("\uFEFF\"a\nx\",b\n1,\"2\n\uFEFF3\"\n\uFEFF4,\"5\n6\"\n")]
    public async Task Only_the_first_character_of_the_first_line_is_a_mark_of_the_encoding(string text)
    {
        foreach (string delimiter in (string[])[",", "auto"])
        {
            List<string> expected = OfFile(new CsvReadSettings { Path = _folder.Write("m.csv", text), Delimiter = delimiter, BadRows = BadRows.Keep });

            Assert.Equal(2, expected.Count);
            Assert.Contains(expected, row => Row.Parse(row)[0].ToString().Contains('\uFEFF', StringComparison.Ordinal));
            Assert.Equal(expected, await OfLinesAsync(text.Split('\n')[..^1], new CsvParseSettings { Delimiter = delimiter, BadRows = BadRows.Keep }));
        }
    }

    [Theory]
    [InlineData(BadRows.Keep)]
    [InlineData(BadRows.Mark)]
    public async Task What_is_wrong_with_the_head_is_not_told_of_the_first_record(BadRows bad)
    {
        const string Text = "a,5\" disk\n1,2\n3,x\"y\n";
        string[] errors = bad == BadRows.Mark ? ["", "the record in line 3 is no record: a quote in a cell without quotes"] : [];

        foreach (IReadOnlyList<Row> rows in (IReadOnlyList<Row>[])[
            await CsvTasksPlacing.ReadCsv(new CsvReadSettings { Path = _folder.Write("a.csv", Text), BadRows = bad }).ResultAsync(),
            await Flow.From(Text.Split('\n')).ParseCsv(new CsvParseSettings { BadRows = bad }).ResultAsync()])
        {
            Assert.Equal(["1|2", "3|x\"y"], rows.Select(r => $"{r["a"]}|{r["5\" disk"]}"));
            Assert.Equal(errors, bad == BadRows.Mark ? rows.Select(r => r["_error"].ToString()) : []);
        }
    }

    [Fact]
    public async Task Random_texts_are_the_same_rows_from_a_file_and_from_lines()
    {
        string[] pieces = ["a", "1", ",", ",", "\"", "\"", "\n", "\n", " ", "#", "'", ";", "ü", "\"\"", "\",\""];
        int failed = 0, quoted = 0;
        for (int seed = 1; seed <= 1500; seed++)
        {
            var random = new Random(seed);
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => pieces[random.Next(pieces.Length)])) + "\n";
            var read = new CsvReadSettings
            {
                Path = _folder.Write("r.csv", text),
                BadRows = (BadRows)(seed % 4),
                Delimiter = random.Next(4) == 0 ? ";" : ",",
                Quote = random.Next(4) == 0 ? "'" : "\"",
                Comment = random.Next(2) == 0 ? "#" : "",
                Trim = random.Next(2) == 0,
                Header = random.Next(2) == 0,
                Columns = random.Next(4) == 0 ? "x, y" : "",
            };
            var parse = new CsvParseSettings { BadRows = read.BadRows, Delimiter = read.Delimiter, Quote = read.Quote, Comment = read.Comment, Trim = read.Trim, Header = read.Header, Columns = read.Columns };

            List<string> expected = OfFile(read), rows = await OfLinesAsync(text.Split('\n')[..^1], parse);

            Assert.True(expected.SequenceEqual(rows), $"Seed {seed}, {read.BadRows}, {new Cell(text).ToJson()}: of the file\n{string.Join('\n', expected)}\nand of the lines\n{string.Join('\n', rows)}");
            failed += rows.Contains("failed") ? 1 : 0;
            quoted += rows.Exists(r => r.Contains("\\n", StringComparison.Ordinal)) ? 1 : 0;
        }

        Assert.InRange(failed, 50, 375);
        Assert.InRange(quoted, 50, 1500);
    }

    [Theory]
    [InlineData(BadRows.Skip, new[] { "1|2" })]
    [InlineData(BadRows.Keep, new[] { "1|2", "3|4" })]
    public async Task Given_names_stand_for_as_many_cells_as_a_record_may_have(BadRows bad, string[] expected)
    {
        const string Text = "1,2\n3,4,5\n";
        var log = new TestLog();

        Assert.Equal(
            expected,
            (await CsvTasksPlacing.ReadCsv(new CsvReadSettings { Path = _folder.Write("a.csv", $"a,b,c\n{Text}"), Columns = "x, y", BadRows = bad }).ResultAsync(new RunOptions { Logger = log })).Select(r => $"{r["x"]}|{r["y"]}"));
        Assert.Equal(
            expected,
            (await Flow.From(Text.Split('\n')).ParseCsv(new CsvParseSettings { Header = false, Columns = "x, y", BadRows = bad }).ResultAsync(new RunOptions { Logger = log })).Select(r => $"{r["x"]}|{r["y"]}"));
        Assert.Equal(bad == BadRows.Skip ? 2 : 0, log.Lines.Count(l => l.Contains("is left out (too many or too few cells)", StringComparison.Ordinal)));
    }

    private static List<string> OfFile(CsvReadSettings settings)
    {
        var rows = new List<string>();
        try
        {
            foreach (Row row in CsvTasks.ReadCsv(settings, NullLogger.Instance))
            {
                rows.Add(row.ToJson());
            }
        }
        catch (IOException)
        {
            rows.Add("failed");
        }

        return rows;
    }

    private static async Task<List<string>> OfLinesAsync(string[] lines, CsvParseSettings settings)
    {
        var rows = new List<string>();
        try
        {
            await foreach (Row row in CsvTasks.ParseCsvAsync(lines.ToAsyncEnumerable(), settings, NullLogger.Instance, TestContext.Current.CancellationToken))
            {
                rows.Add(row.ToJson());
            }
        }
        catch (TaskInputException)
        {
            rows.Add("failed");
        }

        return rows;
    }
}

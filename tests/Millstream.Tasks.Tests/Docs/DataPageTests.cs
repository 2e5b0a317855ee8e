using System.Text.RegularExpressions;
using Millstream.Aggregates;
using Millstream.Csv;
using Millstream.Data;
using Millstream.Expressions;
using Millstream.Files;
using Millstream.Items;
using Millstream.Joins;
using Millstream.Json;
using Millstream.Rows;
using Millstream.Sorting;
using Millstream.Text;
using Millstream.Windows;

namespace Millstream.Docs;

[Collection("console")]
public sealed partial class DataPageTests : IDisposable
{
    private static readonly Row OfTheTable = Row.Parse("""{"at":"2026-02-03T00:30:00+02:00","a":null}""");

    private readonly TempFolder _folder = new();
    private readonly string _old = Directory.GetCurrentDirectory();

    public void Dispose()
    {
        Directory.SetCurrentDirectory(_old);
        _folder.Dispose();
    }

    [Fact]
    public async Task The_first_example_prints_what_it_says()
    {
        _folder.Write("requests.csv", "host,path,status,duration\nweb-1,/a,503,4\nweb-2,/health,500,99\nweb-1,/b,500,31.5\nweb-2,/,200,3\n");
        Directory.SetCurrentDirectory(_folder.Path);
        TextWriter old = Console.Out;
        var text = new StringWriter();
        Console.SetOut(text);
        try
        {
            #region data-first
            Flow<Row> slowest = CsvTasksPlacing.ReadCsv(new CsvReadSettings { Path = "requests.csv" })
                .FilterRows(new FilterSettings { Condition = "status >= 500 and not starts_with(path, '/health')" })
                .GroupRows(new GroupRowsSettings { By = "host", Compute = "count, slowest: max(duration)" });

            await foreach (Row row in slowest)
            {
                Console.WriteLine(row);                          // {"host":"web-1","count":2,"slowest":"31.5"}
            }
            #endregion
        }
        finally
        {
            Console.SetOut(old);
        }

        Assert.Equal("{\"host\":\"web-1\",\"count\":2,\"slowest\":\"31.5\"}", text.ToString().TrimEnd());
    }

    [Fact]
    public async Task The_second_example_makes_a_report()
    {
        _folder.Write("orders.jsonl", """
            {"at":"2026-02-03T04:10:00Z","customer":7,"price":1.5}
            {"at":"2026-02-03T04:20:00Z","customer":8,"price":9.999}
            {"at":"2026-02-03T04:30:00Z","customer":7,"price":2}
            {"at":"2026-02-03T05:00:00Z","customer":7,"price":30}
            """);
        _folder.Write("customers.csv", "id,name\n7,Ann\n8,Bo\n");
        Directory.SetCurrentDirectory(_folder.Path);

        #region data-shaping
        Flow<Row> orders = JsonTasksPlacing.ReadJson(new JsonReadSettings { Path = "orders.jsonl" });
        Flow<Row> customers = CsvTasksPlacing.ReadCsv(new CsvReadSettings { Path = "customers.csv" });

        Flow<string> report = orders
            .JoinRows(customers, new JoinSettings { On = "customer", RightOn = "id" })
            .AggregateWindows(new WindowAggregateSettings { Every = TimeSpan.FromHours(1), Time = "at", By = "name", Compute = "total: sum(price)" })
            .SortRows(new SortSettings { By = "total desc" })
            .LimitItems(new CountSettings { Count = 10 })
            .FormatRow(new TemplateSettings { Template = "{name}: {round(total, 2)}" });
        #endregion

        Assert.Equal(["Ann: 30", "Bo: 10", "Ann: 3.5"], await report.ResultAsync());
    }

    [Fact]
    public async Task The_third_example_follows_a_log()
    {
        _folder.Write("app.log", "ERROR too old\n");
        Directory.SetCurrentDirectory(_folder.Path);

        #region data-follow
        Flow<string> errors = FileTasksPlacing.ReadLines(new FileLinesSettings { Path = "app.log", Follow = true, FromEnd = true })
            .MatchText(new MatchSettings { Pattern = "ERROR" });
        #endregion

        Task<IReadOnlyList<string>> first = errors.Take(2).ResultAsync();
        for (int i = 0; !first.IsCompleted; i++)
        {
            File.AppendAllText("app.log", $"INFO {i}\nERROR {i}\n");
            await Task.WhenAny(first, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken));
        }

        Assert.All(await first, line => Assert.Matches("^ERROR [0-9]+$", line));
    }

    [Fact]
    public void Rows_are_made_and_read_as_the_page_says()
    {
        #region data-rows
        Row row = Row.Of(("name", "Ann"), ("age", 31));
        Row parsed = Row.Parse("""{"user": {"name": "Bo", "tags": ["a", "b"]}}""");

        string name = row["name"].ToString();                // Ann
        Cell tag = parsed.At("user.tags.1");                 // b
        #endregion

        Assert.Equal("Ann", name);
        Assert.Equal("b", tag.ToString());
    }

    [Fact]
    public void Expressions_give_what_the_table_says()
    {
        Match[] lines = [.. Line().Matches(Table()).Cast<Match>()];

        Assert.True(lines.Length > 20);
        Assert.Equal(
            lines.Select(l => (l.Groups["expression"].Value, l.Groups["gives"].Value.Trim().Trim('`'))),
            lines.Select(l => (l.Groups["expression"].Value, Shown(Expression.Parse(l.Groups["expression"].Value).Evaluate(OfTheTable)))));

        static string Shown(Cell cell) => cell.IsNull ? "no value" : cell.ToString();
    }

    [Fact]
    public async Task Columns_are_named_and_left_out_as_the_page_says()
    {
        _folder.Write("twice.csv", "a,a,,a\n1,2,3,4\n");
        _folder.Write("some.jsonl", "{\"a\":1,\"b\":2}\n{\"a\":3}\n{\"c\":4}\n");
        _folder.Write("left.csv", "id,of\n1,x\n");
        _folder.Write("right.csv", "id,name\n");
        Flow<Row> some = JsonTasksPlacing.ReadJson(new JsonReadSettings { Path = _folder["some.jsonl"] });
        Flow<Row> joined = CsvTasksPlacing.ReadCsv(new CsvReadSettings { Path = _folder["left.csv"] })
            .JoinRows(CsvTasksPlacing.ReadCsv(new CsvReadSettings { Path = _folder["right.csv"] }), new JoinSettings { On = "id", Kind = JoinKind.Left });

        Assert.Equal(["a, a_2, column_3, a_3"], (await CsvTasksPlacing.ReadCsv(new CsvReadSettings { Path = _folder["twice.csv"] }).ResultAsync()).Select(r => r.Columns.ToString()));
        Assert.Equal(["a,c", "1,", "3,", ",4"], await some.FormatCsv(new CsvFormatSettings { Columns = "a, c" }).ResultAsync());
        Assert.Equal(["id,of", "1,x"], await joined.FormatCsv(new CsvFormatSettings()).ResultAsync());
        Assert.Equal(["id,of,name", "1,x,"], await joined.FormatCsv(new CsvFormatSettings { Columns = "id, of, name" }).ResultAsync());
        Assert.Single(await joined.FilterRows(new FilterSettings { Condition = "name == null" }).ResultAsync());
    }

    private static string Table()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "Millstream.slnx")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        string page = File.ReadAllText(Path.Combine(directory!, "docs", "data.md"));
        return page[page.IndexOf("| expression | gives |", StringComparison.Ordinal)..page.IndexOf("Nothing in an expression throws", StringComparison.Ordinal)];
    }

    [GeneratedRegex(@"^\| `(?<expression>[^|`]+)` \|(?<gives>[^|]*)\|", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Line();
}

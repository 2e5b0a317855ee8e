using Millstream.Aggregates;
using Millstream.Csv;
using Millstream.Data;
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
public sealed class DataPageTests : IDisposable
{
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
}

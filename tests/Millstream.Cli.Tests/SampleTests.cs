using System.Globalization;
namespace Millstream.Cli.Tests;

/// <summary>The documents of samples/documents on small input.</summary>
public sealed class SampleTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_sample_is_in_the_program_and_has_a_test()
    {
        string[] files = Directory.GetFiles(Path.Combine(Cli.Sources, "samples", "documents"), "*.yaml");

        Assert.True(files.Length >= 5);
        Assert.Equal(Samples.Names, files.Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal));
        Assert.Equal(Samples.Names, ["errors-per-minute", "follow-log", "join-tables", "json-filter", "poll-to-postgres", "top-groups", "watch-folder", "word-count", "word-count-tree"]);
    }

    [Fact]
    public async Task Words_are_counted()
    {
        string path = _folder.File("text.txt", "The quick fox, the lazy dog.", "THE END");

        Assert.Equal(
            Cli.Lines("[", """  {"word":"the","count":3},""", """  {"word":"dog","count":1}""", "]"),
            (await RunAsync("word-count", "--path", path, "--top", "2")).Out);
    }

    [Fact]
    public async Task Errors_are_counted_for_each_minute()
    {
        string path = _folder.File(
            "app.log",
            "2026-03-01T10:15:01Z INFO  started",
            "2026-03-01T10:15:02Z ERROR no connection",
            "  at Connect()",
            "2026-03-01T10:15:59Z ERROR no connection",
            "2026-03-01T10:16:00Z WARN  slow",
            "2026-03-01T10:17:30Z ERROR disk full");

        Ended ended = await RunAsync("errors-per-minute", "--path", path);

        Assert.Equal(
            Cli.Lines("[", """  {"window":"2026-03-01T10:15:00.000Z","count":2},""", """  {"window":"2026-03-01T10:17:00.000Z","count":1}""", "]"),
            ended.Out);
    }

    [Fact]
    public async Task Tables_are_joined()
    {
        string orders = _folder.File("orders.csv", "order,customer,total", "1,7,10", "2,8,20", "3,7,5");
        string customers = _folder.File("customers.csv", "customer,name", "7,Ann", "9,Bob");

        Ended inner = await RunAsync("join-tables", "--left", orders, "--right", customers, "--on", "customer");
        Ended left = await RunAsync("join-tables", "--left", orders, "--right", customers, "--on", "customer", "--kind", "left");

        Assert.Equal(
            Cli.Lines("[", """  {"order":"1","customer":"7","total":"10","name":"Ann"},""", """  {"order":"3","customer":"7","total":"5","name":"Ann"}""", "]"), inner.Out);
        Assert.Contains("""{"order":"2","customer":"8","total":"20","name":null}""", left.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_greatest_groups_come_first()
    {
        string path = _folder.File("sales.csv", "city,amount", "Bern,3", "Rome,10", "Bern,4", "Oslo,1");

        Assert.Equal(
            Cli.Lines("[", """  {"city":"Rome","total":10,"count":1},""", """  {"city":"Bern","total":7,"count":2}""", "]"),
            (await RunAsync("top-groups", "--path", path, "--by", "city", "--sum", "amount", "--top", "2")).Out);
    }

    [Fact]
    public async Task JSON_lines_are_filtered_and_reshaped()
    {
        string path = _folder.File(
            "users.jsonl",
            """{"user":{"name":"Ann","city":"Oslo"},"age":31}""",
            """{"user":{"name":"Bob","city":"Rome"},"age":17}""",
            """{"user":{"name":"Cid"},"age":40}""");

        Assert.Equal(
            Cli.Lines("[", """  {"name":"Ann","city":"Oslo","decade":30},""", """  {"name":"Cid","city":null,"decade":40}""", "]"),
            (await RunAsync("json-filter", "--path", path, "--where", "age >= 18", "--columns", "name: user.name, city: user.city, decade: floor(age / 10) * 10")).Out);
        Assert.Equal(5, (await RunAsync("json-filter", "--path", path)).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Words_of_a_whole_tree_are_counted()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "in", "deep"));
        _folder.File("a.txt", "one two");
        _folder.File("in/b.md", "Two THREE two");
        _folder.File("in/deep/c.md", "three");
        _folder.File("in/deep/d.bin", "two two two");

        Assert.Equal(
            Cli.Lines("[", """  {"word":"two","count":3},""", """  {"word":"three","count":2}""", "]"),
            (await RunAsync("word-count-tree", "--folder", _folder.Path, "--pattern", "*.txt|*.md", "--top", "2")).Out);
    }

    [Fact]
    public async Task A_folder_is_watched_and_its_totals_and_bad_rows_are_kept()
    {
        _folder.File("first.csv", "item,amount", "a,3", "b,4", "c");
        string totals = Path.Combine(_folder.Path, "totals.txt"), bad = Path.Combine(_folder.Path, "bad.jsonl");

        Ended ended = await Cli.ProcessAsync(
            ["run", "watch-folder", "--folder", _folder.Path, "--sum", "amount", "--every", "1s", "--totals", totals, "--bad", bad],
            async process =>
            {
                // Files of the run itself have other names, and are not meant.
                await WrittenAsync((2, 7), () => Totals(totals, "first.csv"));
                await WrittenAsync("""{"file":"first.csv","line":4,"reason":"too many or too few cells","record":"c"}""" + "\n", () => Read(bad));
                _folder.File("later.csv", "item,amount", "x,10", "y,20");
                await WrittenAsync((2, 30), () => Totals(totals, "later.csv"));
                await Cli.InterruptAsync(process);
            });

        Assert.True(ended.Code == 130, ended.Error);
        Assert.StartsWith("window,file,rows,total\n", Read(totals), StringComparison.Ordinal);
        Assert.Single(Read(bad).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_log_is_followed_and_its_errors_come_as_they_are_written()
    {
        string log = _folder.File("app.log", "2026-03-01T10:15:00Z ERROR before anybody looked");
        string output = "";

        Ended ended = await Cli.ProcessAsync(
            ["run", "follow-log", "--path", log, "--every", "1s"],
            async process =>
            {
                // What is written before the program looks at the log is not new to it: so again and again.
                Task<string?> line = process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask();
                for (int i = 0; i < 300 && !line.IsCompleted; i++)
                {
                    await File.AppendAllTextAsync(log, $"2026-03-01T10:16:00Z ERROR no connection {i}\n2026-03-01T10:16:00Z INFO fine\n", TestContext.Current.CancellationToken);
                    await Task.WhenAny(line, Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken));
                }

                output = await line ?? "";
                await Cli.InterruptAsync(process);
            });

        Assert.True(ended.Code == 130, ended.Error);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z ERROR: [1-9][0-9]*, the last: no connection [0-9]+", output);
        Assert.DoesNotContain("before anybody looked", output + ended.Out, StringComparison.Ordinal);
    }

    private static string Read(string path)
    {
        if (!File.Exists(path))
        {
            return "";
        }

        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return file.ReadToEnd();
    }

    /// <summary>Adds up what a table of totals has of a file: its rows may lie on both sides of a window's end.</summary>
    private static (int Rows, int Total) Totals(string path, string file)
    {
        string[][] lines = [.. Read(path).Split('\n').SkipLast(1).Select(line => line.Split(',')).Where(cells => cells[1] == file)];
        return (lines.Sum(cells => int.Parse(cells[2], CultureInfo.InvariantCulture)), lines.Sum(cells => int.Parse(cells[3], CultureInfo.InvariantCulture)));
    }

    private static async Task WrittenAsync<T>(T expected, Func<T> found)
    {
        for (int i = 0; i < 300 && !Equals(found(), expected); i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        Assert.Equal(expected, found());
    }

    private static async Task<Ended> RunAsync(params string[] args)
    {
        Ended ended = await Cli.RunAsync(["run", .. args]);
        Assert.True(ended.Code == 0, ended.Error);
        return ended;
    }
}

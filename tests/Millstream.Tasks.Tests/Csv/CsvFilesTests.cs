using Millstream.Data;
using Millstream.Files;
using Millstream.Folders;
using Millstream.Graphs;
using Millstream.Json;

namespace Millstream.Csv;

public sealed class CsvFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task The_rows_of_all_files_come_and_what_is_none_beside_them(bool fuse, int capacity)
    {
        _folder.Write("a.csv", "city,amount\nBern,3\nRome\nOslo,\"1\n0\"\n\"Bonn\"x,1\n");
        _folder.Write("b.csv", "");
        _folder.Write("c.csv", "amount,city\n7,Rome\n8,Bern,x\n");
        _folder.Write("d.csv.gz", "not packed");

        (string[] rows, string[] bad) = await ReadAsync(
            FolderTasksPlacing.ListFiles(new FolderFilesSettings { Path = _folder.Path }).Then(f => (object?)f), new CsvFilesSettings { FileColumn = "source" }, Runs.Mode(fuse, capacity));

        Assert.Equal(
            [
                """{"city":"Bern","amount":"3","source":"a.csv"}""",
                """{"city":"Oslo","amount":"1\n0","source":"a.csv"}""",
                """{"amount":"7","city":"Rome","source":"c.csv"}""",
            ],
            rows);
        Assert.Equal(
            [
                """{"file":"a.csv","line":3,"reason":"too many or too few cells","record":"Rome"}""",
                """{"file":"a.csv","line":6,"reason":"text behind a closing quote","record":"\"Bonn\"x,1"}""",
                """{"file":"c.csv","line":3,"reason":"too many or too few cells","record":"8,Bern,x"}""",
            ],
            bad[..3]);
        Assert.StartsWith("""{"file":"d.csv.gz","line":null,"reason":"it is not packed as expected""", bad[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_that_are_given_say_how_many_cells_there_are()
    {
        string path = _folder.Write("a.csv", "1;2\n3\n4;5;6\n");

        (string[] rows, string[] bad) = await ReadAsync(Flow.From<object?>(path, _folder["none.csv"]), new CsvFilesSettings { Header = false, Columns = "x, y", Delimiter = ";" });

        Assert.Equal(["""{"x":"1","y":"2"}"""], rows);
        Assert.Equal(
            [
                $$"""{"file":"{{path}}","line":2,"reason":"too many or too few cells","record":"3"}""",
                $$"""{"file":"{{path}}","line":3,"reason":"too many or too few cells","record":"4;5;6"}""",
                $$"""{"file":"{{_folder["none.csv"]}}","line":null,"reason":"there is no such file","record":null}""",
            ],
            bad);
    }

    [Fact]
    public async Task A_quote_that_is_not_closed_and_a_record_that_is_too_long_are_told_with_their_lines()
    {
        string open = _folder.Write("open.csv", "a,b\n1,2\n3,\"x\n5,6\n7,8\n"), wide = _folder.Write("wide.csv", $"a,b\n1,2\n3,{new string('x', 5000)}\n");

        (_, string[] bad) = await ReadAsync(Flow.From<object?>(open, wide), new CsvFilesSettings { MaxRecordLength = 1000 });

        Assert.Equal(
            [
                $$"""{"file":"{{open}}","line":3,"reason":"a quote that is not closed; the record has 3 lines","record":"3,\"x\n5,6\n7,8\n"}""",
                $$"""{"file":"{{wide}}","line":3,"reason":"the record in line 3 is longer than 1000 bytes: a quote may be open. Set 'maxRecordLength' higher where records are that long","record":null}""",
            ],
            bad);
    }

    [Fact]
    public async Task What_names_no_file_and_a_name_that_is_taken_fail()
    {
        Exception none = (await Assert.ThrowsAsync<TaskFailedException>(() => ReadAsync(Flow.From<object?>(Row.Of(("name", "x"))), new CsvFilesSettings()))).InnerException!;
        Assert.Equal("""{"name":"x"} names no file. It is a path, or a row with the column 'path', as 'folder.files' and 'folder.watch' give it.""", none.Message);
        string path = _folder.Write("a.csv", "a,file\n1,2\n");
        Exception taken = (await Assert.ThrowsAsync<TaskFailedException>(() => ReadAsync(Flow.From<object?>(path), new CsvFilesSettings { FileColumn = "file" }))).InnerException!;
        Assert.Equal($"The file '{path}' has a column 'file' of its own. Give the one for the names of the files another name, with 'fileColumn'.", taken.Message);
        Assert.Equal(["the setting 'Delimiter' is 'ab'; it must be one printable character of ASCII, 'tab', or 'auto' to find it by the first line."], new CsvFilesSettings { Delimiter = "ab" }.Check());
    }

    [Fact]
    public async Task The_lines_of_all_files_come_one_behind_the_other()
    {
        _folder.Write("a.txt", "one\ntwo");
        _folder.Write("b.txt", "");
        _folder.Write("c.txt", "three\n");

        Flow<string> lines = FolderTasksPlacing.ListFiles(new FolderFilesSettings { Path = _folder.Path, Pattern = "*.txt" }).Then(f => (object?)f).ReadFileLines();

        Assert.Equal(["one", "two", "three"], await lines.ResultAsync());
        Assert.Equal(
            $"The file '{_folder["no"]}' cannot be read: there is no such file.", (await Flow.From<object?>(_folder["no"]).ReadFileLines().CauseAsync()).Message);
    }

    [Fact]
    public async Task What_is_appended_is_in_the_file_while_the_next_is_waited_for()
    {
        var gate = new TaskCompletionSource();
        async IAsyncEnumerable<object?> Items()
        {
            yield return Row.Of(("a", 1));
            await gate.Task;
        }

        string csv = _folder["a.csv"], lines = _folder["a.txt"], json = _folder["a.json"];
        var g = new GraphBuilder("append");
        Flow<object?> items = Flow.Iter(Items);
        g.WriteFile(items, new FileWriteSettings { Path = lines, Append = true });
        g.WriteJson(items, new FileWriteSettings { Path = json, Append = true });
        g.WriteCsv(items.Then(i => (Row)i!), new CsvWriteSettings { Path = csv, Append = true });
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), cancellationToken: TestContext.Current.CancellationToken);

        foreach ((string path, string text) in ((string, string)[])[(csv, "a\n1\n"), (lines, "{\"a\":1}\n"), (json, "{\"a\":1}\n")])
        {
            Assert.True(SpinWait.SpinUntil(() => File.Exists(path) && Read(path) == text, Runs.Deadline), $"In {path} was only '{Read(path)}'.");
        }

        gate.SetResult();
        await run.Completion.WaitAsync(Runs.Deadline, TestContext.Current.CancellationToken);
    }

    private static string Read(string path)
    {
        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return file.ReadToEnd();
    }

    private static async Task<(string[] Rows, string[] Bad)> ReadAsync(Flow<object?> files, CsvFilesSettings settings, RunOptions? options = null)
    {
        var g = new GraphBuilder("read");
        (Flow<Row> rows, Flow<Row> bad) = CsvTasksPlacing.ReadCsvFiles(files, settings);
        g.Output("rows", rows);
        g.Output("bad", bad);
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), options, TestContext.Current.CancellationToken);
        await run.Completion.WaitAsync(Runs.Deadline, TestContext.Current.CancellationToken);
        return (
            [.. (await run.ResultAsync<IReadOnlyList<Row>>("rows")).Select(r => r.ToJson())],
            [.. (await run.ResultAsync<IReadOnlyList<Row>>("bad")).Select(r => r.ToJson())]);
    }
}

using Millstream.Csv;
using Millstream.Data;
using Millstream.Graphs;
using Millstream.Json;

namespace Millstream.Files;

/// <summary>What a run's policy says of files.</summary>
[Collection("console")]
public sealed class FileEntitlementsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static readonly string[] Tasks = ["file.lines", "csv.read", "json.read", "file.write", "csv.write", "json.write"];

    public static TheoryData<string> Names => [.. Tasks];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_task_of_one_file_is_refused_before_anything_runs(string name)
    {
        Directory.CreateDirectory(_folder["in"]);
        _folder.Write("in/a", "1\n");
        string verb = name.EndsWith("write", StringComparison.Ordinal) ? "write" : "read";
        EntitlementPolicy granted = new EntitlementPolicy().Grant($"filesystem:{verb}", $"{_folder.Path}/in/**");

        await Build(name, _folder["in/a"]).ToEndAsync(new RunOptions { Entitlements = granted });
        await Build(name, _folder["in/../in/a"]).ToEndAsync(new RunOptions { Entitlements = granted });
        if (verb == "write")
        {
            // Standard output is no file.
            await Build(name, "-").ToEndAsync(new RunOptions { Entitlements = new EntitlementPolicy() });
        }

        foreach ((string path, EntitlementPolicy policy) in ((string, EntitlementPolicy)[])
            [
                (_folder["in/a"], new EntitlementPolicy().Grant("filesystem").Deny("filesystem", Path.Join(_folder.Path, "x", "..", "in", "*"))),
                (_folder["in/../b"], granted),
                (_folder["in/a"], new EntitlementPolicy().Grant(verb == "read" ? "filesystem:write" : "filesystem:read")),
                ("b", granted),
                ("./-", granted),
            ])
        {
            var denied = await Assert.ThrowsAsync<EntitlementDeniedException>(() => Build(name, path).ToEndAsync(new RunOptions { Entitlements = policy }));
            Assert.Equal($"'filesystem:{verb}' for '{Path.GetFullPath(path)}'", Assert.Single(denied.Denials).Entitlement.ToString());
        }

        Assert.Equal(["in"], _folder.Names);
    }

    [Fact]
    public async Task Files_that_come_as_items_are_asked_for_one_by_one()
    {
        Directory.CreateDirectory(_folder["in"]);
        _folder.Write("in/a", "1\n");
        _folder.Write("b", "2\n");
        var options = new RunOptions { Entitlements = new EntitlementPolicy().Grant("filesystem:read", $"{_folder.Path}/in/**") };

        Assert.Equal(["1"], await Flow.From<object?>(_folder["in/a"]).ReadFileLines().ResultAsync(options));
        foreach (string path in (string[])[_folder["b"], _folder["in/../b"], "*/../../etc/passwd", "-"])
        {
            string message = $"The file '{path}' is none that the run's policy grants (filesystem:read).";
            Assert.Equal(message, (await Flow.From<object?>(path).ReadFileLines().CauseAsync(options)).Message);
            (Flow<Row> rows, Flow<Row> bad) = CsvTasksPlacing.ReadCsvFiles(Flow.From<object?>(path));
            var g = new GraphBuilder("read");
            g.Output("rows", rows);
            g.Output("bad", bad);
            Assert.Equal(message, (await Assert.ThrowsAsync<TaskFailedException>(() => g.ToEndAsync(options))).InnerException!.Message);
        }
    }

    private static GraphBuilder Build(string name, string path)
    {
        var g = new GraphBuilder("g");
        Flow<object?> none = Flow.From<object?>();
        switch (name)
        {
            case "file.lines":
                g.Output("out", FileTasksPlacing.ReadLines(new FileLinesSettings { Path = path }));
                break;
            case "csv.read":
                g.Output("out", CsvTasksPlacing.ReadCsv(new CsvReadSettings { Path = path }));
                break;
            case "json.read":
                g.Output("out", JsonTasksPlacing.ReadJson(new JsonReadSettings { Path = path }));
                break;
            case "file.write":
                g.WriteFile(none, new FileWriteSettings { Path = path });
                break;
            case "csv.write":
                g.WriteCsv(none.Then(_ => Row.Of(("a", 1))), new CsvWriteSettings { Path = path });
                break;
            default:
                g.WriteJson(none, new FileWriteSettings { Path = path });
                break;
        }

        return g;
    }
}

using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.Versioning;
using System.Text;
using Millstream.Csv;
using Millstream.Data;
using Millstream.Graphs;
using Millstream.Processes;

namespace Millstream.Files;

[Collection("console")]
public sealed class FileTasksTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<string, string[]> Texts => new()
    {
        { "", [] },
        { "one", ["one"] },
        { "one\n", ["one"] },
        { "one\r\ntwo\nthree\rfour", ["one", "two", "three", "four"] },
        { "\n\n", ["", ""] },
        { "a\r\r\nb", ["a", "", "b"] },
        { "ü\nž\u2028x", ["ü", "ž\u2028x"] },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Lines_end_as_any_system_ends_them(string text, string[] lines)
    {
        Assert.Equal(lines, await LinesOf(new FileLinesSettings { Path = _folder.Write("a.txt", text) }));
        Assert.Equal(lines, await LinesOf(new FileLinesSettings { Path = _folder.Write("u16.txt", text, Encoding.Unicode), Encoding = "utf-16" }));
        Assert.Equal(lines, await LinesOf(new FileLinesSettings { Path = _folder.Write("bom.txt", text, Encoding.UTF8) }));
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Lines_of_a_file_come_in_order_and_can_be_read_again(bool fuse, int capacity)
    {
        string[] lines = [.. Enumerable.Range(0, 5_000).Select(i => $"line {i} {new string('x', i % 97)}")];
        Flow<string> flow = FileTasksPlacing.ReadLines(new FileLinesSettings { Path = _folder.Write("a.txt", string.Join("\r\n", lines)) });

        Assert.Equal(lines, await flow.ResultAsync(Runs.Mode(fuse, capacity)));
        Assert.Equal(lines, await flow.ResultAsync(Runs.Mode(fuse, capacity)));
    }

    [Fact]
    public async Task Encodings_are_named_as_the_web_does()
    {
        string path = _folder.Write("latin.txt", Encoding.Latin1.GetBytes("Gr\u00fc\u00dfe\nx"));

        Assert.Equal(["Gr\u00fc\u00dfe", "x"], await LinesOf(new FileLinesSettings { Path = path, Encoding = "iso-8859-1" }));
        Assert.Equal(["5 \u20ac"], await LinesOf(new FileLinesSettings { Path = _folder.Write("euro", [0x35, 0x20, 0x80]), Encoding = "windows-1252" }));
        Assert.Equal(2, (await LinesOf(new FileLinesSettings { Path = path })).Count);
        Assert.Equal(
            ["'file.lines': the setting 'Encoding' is 'klingon', which is no encoding that .NET knows. Examples: utf-8, utf-16, utf-32, us-ascii, windows-1252, iso-8859-1."],
            Runs.Refusals(() => FileTasksPlacing.ReadLines(new FileLinesSettings { Path = path, Encoding = "klingon" })));
    }

    [Theory]
    [InlineData("a.gz", Compression.Auto)]
    [InlineData("a.BR", Compression.Auto)]
    [InlineData("a", Compression.Gzip)]
    [InlineData("a", Compression.Brotli)]
    public async Task Packed_files_are_written_and_read(string name, Compression compression)
    {
        string[] lines = [.. Enumerable.Range(0, 2_000).Select(i => $"line {i}")];
        var g = new GraphBuilder("pack");
        g.WriteFile(Objects(lines), new FileWriteSettings { Path = _folder[name], Compression = compression });
        await g.ToEndAsync();

        Assert.True(new FileInfo(_folder[name]).Length < 10_000);
        Assert.Equal(lines, await LinesOf(new FileLinesSettings { Path = _folder[name], Compression = compression }));
    }

    [Fact]
    public async Task A_file_that_is_not_packed_as_it_says_is_told()
    {
        string path = _folder.Write("a.gz", "this is no gzip");

        Exception cause = await FileTasksPlacing.ReadLines(new FileLinesSettings { Path = path }).CauseAsync();

        Assert.IsType<IOException>(cause);
        Assert.StartsWith($"The file '{path}' cannot be read: ", cause.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_is_told_by_its_path()
    {
        string path = _folder["none.txt"];

        Assert.Equal($"The file '{path}' cannot be read: there is no such file.", (await FileTasksPlacing.ReadLines(new FileLinesSettings { Path = path }).CauseAsync()).Message);
        Assert.Equal(
            $"The file 'no-such-dir/a.txt' ({Path.GetFullPath("no-such-dir/a.txt")}) cannot be read: there is no such directory.",
            (await FileTasksPlacing.ReadLines(new FileLinesSettings { Path = "no-such-dir/a.txt" }).CauseAsync()).Message);
        Assert.Equal(
            $"The file '{_folder.Path}' cannot be read: it is a directory.",
            (await FileTasksPlacing.ReadLines(new FileLinesSettings { Path = _folder.Path }).CauseAsync()).Message);
    }

    [Fact]
    public void A_path_must_be_set_before_anything_runs()
    {
        Assert.Equal(["'file.lines': the setting 'Path' is not set. It is the path of a file."], Runs.Refusals(() => FileTasksPlacing.ReadLines()));
        Assert.Equal(
            ["'file.lines': the setting 'MaxLineLength' is 0; it must be from 1 to 1073741824.", "'file.lines': the setting 'Path' is not set. It is the path of a file."],
            Runs.Refusals(() => FileTasksPlacing.ReadLines(new FileLinesSettings { MaxLineLength = 0 })));
    }

    [Fact]
    public async Task A_line_may_be_as_long_as_the_settings_say()
    {
        string path = _folder.Write("long.txt", $"short\n{new string('x', 100_000)}\nend");

        Assert.Equal([5, 100_000, 3], (await LinesOf(new FileLinesSettings { Path = path, MaxLineLength = 100_000 })).Select(l => l.Length));
        Exception cause = await FileTasksPlacing.ReadLines(new FileLinesSettings { Path = path, MaxLineLength = 99_999 }).CauseAsync();
        Assert.Equal($"The file '{path}' cannot be read: its line 2 has more than 99999 characters. Set 'maxLineLength' higher where lines are that long.", cause.Message);
    }

    [Fact]
    public async Task An_endless_line_takes_no_more_memory_than_its_limit()
    {
        string path = _folder["zeros.gz"];
        await using (var zip = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        {
            var zeros = new byte[1 << 20];
            for (int i = 0; i < 200; i++)
            {
                zip.Write(zeros);
            }
        }

        long before = GC.GetTotalAllocatedBytes();
        Exception cause = await FileTasksPlacing.ReadLines(new FileLinesSettings { Path = path, MaxLineLength = 100_000 }).CauseAsync();

        Assert.Contains("line 1 has more than 100000 characters", cause.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 20 << 20);
    }

    [Fact]
    public async Task Items_are_written_as_lines_and_what_is_no_text_as_JSON()
    {
        var g = new GraphBuilder("write");
        g.WriteFile(Flow.From<object?>("a b", 3, 2.5, true, null, Data.Row.Of(("x", 1)), new[] { 1, 2 }), new FileWriteSettings { Path = _folder["out.txt"] });

        await g.ToEndAsync();

        Assert.Equal("a b\n3\n2.5\ntrue\nnull\n{\"x\":1}\n[1,2]\n", _folder.Read("out.txt"));
        Assert.Equal(["out.txt"], _folder.Names);
    }

    [Fact]
    public async Task A_file_takes_its_name_when_it_is_complete()
    {
        _folder.Write("out.txt", "old\n");
        var g = new GraphBuilder("write");
        g.WriteFile(Objects(["1", "2", "no"]).Then(o => (string)o! == "no" ? throw new InvalidOperationException("boom") : o), new FileWriteSettings { Path = _folder["out.txt"] });

        await Assert.ThrowsAsync<TaskFailedException>(() => g.ToEndAsync());

        Assert.Equal("old\n", _folder.Read("out.txt"));
        Assert.Equal(["out.txt"], _folder.Names);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_link_and_a_device_stay_what_they_are_and_a_file_keeps_who_may_read_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links and devices are Unix's here.");
        _folder.Write("real.txt", "old\n");
        File.SetUnixFileMode(_folder["real.txt"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(_folder["link.txt"], _folder["real.txt"]);
        foreach (string path in (string[])[_folder["link.txt"], "/dev/null"])
        {
            var g = new GraphBuilder("write");
            g.WriteFile(Objects(["new"]), new FileWriteSettings { Path = path });
            await g.ToEndAsync();
        }

        Assert.Equal("new\n", _folder.Read("real.txt"));
        Assert.Equal(_folder["real.txt"], File.ResolveLinkTarget(_folder["link.txt"], returnFinalTarget: false)!.FullName);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["real.txt"]));
        Assert.Equal("", File.ReadAllText("/dev/null"));
        Assert.Equal(["link.txt", "real.txt"], _folder.Names);
    }

    [Fact]
    public async Task A_file_below_dev_is_a_file()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Its memory has a folder below /dev.");
        string folder = Directory.CreateDirectory($"/dev/shm/millstream-{Guid.NewGuid():N}").FullName;
        try
        {
            string path = Path.Combine(folder, "out.txt");
            foreach (string line in (string[])["the first is longer", "second", ""])
            {
                var g = new GraphBuilder("write");
                g.WriteFile(Objects(line.Length == 0 ? [] : [line]), new FileWriteSettings { Path = path });
                await g.ToEndAsync();
                Assert.Equal(line.Length == 0 ? "" : $"{line}\n", File.ReadAllText(path));
            }

            var failing = new GraphBuilder("write");
            failing.WriteFile(Objects(["1", "no"]).Then(o => (string)o! == "no" ? throw new InvalidOperationException("boom") : o), new FileWriteSettings { Path = path });
            await Assert.ThrowsAsync<TaskFailedException>(() => failing.ToEndAsync());
            Assert.Equal([path], Directory.GetFiles(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("log.txt", "utf-8")]
    [InlineData("log.txt", "utf-16")]
    [InlineData("log.gz", "utf-8")]
    public async Task A_last_line_without_an_end_gets_one_before_lines_are_appended(string name, string encoding)
    {
        Stream file = File.Create(_folder[name]);
        await using (Stream to = name == "log.gz" ? new GZipStream(file, CompressionLevel.Optimal) : file)
        {
            to.Write([.. Encoding.GetEncoding(encoding).GetBytes("1,2\n3,4")]);
        }

        var settings = new FileWriteSettings { Path = _folder[name], Append = true, Encoding = encoding };
        foreach (string[] lines in (string[][])[[], ["5,6"], ["7,8", "9"]])
        {
            var g = new GraphBuilder("write");
            g.WriteFile(Objects(lines), settings);
            await g.ToEndAsync();
            Assert.Equal(lines.Length == 0, (await LinesOf(new FileLinesSettings { Path = _folder[name], Encoding = encoding })).Count == 2);
        }

        Assert.Equal(["1,2", "3,4", "5,6", "7,8", "9"], (await LinesOf(new FileLinesSettings { Path = _folder[name], Encoding = encoding })).Select(l => l.TrimStart('\uFEFF')));
    }

    [Fact]
    public async Task A_file_with_nothing_but_the_mark_of_its_encoding_has_no_line()
    {
        foreach (string[] lines in (string[][])[[], ["a"]])
        {
            var g = new GraphBuilder("write");
            g.WriteFile(Objects(lines), new FileWriteSettings { Path = _folder["log.txt"], Append = true, Encoding = "utf-16" });
            await g.ToEndAsync();
        }

        Assert.Equal("a\n", _folder.Read("log.txt"));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16be")]
    [InlineData("utf-32")]
    [InlineData("utf-32be")]
    public async Task Lines_that_are_appended_to_a_packed_file_have_no_mark_of_the_encoding_before_them(string encoding)
    {
        (string text, string table) = (_folder["x.gz"], _folder["x.csv.gz"]);
        for (int i = 0; i < 3; i++)
        {
            var g = new GraphBuilder("write");
            g.WriteFile(Objects([$"a{i}"]), new FileWriteSettings { Path = text, Append = true, Encoding = encoding });
            g.WriteCsv(Flow.From(Row.Of(("a", $"ü{i}"))), new CsvWriteSettings { Path = table, Append = true, Encoding = encoding });
            await g.ToEndAsync();
        }

        Assert.Equal(["a0", "a1", "a2"], await LinesOf(new FileLinesSettings { Path = text, Encoding = encoding }));
        Assert.Equal(["a", "ü0", "ü1", "ü2"], await LinesOf(new FileLinesSettings { Path = table, Encoding = encoding }));
    }

    [Fact]
    public async Task What_nobody_would_read_is_not_appended()
    {
        Assert.Equal(
            ["'file.write': the setting 'Append' is set for 'a.br', which is packed by Brotli: nobody would read what stands behind its end. Pack it by gzip, or not at all."],
            Runs.Refusals(() => new GraphBuilder("write").WriteFile(Objects([]), new FileWriteSettings { Path = "a.br", Append = true })));

        byte[] cut;
        using (var packed = new MemoryStream())
        {
            using (var to = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            {
                to.Write("1\n"u8);
            }

            cut = packed.ToArray()[..^3];
        }

        _folder.Write("a.gz", cut);
        var g = new GraphBuilder("write");
        g.WriteFile(Objects(["2"]), new FileWriteSettings { Path = _folder["a.gz"], Append = true });
        Assert.Equal(
            $"The file '{_folder["a.gz"]}' cannot be written: it is packed, and its end is missing. It was cut off, or is still being written.",
            (await Assert.ThrowsAsync<TaskFailedException>(() => g.ToEndAsync())).InnerException!.Message);
        Assert.Equal(cut, File.ReadAllBytes(_folder["a.gz"]));
    }

    [Fact]
    public async Task A_run_that_is_killed_leaves_the_file_as_it_was()
    {
        _folder.Write("out.txt", "old\n");
        var gate = new TaskCompletionSource();
        var seen = new TaskCompletionSource();
        async IAsyncEnumerable<object?> Some()
        {
            yield return "1";
            seen.SetResult();
            await gate.Task;
        }

        var g = new GraphBuilder("write");
        g.WriteFile(Flow.Iter(Some), new FileWriteSettings { Path = _folder["out.txt"] });
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), cancellationToken: TestContext.Current.CancellationToken);
        await seen.Task.WaitAsync(Runs.Deadline, TestContext.Current.CancellationToken);
        gate.SetCanceled(TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<Exception>(() => run.Completion.WaitAsync(Runs.Deadline));

        Assert.Equal("old\n", _folder.Read("out.txt"));
        Assert.Equal(["out.txt"], _folder.Names);
    }

    [Fact]
    public async Task Several_may_append_to_a_file_at_once_and_each_line_is_there_whole()
    {
        const int Count = 2000;
        string path = _folder["log.txt"];
        var g = new GraphBuilder("append");
        g.WriteFile(Flow.Range(0, Count).Then(object? (i) => $"a {i} {new string('x', i % 300)}"), new FileWriteSettings { Path = path, Append = true }, id: "a");
        g.WriteFile(Flow.Range(0, Count).Then(object? (i) => $"b {i} {new string('y', i % 300)}"), new FileWriteSettings { Path = path, Append = true }, id: "b");
        g.WriteFile(ProcessTasksPlacing.ReadProcess(new ProcessLinesSettings { Program = "seq", Arguments = ["100"] }).Then(object? (i) => $"c {i}"), new FileWriteSettings { Path = path, Append = true }, id: "c");
        using var other = Process.Start("sh", ["-c", $"for i in $(seq 100); do echo d $i >> '{path}'; done"]);

        await g.ToEndAsync();
        await other.WaitForExitAsync(TestContext.Current.CancellationToken);

        string[] lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(0, Count).Select(i => $"a {i} {new string('x', i % 300)}"), lines.Where(l => l.StartsWith('a')));
        Assert.Equal(Enumerable.Range(0, Count).Select(i => $"b {i} {new string('y', i % 300)}"), lines.Where(l => l.StartsWith('b')));
        Assert.Equal(Enumerable.Range(1, 100).Select(i => $"c {i}"), lines.Where(l => l.StartsWith('c')));
        Assert.Equal(Enumerable.Range(1, 100).Select(i => $"d {i}"), lines.Where(l => l.StartsWith('d')));
        Assert.Equal((2 * Count) + 200, lines.Length);
    }

    [Fact]
    public async Task What_is_appended_to_a_named_pipe_comes_out_of_it()
    {
        string pipe = _folder["pipe"];
        using var made = Process.Start("mkfifo", [pipe]);
        await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        using var reader = Process.Start("sh", ["-c", $"cat '{pipe}' > '{_folder["out"]}'"]);
        var g = new GraphBuilder("append");
        g.WriteFile(Objects(["1", "2"]), new FileWriteSettings { Path = pipe, Append = true });

        await g.ToEndAsync();
        await reader.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Runs.Deadline, TestContext.Current.CancellationToken);

        Assert.Equal("1\n2\n", _folder.Read("out"));
    }

    [Fact]
    public async Task Lines_can_be_appended()
    {
        var settings = new FileWriteSettings { Path = _folder["log.txt"], Append = true };
        foreach (string[] lines in (string[][])[["a"], [], ["b", "c"]])
        {
            var g = new GraphBuilder("write");
            g.WriteFile(Objects(lines), settings);
            await g.ToEndAsync();
        }

        Assert.Equal("a\nb\nc\n", _folder.Read("log.txt"));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_told_by_its_path()
    {
        var g = new GraphBuilder("write");
        g.WriteFile(Objects(["a"]), new FileWriteSettings { Path = _folder["no/out.txt"] });
        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(() => g.ToEndAsync());
        Assert.Equal($"The file '{_folder["no/out.txt"]}' cannot be written: there is no such directory.", failure.InnerException!.Message);

        g = new GraphBuilder("write");
        g.WriteFile(Objects(["a"]), new FileWriteSettings { Path = _folder.Path });
        failure = await Assert.ThrowsAsync<TaskFailedException>(() => g.ToEndAsync());
        Assert.Equal($"The file '{_folder.Path}' cannot be written: it is a directory.", failure.InnerException!.Message);
    }

    private static Flow<object?> Objects(string[] lines) => Flow.From(lines).Then(l => (object?)l);

    private static Task<IReadOnlyList<string>> LinesOf(FileLinesSettings settings) => FileTasksPlacing.ReadLines(settings).ResultAsync();
}

using System.Collections.Concurrent;
using System.Text;
using Millstream.Graphs;
using Millstream.Testing;

namespace Millstream.Files;

public sealed class FollowTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Log => _folder["app.log"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true, 1024)]
    [InlineData(false, 1)]
    public async Task What_is_added_comes_when_its_line_has_ended(bool fuse, int capacity)
    {
        _folder.Write("app.log", "one\ntwo\r\nthr");
        await using Following following = await Following.BeginAsync(Settings(), Runs.Mode(fuse, capacity));
        Assert.Equal(["one", "two"], await following.TakeAsync(2));

        File.AppendAllText(Log, "ee");
        File.AppendAllText(Log, "\nfour\nfi");
        Assert.Equal(["three", "four"], await following.TakeAsync(2));

        // The last part of a line is none, and a drain is the end.
        Assert.Empty(await following.DrainAsync());
        Assert.Equal(RunStatus.Completed, following.Run.Status);
    }

    [Fact]
    public async Task A_file_that_was_put_away_is_read_to_its_end_and_then_the_one_with_its_name()
    {
        _folder.Write("app.log", "a1\n");
        await using Following following = await Following.BeginAsync(Settings());
        Assert.Equal(["a1"], await following.TakeAsync(1));
        for (int i = 2; i < 12; i++)
        {
            // Of the same length, and perhaps the same time, as the one before.
            File.Move(Log, _folder[$"app.log.{i}"]);
            File.AppendAllText(_folder[$"app.log.{i}"], "late\nrest");
            _folder.Write("app.log", $"a{i}\n");
            Assert.Equal(["late", "rest", $"a{i}"], await following.TakeAsync(3));
        }

        File.Delete(Log);
        _folder.Write("app.log", "b1\n");
        Assert.Equal(["b1"], await following.TakeAsync(1));
        File.AppendAllText(Log, "b2\n");
        Assert.Equal(["b2"], await following.TakeAsync(1));
    }

    [Fact]
    public async Task A_file_that_is_written_to_while_it_is_looked_at_stays_the_same()
    {
        const int Count = 30_000;
        _folder.Write("app.log", "begun\n");
        await using Following following = await Following.BeginAsync(Settings());
        Assert.Equal(["begun"], await following.TakeAsync(1));
        Task writing = Task.Run(
            () =>
            {
                using var file = new FileStream(Log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
                for (int i = 0; i < Count; i++)
                {
                    file.Write(Encoding.ASCII.GetBytes($"{i}\n"));
                }
            },
            Token);
        await writing.WaitAsync(Runs.Deadline, Token);
        File.Move(Log, _folder["app.log.1"]);
        _folder.Write("app.log", "other\n");

        string[] told = await following.UntilAsync("other");
        Assert.Equal(Enumerable.Range(0, Count).Select(i => $"{i}").Append("other"), told);
        Assert.Empty(await following.DrainAsync());
    }

    [Fact]
    public async Task A_file_of_the_same_length_in_its_place_is_another_one()
    {
        DateTime at = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        _folder.Write("app.log", "one\n");
        File.SetLastWriteTimeUtc(Log, at);
        await using Following following = await Following.BeginAsync(Settings());
        Assert.Equal(["one"], await following.TakeAsync(1));

        _folder.Write("new.log", "two\n");
        File.SetLastWriteTimeUtc(_folder["new.log"], at);
        File.Move(_folder["new.log"], Log, overwrite: true);

        Assert.Equal(["two"], await following.TakeAsync(1));
    }

    [Fact]
    public async Task A_folder_that_is_removed_and_made_anew_has_the_next_file()
    {
        string folder = Directory.CreateDirectory(_folder["logs"]).FullName;
        _folder.Write("logs/app.log", "a0\n");
        await using Following following = await Following.BeginAsync(Settings(s => s.Path = Path.Combine(folder, "app.log")));
        Assert.Equal(["a0"], await following.TakeAsync(1));
        for (int i = 1; i < 4; i++)
        {
            if (i == 2)
            {
                Directory.Move(folder, _folder["away"]);
            }
            else
            {
                Directory.Delete(folder, recursive: true);
            }

            Directory.CreateDirectory(folder);
            _folder.Write("logs/app.log", $"a{i}\n");
            Assert.Equal([$"a{i}"], await following.TakeAsync(1));
            File.AppendAllText(_folder["logs/app.log"], $"b{i}\n");
            Assert.Equal([$"b{i}"], await following.TakeAsync(1));
        }
    }

    [Fact]
    public async Task A_file_that_was_cut_off_is_read_from_its_beginning()
    {
        _folder.Write("app.log", "one\ntwo\npart");
        await using Following following = await Following.BeginAsync(Settings());
        Assert.Equal(["one", "two"], await following.TakeAsync(2));

        using (var file = new FileStream(Log, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(0);
            Assert.Equal(["part"], await following.TakeAsync(1));
            file.Write("new\n"u8);
        }

        Assert.Equal(["new"], await following.TakeAsync(1));
    }

    [Fact]
    public async Task It_may_begin_at_the_end()
    {
        _folder.Write("app.log", "old\nol");
        await using Following following = await Following.BeginAsync(Settings(s => s.FromEnd = true));
        await following.BegunAsync(() => File.AppendAllText(Log, File.ReadAllText(Log).EndsWith('\n') ? "new\n" : "d\nnew\n"));

        Assert.All(await following.TakeAsync(1), line => Assert.Equal("new", line));
        File.Move(Log, _folder["app.log.1"]);
        _folder.Write("app.log", "all\nof it\n");
        Assert.Equal(["all", "of it"], (await following.UntilAsync("of it")).SkipWhile(line => line == "new"));
    }

    [Fact]
    public async Task A_file_that_is_not_there_yet_is_waited_for_and_that_is_told()
    {
        var log = new TestLog();
        await using Following following = await Following.BeginAsync(Settings(), new RunOptions { Logger = log });
        Assert.True(SpinWait.SpinUntil(() => log.Lines.Count > 0, Runs.Deadline));
        Assert.Equal($"There is no file '{Log}' yet: it is waited for.", log.Lines[0]);

        _folder.Write("app.log", "here\n");
        Assert.Equal(["here"], await following.TakeAsync(1));

        string missing = Path.Combine(_folder["no"], "app.log");
        Assert.Equal(
            $"The file '{missing}' cannot be followed: there is no such directory.",
            (await FileTasksPlacing.ReadLines(new FileLinesSettings { Path = missing, Follow = true }).CauseAsync()).Message);
    }

    [Fact]
    public async Task Where_the_system_tells_nothing_it_is_looked_at_by_the_clock_of_the_run()
    {
        // What a link leads to lies in another folder, of which nothing is told.
        using var other = new TempFolder();
        other.Write("real.log", "one\n");
        File.CreateSymbolicLink(Log, other["real.log"]);
        var time = new ManualTimeProvider();
        await using Following following = await Following.BeginAsync(Settings(s => s.Poll = TimeSpan.FromSeconds(10)), new RunOptions { Time = time });
        Assert.Equal(["one"], await following.TakeAsync(1));
        await time.WaitForTimersAsync(1, Token).WaitAsync(Runs.Deadline, Token);

        File.AppendAllText(other["real.log"], "two\n");
        time.Advance(TimeSpan.FromSeconds(9.999));
        Assert.False(SpinWait.SpinUntil(() => following.Count > 0, TimeSpan.FromMilliseconds(100)));
        time.Advance(TimeSpan.FromSeconds(0.001));
        Assert.Equal(["two"], await following.TakeAsync(1));

        File.Move(other["real.log"], other["real.log.1"]);
        other.Write("real.log", "three!\n");
        await time.WaitForTimersAsync(1, Token).WaitAsync(Runs.Deadline, Token);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(["three!"], await following.TakeAsync(1));
    }

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    [InlineData("utf-32", true)]
    [InlineData("iso-8859-1", false)]
    public async Task Half_a_character_waits_for_the_other_half(string encoding, bool marked)
    {
        string text = encoding == "iso-8859-1" ? "grün\nöd\n" : "grün 🎈\nöd 中\n";
        Encoding coder = encoding == "utf-8" ? new UTF8Encoding(marked) : Encoding.GetEncoding(encoding);
        byte[] bytes = [.. marked ? coder.Preamble.ToArray() : [], .. coder.GetBytes(text)];
        _folder.Write("app.log", bytes[..8]);
        await using Following following = await Following.BeginAsync(Settings(s => s.Encoding = marked ? "utf-8" : encoding));
        foreach (byte one in bytes[8..])
        {
            using var file = new FileStream(Log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            file.WriteByte(one);
        }

        Assert.Equal(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), await following.TakeAsync(2));
    }

    [Fact]
    public async Task A_line_that_is_too_long_fails_it_before_its_end_has_come()
    {
        _folder.Write("app.log", $"short\n{new string('x', 200_000)}");

        Assert.Equal(
            $"The file '{Log}' cannot be followed: its line 2 has more than 100 characters. Set 'maxLineLength' higher where lines are that long.",
            (await FileTasksPlacing.ReadLines(Settings(s => s.MaxLineLength = 100)).CauseAsync()).Message);
    }

    [Fact]
    public void Its_settings_are_checked()
    {
        Assert.Equal(
            ["'file.lines': the setting 'Follow' is set for 'a.gz', which is packed. A file that is followed is plain text: set 'Compression' to none if it is."],
            Runs.Refusals(() => FileTasksPlacing.ReadLines(new FileLinesSettings { Path = "a.gz", Follow = true })));
        Assert.Equal(
            ["'file.lines': the setting 'FromEnd' is for files that are followed. Set 'follow' too.", "'file.lines': the setting 'Poll' is 00:00:00. It is more than nothing: 10s."],
            Runs.Refusals(() => FileTasksPlacing.ReadLines(new FileLinesSettings { Path = "a", FromEnd = true, Poll = TimeSpan.Zero })));
    }

    private FileLinesSettings Settings(Action<FileLinesSettings>? more = null)
    {
        var settings = new FileLinesSettings { Path = Log, Follow = true };
        more?.Invoke(settings);
        return settings;
    }

    /// <summary>A run that follows, and the lines that have come.</summary>
    private sealed class Following(GraphRun run, ConcurrentQueue<string> lines) : IAsyncDisposable
    {
        public GraphRun Run => run;

        public int Count => lines.Count;

        public static async Task<Following> BeginAsync(FileLinesSettings settings, RunOptions? options = null)
        {
            var lines = new ConcurrentQueue<string>();
            var g = new GraphBuilder("follow");
            g.Output("told", FileTasksPlacing.ReadLines(settings).ForEach(lines.Enqueue));
            return new Following(await LocalEngine.Shared.StartAsync(g.Build(), options, Token), lines);
        }

        /// <summary>Does something again and again until a line comes: the first time may be before the end of the file was looked for.</summary>
        public async Task BegunAsync(Action act)
        {
            while (lines.IsEmpty)
            {
                act();
                SpinWait.SpinUntil(() => !lines.IsEmpty, TimeSpan.FromMilliseconds(100));
                await Task.Yield();
                Token.ThrowIfCancellationRequested();
            }
        }

        public Task<string[]> TakeAsync(int count) => WhenAsync(() => lines.Count >= count);

        public Task<string[]> UntilAsync(string last) => WhenAsync(() => lines.Contains(last));

        private async Task<string[]> WhenAsync(Func<bool> isEnough)
        {
            Assert.True(SpinWait.SpinUntil(isEnough, Runs.Deadline), $"Told was only: {string.Join(", ", lines)}");
            await Task.Yield();
            string[] told = [.. lines];
            lines.Clear();
            return told;
        }

        public async Task<string[]> DrainAsync()
        {
            await run.DrainAsync().WaitAsync(Runs.Deadline, Token);
            return [.. lines];
        }

        public async ValueTask DisposeAsync()
        {
            await DrainAsync();
            await run.DisposeAsync();
        }
    }
}

using System.Collections.Concurrent;
using Millstream.Data;
using Millstream.Graphs;
using Millstream.Testing;

namespace Millstream.Folders;

public sealed class FolderTasksTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("*", false, new[] { "a.csv", "b.txt" })]
    [InlineData("*.csv", true, new[] { "a.csv", "in/c.csv", "in/deep/d.csv" })]
    [InlineData("in/*.csv", true, new[] { "in/c.csv" })]
    [InlineData("**/?.csv|b.*", true, new[] { "a.csv", "b.txt", "in/c.csv", "in/deep/d.csv" })]
    [InlineData("in/**", true, new[] { "in/c.csv", "in/deep/d.csv", "in/e.gz" })]
    [InlineData("*.(", true, new string[0])]
    public async Task Files_are_listed_by_their_paths(string pattern, bool recursive, string[] expected)
    {
        Fill();

        IReadOnlyList<Row> files = await FolderTasksPlacing.ListFiles(new FolderFilesSettings { Path = _folder.Path, Pattern = pattern, Recursive = recursive }).ResultAsync();

        Assert.Equal(expected, files.Select(f => f["file"].ToString()));
        Assert.All(files, f => Assert.Equal(_folder[f["file"].ToString()], f["path"].ToString()));
        Assert.All(files, f => Assert.Equal(2.0, f["length"].TryNumber(out double length) ? length : -1));
    }

    [Fact]
    public async Task Nothing_outside_of_the_folder_is_named()
    {
        Fill();
        using var other = new TempFolder();
        other.Write("secret.csv", "x");
        Directory.CreateSymbolicLink(_folder["link"], other.Path);
        File.CreateSymbolicLink(_folder["linked.csv"], other["secret.csv"]);

        IReadOnlyList<Row> files = await FolderTasksPlacing.ListFiles(new FolderFilesSettings { Path = _folder.Path, Pattern = "*.csv", Recursive = true }).ResultAsync();

        Assert.Equal(["a.csv", "in/c.csv", "in/deep/d.csv"], files.Select(f => f["file"].ToString()));
        foreach (string pattern in (string[])["../*.csv", "/etc/*", "*.txt | in/../../*"])
        {
            string fault = Assert.Single(Runs.Refusals(() => FolderTasksPlacing.ListFiles(new FolderFilesSettings { Path = _folder.Path, Pattern = pattern })));
            Assert.StartsWith($"'folder.files': the setting 'Pattern' is '{pattern}'. It is a pattern of paths below the folder", fault, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_folder_that_is_none_is_told_by_its_path()
    {
        string path = _folder.Write("file", "x");
        Assert.Equal($"The folder '{path}' cannot be read: it is a file.", (await FolderTasksPlacing.ListFiles(new FolderFilesSettings { Path = path }).CauseAsync()).Message);
        Assert.Equal("The folder '/no/such' cannot be read: there is no such folder.", (await FolderTasksPlacing.WatchFiles(new FolderWatchSettings { Path = "/no/such" }).CauseAsync()).Message);
    }

    [Fact]
    public async Task What_appears_changes_and_goes_is_told_behind_what_was_there()
    {
        Fill();
        await using Watching watching = await Watching.BeginAsync(Watched(settings => settings.Deleted = true));
        Assert.Equal(["existing a.csv", "existing in/c.csv", "existing in/deep/d.csv"], await watching.TakeAsync(3));

        _folder.Write("new.csv", "1");
        Assert.Equal(["created new.csv"], await watching.TakeAsync(1));
        File.AppendAllText(_folder["in/c.csv"], "more");
        Assert.Equal(["changed in/c.csv"], await watching.TakeAsync(1));
        File.Delete(_folder["a.csv"]);
        Assert.Equal(["deleted a.csv"], await watching.TakeAsync(1));
        File.Move(_folder["new.csv"], _folder["in/moved.csv"]);
        Assert.Equal(["created in/moved.csv", "deleted new.csv"], (await watching.TakeAsync(2)).Order());
        _folder.Write("other.txt", "not meant");
        Directory.Delete(_folder["in/deep"], recursive: true);
        Assert.Equal(["deleted in/deep/d.csv"], await watching.TakeAsync(1));
    }

    [Fact]
    public async Task A_folder_that_comes_with_files_in_it_is_looked_through()
    {
        using var other = new TempFolder();
        Directory.CreateDirectory(other["box"]);
        other.Write("box/one.csv", "1");
        other.Write("box/two.csv", "2");
        await using Watching watching = await Watching.BeginAsync(Watched(s => s.Existing = false));
        await watching.BegunAsync(_folder);

        Directory.Move(other["box"], _folder["box"]);

        Assert.Equal(["created box/one.csv", "created box/two.csv"], (await watching.TakeAsync(2)).Order());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_folder_that_is_removed_and_made_anew_is_watched_on(bool recursive)
    {
        string root = Directory.CreateDirectory(_folder["root"]).FullName;
        _folder.Write("root/a.csv", "1");
        await using Watching watching = await Watching.BeginAsync(Watched(s => (s.Path, s.Recursive, s.Deleted) = (root, recursive, true)));
        Assert.Equal(["existing a.csv"], await watching.TakeAsync(1));
        for (int i = 0; i < 3; i++)
        {
            if (i == 1)
            {
                Directory.Move(root, _folder["away"]);
            }
            else
            {
                Directory.Delete(root, recursive: true);
            }

            Assert.Equal(["deleted a.csv"], await watching.TakeAsync(1));
            Directory.CreateDirectory(root);
            _folder.Write("root/a.csv", $"{i}");
            Assert.Equal(["created a.csv"], await watching.TakeAsync(1));
            _folder.Write("root/b.csv", $"{i}");
            Assert.Equal(["created b.csv"], await watching.TakeAsync(1));
            File.Delete(_folder["root/b.csv"]);
            Assert.Equal(["deleted b.csv"], await watching.TakeAsync(1));
        }
    }

    [Fact]
    public async Task A_folder_that_comes_and_goes_all_the_time_is_watched_on()
    {
        string root = Directory.CreateDirectory(_folder["above/root"]).FullName;
        _folder.Write("above/root/first.csv", "1");
        await using Watching watching = await Watching.BeginAsync(Watched(s => (s.Path, s.Settle, s.Poll) = (root, TimeSpan.Zero, TimeSpan.FromMilliseconds(1))));
        Assert.Equal(["existing first.csv"], await watching.TakeAsync(1));
        for (int i = 0; i < 500; i++)
        {
            Directory.Delete(i % 5 == 0 ? _folder["above"] : root, recursive: true);
            Directory.CreateDirectory(root);
        }

        _folder.Write("above/root/a.csv", "1");
        Assert.Equal("created a.csv", (await watching.TakeAsync(1))[0]);
    }

    [Fact]
    public async Task Where_all_above_it_goes_too_a_folder_is_looked_for_by_the_clock_of_the_run()
    {
        string root = Directory.CreateDirectory(_folder["above/root"]).FullName;
        var time = new ManualTimeProvider();
        await using Watching watching = await Watching.BeginAsync(Watched(s => (s.Path, s.Settle, s.Poll) = (root, TimeSpan.Zero, TimeSpan.FromSeconds(10))), time);
        await time.WaitForTimersAsync(1, Token).WaitAsync(Runs.Deadline, Token);
        Directory.Delete(_folder["above"], recursive: true);
        Directory.CreateDirectory(root);
        _folder.Write("above/root/a.csv", "1");

        Assert.Equal("created a.csv", (await watching.UntilAsync(rows => Advanced(rows, 1)))[0]);
        _folder.Write("above/root/b.csv", "1");
        Assert.Contains("created b.csv", await watching.UntilAsync(rows => rows.Any(r => r["file"].ToString() == "b.csv")));

        bool Advanced(Row[] rows, int count)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return rows.Length >= count;
        }
    }

    [Fact]
    public async Task Links_are_not_followed_when_they_appear()
    {
        using var other = new TempFolder();
        other.Write("secret.csv", "x");
        await using Watching watching = await Watching.BeginAsync(Watched(s => s.Existing = false));
        await watching.BegunAsync(_folder);

        Directory.CreateSymbolicLink(_folder["link"], other.Path);
        File.CreateSymbolicLink(_folder["linked.csv"], other["secret.csv"]);
        _folder.Write("zz.csv", "plain");

        Assert.Equal(["created zz.csv"], await watching.TakeAsync(1));
        Assert.Empty(watching.Rest);
    }

    [Fact]
    public async Task A_file_that_is_being_written_comes_once_when_it_is_left_alone()
    {
        var time = new ManualTimeProvider();
        await using Watching watching = await Watching.BeginAsync(
            Watched(s => (s.Existing, s.Settle, s.Poll) = (false, TimeSpan.FromSeconds(10), TimeSpan.FromDays(1))), time);
        await time.WaitForTimersAsync(1, Token).WaitAsync(Runs.Deadline, Token);

        for (int i = 0; i < 20; i++)
        {
            File.AppendAllText(_folder["log.csv"], new string('x', 100));
        }

        Assert.False(SpinWait.SpinUntil(() => watching.Rest.Length > 0, TimeSpan.FromMilliseconds(200)));
        string[] told = await watching.UntilAsync(rows =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return rows.Any(r => r["length"].ToString() == "2000");
        });

        // The system's word of the last writes may come late: then it is told again, but not once for each write.
        Assert.Equal("created log.csv", told[0]);
        Assert.InRange(told.Length, 1, 3);
    }

    [Fact]
    public async Task Many_changes_while_what_is_behind_is_busy_come_once()
    {
        await using Watching watching = await Watching.BeginAsync(Watched(s => s.Existing = false), isHeld: true);
        await watching.BegunAsync(_folder);
        for (int i = 0; i < 500; i++)
        {
            File.WriteAllText(_folder["one.csv"], new string('x', i));
            File.WriteAllText(_folder[$"f{i % 3}.csv"], $"{i}");
        }

        watching.Release();

        string[] told = await watching.UntilAsync(rows => rows.Any(r => r["file"].ToString() == "one.csv" && r["length"].ToString() == "499"));
        Assert.InRange(told.Length, 1, 60);
    }

    private FolderWatchSettings Watched(Action<FolderWatchSettings> more)
    {
        var settings = new FolderWatchSettings { Path = _folder.Path, Pattern = "*.csv", Recursive = true, Existing = true, Settle = TimeSpan.FromMilliseconds(30) };
        more(settings);
        return settings;
    }

    private void Fill()
    {
        Directory.CreateDirectory(_folder["in/deep"]);
        foreach (string name in (string[])["a.csv", "b.txt", "in/c.csv", "in/e.gz", "in/deep/d.csv"])
        {
            _folder.Write(name, "1\n");
        }
    }

    /// <summary>A run that watches, and what it has told.</summary>
    private sealed class Watching(GraphRun run, ConcurrentQueue<Row> rows, TaskCompletionSource gate) : IAsyncDisposable
    {
        public Row[] Rest => [.. rows];

        public static async Task<Watching> BeginAsync(FolderWatchSettings settings, TimeProvider? time = null, bool isHeld = false)
        {
            var rows = new ConcurrentQueue<Row>();
            var gate = new TaskCompletionSource();
            if (!isHeld)
            {
                gate.SetResult();
            }

            var g = new GraphBuilder("watch");
            Flow<Row> changes = FolderTasksPlacing.WatchFiles(settings).Then(async row =>
            {
                await gate.Task;
                return row;
            });
            g.Output("told", changes.ForEach(rows.Enqueue));
            GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), new RunOptions { Time = time ?? TimeProvider.System, Capacity = 1 }, Token);
            return new Watching(run, rows, gate);
        }

        public void Release() => gate.TrySetResult();

        /// <summary>Waits until the watcher tells of changes: a file that is written again and again is told at last.</summary>
        public async Task BegunAsync(TempFolder folder)
        {
            if (!gate.Task.IsCompleted)
            {
                return;
            }

            for (int i = 0; rows.IsEmpty; i++)
            {
                folder.Write("first.csv", $"{i}");
                SpinWait.SpinUntil(() => !rows.IsEmpty, TimeSpan.FromMilliseconds(100));
                Token.ThrowIfCancellationRequested();
            }

            // It may come again, for a write behind the one that was told.
            await Task.Delay(TimeSpan.FromMilliseconds(150), TimeProvider.System, Token);
            rows.Clear();
        }

        public Task<string[]> TakeAsync(int count) => UntilAsync(all => all.Length >= count);

        public async Task<string[]> UntilAsync(Func<Row[], bool> enough)
        {
            bool isEnough = SpinWait.SpinUntil(() => enough([.. rows]) || run.Completion.IsFaulted, Runs.Deadline);
            if (run.Completion.IsFaulted)
            {
                await run.Completion;
            }

            Assert.True(isEnough, $"Told was only: {string.Join(", ", rows.Select(Text))}");
            string[] told = [.. rows.Select(Text)];
            rows.Clear();
            return told;
        }

        public async ValueTask DisposeAsync()
        {
            gate.TrySetResult();
            await run.DrainAsync().WaitAsync(Runs.Deadline, Token);
            await run.DisposeAsync();
        }

        private static string Text(Row row) => $"{row["change"]} {row["file"]}";
    }
}

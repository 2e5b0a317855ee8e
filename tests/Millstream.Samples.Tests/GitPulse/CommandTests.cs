using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using GitPulse.Reports;

namespace GitPulse.Tests;

/// <summary>GitPulse as its users run it: what it prints, and how it ends.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Json_is_one_object_with_the_promised_members()
    {
        var history = new History();
        history.Commit("Ann", "1704067200 +0100");
        history.File("b", "1\n2\n").File("dir/a", "1\n");
        history.Commit("Jos\xe9", "1704153600 -0800");
        history.File("b", "2\n");
        var repository = await history.ImportAsync(_folder.Child("repository"));
        var hashes = (await Shell.GitAsync(repository, "rev-list", "HEAD")).Text.Split('\n');

        var outcome = (await Shell.PulseAsync([repository, "--json", "--top", "0"])).Succeeded();

        var zeros = string.Join(',', Enumerable.Repeat(0, 14));
        Assert.Equal("", outcome.Error);
        Assert.Equal(
            $$$"""
            {"commits":2,"insertions":3,"deletions":1,
            "files":[{"name":"b","commits":2,"insertions":2,"deletions":1},{"name":"dir/a","commits":1,"insertions":1,"deletions":0}],
            "directories":[{"name":".","commits":2,"insertions":2,"deletions":1},{"name":"dir","commits":1,"insertions":1,"deletions":0}],
            "authors":[{"name":"Ann","commits":1,"insertions":3,"deletions":0},{"name":"Jos\\xe9","commits":1,"insertions":0,"deletions":1}],
            "hours":[0,1,{{{zeros}}},1,0,0,0,0,0,0,0],"weekdays":[2,0,0,0,0,0,0],
            "busiestWeek":{"week":"2024-W01","monday":"2024-01-01","commits":2},
            "largest":[{"hash":"{{{hashes[1]}}}","lines":3,"insertions":3,"deletions":0},{"hash":"{{{hashes[0]}}}","lines":1,"insertions":0,"deletions":1}],
            "interrupted":false}
            """.Replace("\n", "", StringComparison.Ordinal) + "\n",
            outcome.Text);
    }

    [Fact]
    public async Task Lists_hold_ten_unless_top_says_otherwise()
    {
        var history = new History();
        for (var i = 0; i < 30; i++)
        {
            history.Commit($"Author {i}", "1704067200 +0000");
            history.File($"dir{i}/file", "x\n");
        }

        var repository = await history.ImportAsync(_folder.Child("repository"));

        foreach (var (arguments, count) in ((string[], int)[])
            [([], 10), (["--top", "3"], 3), (["--top=0"], 30), (["--top", "999"], 30)])
        {
            var outcome = (await Shell.PulseAsync(["--json", repository, .. arguments])).Succeeded();
            using var report = JsonDocument.Parse(outcome.Output);
            foreach (var list in (string[])["files", "directories", "authors", "largest"])
            {
                Assert.Equal(count, report.RootElement.GetProperty(list).GetArrayLength());
            }

            Assert.Equal(30, report.RootElement.GetProperty("commits").GetInt32());
        }
    }

    [Fact]
    public async Task Text_is_plain_lines_where_there_is_no_terminal()
    {
        var history = new History();
        history.Commit("Ann \x1b[31m", "1704067200 +0000");
        history.File("a\nb", "1\n").File("[red]x", "1\n");
        var repository = await history.ImportAsync(_folder.Child("repository"));

        var outcome = (await Shell.PulseAsync([repository])).Succeeded();

        var lines = outcome.Text.Split('\n');
        Assert.Equal("", outcome.Error);
        Assert.DoesNotContain('\x1b', outcome.Text);
        Assert.Equal("1 commits, 2 insertions, 0 deletions", lines[0]);
        Assert.Contains("           1             1             0  a\\u000ab", lines);
        Assert.Contains("           1             1             0  [red]x", lines);
        Assert.Contains("           1             2             0  Ann \\u001b[31m", lines);
        Assert.Contains("           1 commits  2024-W01, from Monday 2024-01-01", lines);
    }

    [Fact]
    public async Task A_repository_without_commits_counts_nothing()
    {
        var repository = _folder.Child("empty");
        (await Shell.GitAsync(_folder.Path, "init", "-q", repository)).Succeeded();

        var json = (await Shell.PulseAsync([repository, "--json"])).Succeeded();
        var text = (await Shell.PulseAsync([repository])).Succeeded();

        using var report = JsonDocument.Parse(json.Output);
        Assert.Equal(0, report.RootElement.GetProperty("commits").GetInt32());
        Assert.Equal(JsonValueKind.Null, report.RootElement.GetProperty("busiestWeek").ValueKind);
        Assert.StartsWith("0 commits, 0 insertions, 0 deletions\n", text.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'x' is no number for --top. Use 0 for all, or a whole number up to 2147483647.", "--top", "x")]
    [InlineData("'-1' is no number for --top. Use 0 for all, or a whole number up to 2147483647.", "--top=-1")]
    [InlineData("'2147483648' is no number for --top. Use 0 for all, or a whole number up to 2147483647.", "--top", "2147483648")]
    [InlineData("Required argument missing for option: '--top'.", "--top")]
    [InlineData("There is no option '--jsn'. A folder of that name is './--jsn'.", "--jsn")]
    [InlineData("There is no option '-x'. A folder of that name is './-x'.", "--json", "-x")]
    [InlineData("Unrecognized command or argument '--jsn'.", ".", "--jsn")]
    [InlineData("Unrecognized command or argument 'b'.", "a", "b")]
    public async Task A_bad_option_ends_with_2_and_says_what_is_bad(string message, params string[] arguments)
    {
        var outcome = await Shell.PulseAsync(arguments);

        Assert.Equal($"GitPulse: {message}\nTry 'GitPulse --help'.\n", outcome.Error);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Text));
    }

    [Fact]
    public async Task Two_answers_to_one_question_are_a_bad_option()
    {
        var outcome = await Shell.PulseAsync(["--top", "1", "--top", "2"]);

        Assert.Contains("--top", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(2, outcome.ExitCode);
    }

    [Fact]
    public async Task What_is_no_repository_ends_with_1_and_is_named()
    {
        var file = _folder.Child("file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        foreach (var (path, message) in ((string, string)[])
            [
                (_folder.Path, $"'{_folder.Path}' is not a git repository, nor is it inside one."),
                (_folder.Child("none"), $"'{_folder.Child("none")}' does not exist. Name the folder of a git repository."),
                (file, $"'{file}' is a file. Name the folder of a git repository."),
                ("", "'' does not exist. Name the folder of a git repository."),
            ])
        {
            var outcome = await Shell.PulseAsync([path, "--json"]);

            Assert.Equal($"GitPulse: {message}\n", outcome.Error);
            Assert.Equal((1, ""), (outcome.ExitCode, outcome.Text));
        }
    }

    [Fact]
    public async Task Without_git_it_ends_with_1_and_says_so_even_where_the_folder_holds_a_git()
    {
        _folder.ReplaceGit("echo run >&2");
        var outcome = await Shell.RunAsync(
            "/bin/sh",
            [
                "-c", """cd "$1" && dotnet=$(command -v dotnet) && PATH=/nowhere:. exec "$dotnet" "$2" """,
                "sh", _folder.Path, typeof(Pulse).Assembly.Location,
            ],
            new Dictionary<string, string?>());

        Assert.Equal(
            "GitPulse: git was not found in any folder of the PATH. Install git, or add its folder to the PATH.\n",
            outcome.Error);
        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Text));
    }

    [Fact]
    public async Task A_broken_history_is_a_failure_in_gits_own_words_and_no_report()
    {
        var history = new History();
        for (var i = 0; i < 3; i++)
        {
            history.Commit("A", "1704067200 +0000");
        }

        var repository = await history.ImportAsync(_folder.Child("repository"));
        await Shell.ScriptAsync(
            """
            cd "$1" && mv objects/pack packed && mkdir objects/pack && git unpack-objects -q < packed/*.pack
            root=$(git rev-list --max-parents=0 HEAD) && rm -f "objects/$(echo "$root" | cut -c1-2)/$(echo "$root" | cut -c3-)"
            """,
            repository);

        var outcome = await Shell.PulseAsync([repository, "--json"]);

        Assert.StartsWith($"GitPulse: git log failed in '{repository}' with exit code 128: ", outcome.Error, StringComparison.Ordinal);
        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Text));
    }

    [Fact]
    public async Task A_task_that_fails_otherwise_is_named_with_the_number_of_its_commit()
    {
        var environment = _folder.ReplaceGit(
            @"printf 'commit 1\0A\0000 +0000\0\n9223372036854775807\t0\ta\0009223372036854775807\t0\tb\0'");

        var outcome = await Shell.PulseAsync([".", "--json"], environment);

        Assert.StartsWith("GitPulse: Task \"log\" failed at item 0: ", outcome.Error, StringComparison.Ordinal);
        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Text));
    }

    [Fact]
    public async Task Neither_configuration_nor_environment_changes_the_numbers()
    {
        var random = new Random(11);
        var history = RandomHistory.Make(random, commits: 80);
        var line = string.Concat(Enumerable.Range(0, 60).Select(i => $"{i % 7}\n{i}\n"));
        history.Commit("Mapped", "1704067200 +0000");
        history.File("one", line).File("two", line + "two\n").File(".mailmap", "Other <a@example.com>\n")
            .File("shuffled", "a\n{\n}\n\nb\n{\n}\n\nc\n{\n}\n").File(".gitattributes", "*.f diff=shout\n").File("src/kept", "x\n")
            .Submodule("module", new string('1', 40));
        history.Commit("Mapped", "1704067200 +0000");
        history.Rename("one", "moved/one").File("moved/one", line + "1\n").Rename("two", "moved/two").File("moved/two", line + "2\n")
            .File("shuffled", "c\n{\n}\n\na\n{\n}\n\nx\n{\n}\n\nb\n").Submodule("module", new string('2', 40));
        var repository = await history.ImportAsync(_folder.Child("repository"), isBare: false);
        var plain = (await Shell.PulseAsync([repository, "--json", "--top", "0"])).Succeeded();
        var attributes = _folder.Child("attributes");
        await File.WriteAllTextAsync(attributes, "* -diff\n", TestContext.Current.CancellationToken);
        var configuration = _folder.Child("configuration");
        await File.WriteAllTextAsync(
            configuration,
            $"""
            [core]
              quotePath = true
              pager = false
              attributesFile = {attributes}
              bigFileThreshold = 1
            [log]
              showSignature = true
              mailmap = true
              showRoot = false
              date = iso
              decorate = full
              follow = true
              diffMerges = first-parent
              abbrevCommit = true
            [diff]
              renames = copies
              renameLimit = 1
              algorithm = patience
              noprefix = true
              relative = true
              external = false
              ignoreSubmodules = all
              submodule = log
              orderFile = {attributes}
            [diff "shout"]
              textconv = false
              command = false
            [color]
              ui = always
            [format]
              pretty = fuller
            [i18n]
              logOutputEncoding = ISO-8859-1
              commitEncoding = ISO-8859-1
            [alias]
              log = !false
            [notes]
              displayRef = *
            """,
            TestContext.Current.CancellationToken);

        var pinned = (await Shell.PulseAsync(
            [Path.Combine(repository, "src"), "--json", "--top", "0"],
            new Dictionary<string, string?>
            {
                ["GIT_CONFIG_GLOBAL"] = configuration,
                ["GIT_DIR"] = _folder.Child("elsewhere"),
                ["GIT_WORK_TREE"] = _folder.Path,
                ["GIT_INDEX_FILE"] = _folder.Child("no-index"),
                ["GIT_OBJECT_DIRECTORY"] = _folder.Child("no-objects"),
                ["GIT_NAMESPACE"] = "other",
                ["GIT_EXTERNAL_DIFF"] = "false",
                ["GIT_DIFF_OPTS"] = "-u9",
                ["GIT_PAGER"] = "false",
                ["GIT_TRACE"] = "1",
                ["LC_ALL"] = "de_DE.ISO-8859-1",
                ["LANGUAGE"] = "de",
                ["TZ"] = "Asia/Tokyo",
            })).Succeeded();

        Assert.Equal(plain.Text, pinned.Text);
    }

    [Fact]
    public async Task A_million_commits_fit_into_a_small_heap()
    {
        const string Ten = "1 2 3 4 5 6 7 8 9 10";
        var environment = _folder.ReplaceGit(Repeat($"for i in {Ten}; do for j in {Ten}; do", "; done; done"));
        // In hex: 32 MiB.
        environment["DOTNET_GCHeapHardLimit"] = "2000000";

        var outcome = (await Shell.PulseAsync([".", "--json"], environment)).Succeeded();

        using var report = JsonDocument.Parse(outcome.Output);
        Assert.Equal(1_000_000, report.RootElement.GetProperty("commits").GetInt64());
        Assert.Equal(2_000_000, report.RootElement.GetProperty("insertions").GetInt64());
    }

    [Fact]
    public async Task Ctrl_C_drains_prints_what_it_has_and_ends_with_130()
    {
        // The log never ends. The pipe holds far less than its first ten rounds, so most of them have been read by then.
        var pipe = _folder.Child("ready");
        await Shell.RunAsync("mkfifo", [pipe], new Dictionary<string, string?>());
        var environment = _folder.ReplaceGit(Repeat(
            $"echo $$ > '{_folder.Child("pid")}'; n=0; while :; do n=$((n+1)); [ $n = 11 ] && echo > '{pipe}';", "; done"));

        var outcome = await Shell.PulseAsync(["--json"], environment, process => InterruptAsync(process, pipe));

        Assert.Equal((130, ""), (outcome.ExitCode, outcome.Error));
        using var report = JsonDocument.Parse(outcome.Output);
        var commits = report.RootElement.GetProperty("commits").GetInt64();
        Assert.True(report.RootElement.GetProperty("interrupted").GetBoolean());
        Assert.InRange(commits, 90_000, long.MaxValue);
        Assert.Equal(2 * commits, report.RootElement.GetProperty("insertions").GetInt64());
        Assert.Equal(commits, report.RootElement.GetProperty("authors")[0].GetProperty("commits").GetInt64());
        var git = await File.ReadAllTextAsync(_folder.Child("pid"), TestContext.Current.CancellationToken);
        Assert.False(Directory.Exists($"/proc/{git.Trim()}"));
    }

    [Fact]
    public async Task What_Ctrl_C_leaves_is_what_plain_git_counts_for_as_many_commits()
    {
        // Git's own log, of which the rest never comes. All of that part but what the pipe holds has been read by then.
        var history = new History();
        for (var i = 0; i < 5000; i++)
        {
            history.Commit($"Author {i % 7}", $"{1_600_000_000 + (i * 5000)} +0100");
            history.File($"dir{i % 11}/file{i % 97}", $"{i}\n{i % 5}\n");
        }

        var repository = await history.ImportAsync(_folder.Child("repository"));
        var pipe = _folder.Child("ready");
        await Shell.RunAsync("mkfifo", [pipe], new Dictionary<string, string?>());
        var git = (await Shell.RunAsync("which", ["git"], new Dictionary<string, string?>())).Succeeded().Text.Trim();
        var environment = _folder.ReplaceGit($"{git} \"$@\" | (head -c 450000; echo > '{pipe}'; sleep 600)");

        var outcome = await Shell.PulseAsync(
            [repository, "--json", "--top", "0"], environment, process => InterruptAsync(process, pipe));

        Assert.Equal((130, ""), (outcome.ExitCode, outcome.Error));
        var report = JsonSerializer.Deserialize<PulseReport>(outcome.Output, JsonSerializerOptions.Web)!;
        Assert.True(report.Interrupted);
        Assert.InRange(report.Commits, 100, 4999);
        Assert.Equal((report.Commits, report.Commits), (report.Hours.Sum(), report.Weekdays.Sum()));
        var expected = await Expected.FromAsync(repository, newest: report.Commits);
        expected.AssertEqualTo(report with { Interrupted = false });
    }

    [Fact]
    public async Task Ctrl_C_is_heard_while_git_says_nothing()
    {
        var pipe = _folder.Child("ready");
        await Shell.RunAsync("mkfifo", [pipe], new Dictionary<string, string?>());
        var environment = _folder.ReplaceGit($"printf 'commit 1\\0A\\0000 +0000\\0commit 2\\0B\\0'; echo > '{pipe}'; sleep 600");

        var outcome = await Shell.PulseAsync([], environment, process => InterruptAsync(process, pipe));

        Assert.Equal((130, ""), (outcome.ExitCode, outcome.Error));
        Assert.Matches("^Interrupted: these are the newest [01] commits only.\n[01] commits, ", outcome.Text);
    }

    [Fact]
    public async Task A_terminals_Ctrl_C_that_ends_git_as_well_still_prints_what_there_is()
    {
        var environment = _folder.ReplaceGit(Repeat("", "; kill -INT $PPID; kill -INT $$; sleep 600"));

        var outcome = await Shell.PulseAsync([".", "--json"], environment);

        Assert.Equal((130, ""), (outcome.ExitCode, outcome.Error));
        using var report = JsonDocument.Parse(outcome.Output);
        Assert.True(report.RootElement.GetProperty("interrupted").GetBoolean());
    }

    [Fact]
    public async Task A_git_that_somebody_else_ends_is_a_failure_and_not_an_end()
    {
        foreach (var (signal, code) in ((string, int)[])[("INT", 130), ("KILL", 137)])
        {
            var environment = _folder.ReplaceGit(Repeat("", $"; kill -{signal} $$; sleep 600"));

            var outcome = await Shell.PulseAsync([".", "--json"], environment);

            Assert.Equal(
                $"GitPulse: git log failed in '{Environment.CurrentDirectory}' with exit code {code}.\n", outcome.Error);
            Assert.Equal((1, ""), (outcome.ExitCode, outcome.Text));
        }
    }

    /// <summary>A script that prints ten thousand commits, two lines each, in the loop given.</summary>
    private string Repeat(string before, string after)
    {
        var log = new StringBuilder();
        for (var i = 0; i < 10_000; i++)
        {
            log.Append(CultureInfo.InvariantCulture, $"commit {i:x40}\0Author\01704067200 +0000\0");
            log.Append(CultureInfo.InvariantCulture, $"\n1\t0\tdir/file {i % 100}\01\t1\tother\0");
        }

        var file = _folder.Child("log");
        File.WriteAllText(file, log.ToString());
        return $"{before} cat '{file}' {after}";
    }

    /// <summary>Sends what Ctrl-C sends, once something was written to the named pipe.</summary>
    private static async Task InterruptAsync(Process process, string pipe)
    {
        await File.ReadAllTextAsync(pipe, TestContext.Current.CancellationToken);
        await Shell.RunAsync(
            "kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)], new Dictionary<string, string?>());
    }
}

using System.Globalization;
using GitPulse.Git;
using GitPulse.Reports;
using static GitPulse.Tests.History;

namespace GitPulse.Tests;

/// <summary>The numbers are those of plain git and awk.</summary>
public sealed class NumbersTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Odd_file_names_count_as_their_bytes()
    {
        string[] names =
        [
            "plain", "two words", " leading", "trailing ", "-dash", "--", "tab\there", "line\nend", "\n", "\r",
            "quote\"d", "'", "back\\slash", "literal \\xe9", "\\x", "\\x5c", "\\x5", "a => b", "{a => b}", "x{y => z}w", "@at",
            "commit 0123456789012345678901234567890123456789", "1\t2\tthree", "-\t-\tbinary", "\t", "*?[x]", "$HOME", "~", "%s",
            "#", "lat\xe9", "lat\xea", "\\\xe9", "\\x\xe9", "\xff\xfe", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "cut\xe2\x82",
            Utf8("größe"), Utf8("名前"), Utf8("😀"), Utf8("\uE000"), Utf8("\uFFFD"), Utf8("e\u0301"), Utf8("\u00e9"),
            Utf8("\u202e"), Utf8("\u2028"), "\x1b[31mred", "\x7f", new string('n', 250),
        ];
        var history = new History();
        history.Commit("A", "1700000000 +0000");
        foreach (var name in names)
        {
            history.File(name, "one\n").File($"dir {name}/deeper/{name}", "one\ntwo\n").File($"{name}.d/{name}", "");
        }

        history.Commit("A", "1700000000 +0000");
        foreach (var name in names.Where((_, i) => i % 3 == 0))
        {
            history.File(name, "one\nand more\n");
        }

        history.Commit("A", "1700000000 +0000");
        foreach (var name in names)
        {
            history.Rename(name, $"moved/{name}").Rename($"dir {name}/deeper/{name}", $"dir {name}/{name} => {name}");
        }

        await AssertNumbersAsync(history);
    }

    [Fact]
    public async Task Authors_in_any_encoding_stay_apart_and_are_one_where_git_says_so()
    {
        (string Name, string? Encoding)[] authors =
        [
            (Utf8("José"), null), ("Jos\xe9", "ISO-8859-1"), ("Jos\xe9", null), ("Jos\xea", null), ("Jos\\xe9", null),
            ("Jos\xe9", "no-such-encoding"), ("\x96\xbc\x91\x4f", "Shift_JIS"), (Utf8("名前"), null), ("\x96\xbc\x91\x4f", null),
            ("", null), ("Tab\tbed", null), ("Quote \"d\"", null), ("@at", null), ("commit 123", null), ("1\t2\tx", null), ("-", null),
            ("Back\\slash", null), (Utf8("\u202eright to left"), null), (Utf8("😀"), null), (Utf8("\uFFFD"), null),
            (Utf8("Ange\u0301lique"), null), (Utf8("Ang\u00e9lique"), null), ("\xc5ke", "UTF-8"), ("\x1b[1mbold", null),
        ];
        var history = new History();
        foreach (var (name, encoding) in authors)
        {
            history.Commit(name, "1700000000 +0000", encoding);
            history.File("f", name + encoding + "\n");
        }

        var report = await AssertNumbersAsync(history);

        Assert.Equal(2, report.Authors.Single(author => author.Name == "José").Commits);
        Assert.Equal(2, report.Authors.Single(author => author.Name == "Jos\\xe9").Commits);
        Assert.Equal(1, report.Authors.Single(author => author.Name == "Jos\\xea").Commits);
        Assert.Equal(1, report.Authors.Single(author => author.Name == "Jos\\x5cxe9").Commits);
        Assert.Equal(2, report.Authors.Single(author => author.Name == "名前").Commits);
    }

    [Fact]
    public async Task Merges_count_as_commits_without_files_also_with_many_parents_and_changes_of_their_own()
    {
        var history = new History();
        var root = history.Commit("Root", "1700000000 +0000");
        history.File("base", "1\n2\n3\n");
        int[] sides =
        [
            .. Enumerable.Range(0, 5).Select(i =>
            {
                var side = history.Commit($"Side {i}", "1700000000 +0000", from: root);
                history.File($"side{i}", "a\nb\n");
                return side;
            }),
        ];
        history.Commit("Two", "1700000000 +0000", from: sides[0], merged: sides[1]);
        history.File("side1", "a\nb\n");
        history.Commit("Octopus", "1700000000 +0000", merged: sides[2..]);
        history.File("side2", "a\nb\n").File("base", "evil\n");
        history.Commit("Empty", "1700000000 +0000");
        history.Commit("Merge of an ancestor", "1700000000 +0000", merged: root);

        var report = await AssertNumbersAsync(history);

        Assert.Equal(10, report.Commits);
        Assert.Equal((1, 0, 0), report.Authors.Where(author => author.Name == "Octopus")
            .Select(author => (author.Commits, author.Insertions, author.Deletions)).Single());
    }

    [Fact]
    public async Task Renames_copies_swaps_and_binary_files_count_as_git_counts_them()
    {
        var text = string.Concat(Enumerable.Range(0, 40).Select(i => $"line {i}\n"));
        var history = new History();
        history.Commit("A", "1700000000 +0000");
        history.File("text", text).File("other", text.Replace("line", "row", StringComparison.Ordinal))
            .File("binary", "\0\x01\x02" + text).File("old/deep/er/file", text + "x\n").File("link", "text", "120000")
            .File("thing", "a file\n").File("folder/in", "a folder\n").File("run", "#!/bin/sh\n");
        history.Commit("A", "1700000001 +0000");
        history.Rename("text", "renamed").Rename("old", "new");
        history.Commit("A", "1700000002 +0000");
        history.Rename("renamed", "renamed and changed").File("renamed and changed", text + "more\n")
            .Rename("new/deep/er/file", "new/shallow/file").File("binary", "\0\x02" + text);
        history.Commit("A", "1700000003 +0000");
        history.File("copy", text + "more\n").File("half", text[..200] + "quite another thing\n");
        history.Commit("A", "1700000004 +0000");
        history.File("other", text).File("renamed and changed", text.Replace("line", "row", StringComparison.Ordinal));
        history.Commit("A", "1700000005 +0000");
        history.Delete("thing").File("thing/inside", "a file\n").Delete("folder/in").File("folder", "a folder\n");
        history.Commit("A", "1700000006 +0000");
        history.File("link", "now a file\n").File("run", "#!/bin/sh\n", "100755").Rename("binary", "moved/binary");
        history.Commit("A", "1700000007 +0000");
        history.Submodule("module", "1111111111111111111111111111111111111111").File("text", "no end of line");
        history.Commit("A", "1700000008 +0000");
        history.Submodule("module", "2222222222222222222222222222222222222222").Delete("text").Delete("copy");

        var found = await AssertNumbersAsync(history);
        var unfound = await AssertNumbersAsync(history, findRenames: false);

        Assert.True(unfound.Deletions > found.Deletions + 100);
        Assert.Contains(found.Files, file => file is { Name: "renamed", Commits: 1, Insertions: 0, Deletions: 0 });
        Assert.Contains(unfound.Files, file => file is { Name: "renamed", Insertions: 40 });
    }

    [Fact]
    public async Task Hours_weekdays_and_weeks_are_those_of_the_authors_clocks()
    {
        string[] offsets = ["+0000", "-0000", "+0545", "-0330", "+1400", "-1200", "+0100", "-0800", "+051800", "+0099", "-9999"];
        var history = new History();
        foreach (var offset in offsets)
        {
            // The turns of years, of which ISO 8601 counts some into the week before or after, and a few odd moments.
            foreach (var moment in (long[])[0, 86_399, 1_230_767_999, 1_262_303_999, 1_451_606_399, 1_483_228_799, 1_609_459_199,
                1_609_459_200, 1_704_067_199, 1_719_792_000, 1_719_792_000, 4_102_444_799, 253_402_300_799 - 864_000])
            {
                if (moment < 864_000 && offset[0] == '-')
                {
                    continue;
                }

                history.Commit("A", string.Create(CultureInfo.InvariantCulture, $"{moment} {offset}"));
            }
        }

        await AssertNumbersAsync(history);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Histories_made_at_random_count_the_same(int seed)
    {
        var history = RandomHistory.Make(new Random(seed), commits: 120);

        await AssertNumbersAsync(history);
        await AssertNumbersAsync(history, findRenames: false);
    }

    [Fact]
    public async Task The_history_of_this_project_counts_the_same()
    {
        var root = Shell.Sources;
        Assert.SkipUnless(
            (await Shell.GitAsync(root, "rev-parse", "--verify", "-q", "HEAD")).ExitCode == 0, "The sources are in no repository.");

        await AssertNumbersAsync(root, findRenames: true);
        await AssertNumbersAsync(root, findRenames: false);
    }

    [Fact]
    public async Task The_totals_are_those_of_the_plainest_command()
    {
        var repository = await RandomHistory.Make(new Random(7), commits: 200).ImportAsync(_folder.Child("plain"));
        var plain = await Shell.ScriptAsync(
            """
            git -C "$1" log --numstat --format= | awk '{ i += $1; d += $2 } END { print i, d }'
            git -C "$1" rev-list --count HEAD
            git -C "$1" log --format=%an | LC_ALL=C sort | uniq -c | awk 'END { print NR }'
            """,
            repository);

        var report = await ReportAsync(repository, findRenames: true);

        Assert.Equal(
            $"{report.Insertions} {report.Deletions}\n{report.Commits}\n{report.Authors.Count}\n", plain.Succeeded().Text);
    }

    [Fact]
    public async Task Shallow_linked_and_inner_folders_of_repositories_count_the_same()
    {
        var source = await RandomHistory.Make(new Random(8), commits: 60).ImportAsync(_folder.Child("source"), isBare: false);
        Directory.CreateDirectory(Path.Combine(source, "inner", "most"));
        var (shallow, linked) = (_folder.Child("shallow"), _folder.Child("linked"));
        (await Shell.GitAsync(_folder.Path, "clone", "-q", "--depth", "9", $"file://{source}", shallow)).Succeeded();
        (await Shell.GitAsync(source, "worktree", "add", "-q", "--detach", linked, "HEAD~5")).Succeeded();

        Assert.NotEqual(
            (await AssertNumbersAsync(shallow, findRenames: true)).Commits,
            (await AssertNumbersAsync(linked, findRenames: true)).Commits);
        await AssertNumbersAsync(Path.Combine(source, "inner", "most"), findRenames: true);
        await AssertNumbersAsync(Path.Combine(source, ".git"), findRenames: true);
    }

    private static Task<PulseReport> ReportAsync(string repository, bool findRenames) =>
        new Pulse(new GitLogOptions { Repository = repository, FindRenames = findRenames }, top: 0, TimeProvider.System)
            .RunAsync(Token);

    private static async Task<PulseReport> AssertNumbersAsync(string repository, bool findRenames)
    {
        var expected = await Expected.FromAsync(repository, findRenames ? "--find-renames" : "--no-renames");
        var report = await ReportAsync(repository, findRenames);

        expected.AssertEqualTo(report);
        return report;
    }

    private async Task<PulseReport> AssertNumbersAsync(History history, bool findRenames = true)
    {
        var repository = _folder.Child($"history{(findRenames ? "" : "-no-renames")}");
        return await AssertNumbersAsync(await history.ImportAsync(repository), findRenames);
    }
}

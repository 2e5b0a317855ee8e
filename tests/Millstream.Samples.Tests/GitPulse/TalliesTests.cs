using System.Text;
using GitPulse.Git;
using GitPulse.Tallies;

namespace GitPulse.Tests;

public sealed class TalliesTests
{
    [Fact]
    public void Names_with_more_commits_come_first_and_equal_ones_by_name()
    {
        var tally = new NameTally();
        foreach (var author in (string[])["b", "c", "a", "c", "\U0001F600", "\uE000"])
        {
            tally.AddAuthor(Commit("1", author));
        }

        Assert.Equal(["c", "a", "b", "\uE000", "\U0001F600"], tally.Top(0).Select(count => count.Name));
        Assert.Equal(["c", "a"], tally.Top(2).Select(count => count.Name));
        Assert.Equal(5, tally.Top(100).Count);
    }

    [Fact]
    public void A_directory_counts_once_for_a_commit_and_sums_the_lines_of_its_own_files()
    {
        var tally = new NameTally().AddDirectories(Commit(
            "1", "A", new("a/x", 1, 2, false), new("a/y", 3, 4, false), new("a/b/z", 5, 6, false), new("top", 7, 8, false)));

        Assert.Equal(
            [new NameCount(".", 1, 7, 8), new NameCount("a", 1, 4, 6), new NameCount("a/b", 1, 5, 6)], tally.Top(0));
    }

    [Fact]
    public void Names_are_in_the_order_of_their_UTF_8_bytes()
    {
        var random = new Random(1);
        string[] pieces = ["a", "b", "é", "\uD7FF", "\uE000", "\uFFFF", "\U00010000", "\U0010FFFF"];
        string[] names =
        [
            .. Enumerable.Range(0, 500).Select(_ =>
                string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => pieces[random.Next(pieces.Length)]))),
        ];

        Assert.Equal(
            names.OrderBy(name => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(name)), StringComparer.Ordinal),
            names.Order(NameOrder.Instance));
    }

    [Fact]
    public void Largest_commits_are_cut_and_equal_ones_are_in_the_order_of_their_hashes()
    {
        var (two, all) = (new LargestCommits(2), new LargestCommits(0));
        foreach (var (hash, lines) in ((string, long)[])[("d", 1), ("c", 5), ("b", 5), ("a", 5), ("e", 0)])
        {
            two.Add(Commit(hash, "A", new FileChange("f", lines, 0, false)));
            all.Add(Commit(hash, "A", new FileChange("f", 0, lines, false)));
        }

        Assert.Equal(["a", "b"], two.ToList().Select(commit => commit.Hash));
        Assert.Equal(["a", "b", "c", "d", "e"], all.ToList().Select(commit => commit.Hash));
    }

    [Theory]
    [InlineData("0 +0000", 0, 3, "1969-12-29")]
    [InlineData("0 -0030", 23, 2, "1969-12-29")]
    [InlineData("-1 +0000", 23, 2, "1969-12-29")]
    [InlineData("1609459200 +0000", 0, 4, "2020-12-28")]
    [InlineData("1609459200 +0545", 5, 4, "2020-12-28")]
    [InlineData("1609632000 -0001", 23, 5, "2020-12-28")]
    [InlineData("253402300799 +0000", 23, 4, null)]
    [InlineData("9223372036854775807 +0000", 15, 6, null)]
    public void Hour_weekday_and_week_are_the_local_ones(string raw, int hour, int weekday, string? monday)
    {
        var time = AuthorTime.Parse(raw);

        Assert.Equal((hour, weekday), (time?.Hour, time?.Weekday));
        Assert.Equal(monday, time?.Monday?.ToString("yyyy-MM-dd", null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("x +0000")]
    [InlineData("1 zone")]
    [InlineData("9223372036854775808 +0000")]
    public void Without_a_date_there_is_no_time(string raw) => Assert.Null(AuthorTime.Parse(raw));

    [Fact]
    public void The_busiest_week_is_the_earliest_of_equal_ones_and_bears_its_ISO_name()
    {
        var tally = new WeekTally();
        Assert.Null(tally.Busiest());
        foreach (var seconds in (long[])[1_700_000_000, 1_609_459_200, 1_609_459_200, 1_700_000_000])
        {
            tally.Add(new Commit("1", "A", new AuthorTime(seconds), []));
        }

        tally.Add(new Commit("1", "A", null, []));

        Assert.Equal(new WeekCount("2020-W53", new DateOnly(2020, 12, 28), 2), tally.Busiest());
    }

    private static Commit Commit(string hash, string author, params FileChange[] changes) => new(hash, author, null, changes);
}

using GitPulse.Git;

namespace GitPulse.Tests;

public sealed class CommitParserTests
{
    [Fact]
    public void A_commit_is_complete_when_the_next_one_begins()
    {
        var parser = new CommitParser();

        Assert.Null(Add(parser, "commit 01", "Ann", "0 +0000", "\n1\t2\ta b", "-\t-\tbinary", "3\t0\t", "old", "new"));
        var first = parser.Add("commit 02"u8);
        Assert.Null(Add(parser, "", "no date"));
        var second = parser.Complete();

        Assert.NotNull(first);
        Assert.Equal(("01", "Ann", 4, 2), (first.Hash, first.Author, first.Insertions, first.Deletions));
        Assert.Equal(
            [new("a b", 1, 2, false), new("binary", 0, 0, true), new("new", 3, 0, false)],
            first.Changes.ToArray());
        Assert.NotNull(second);
        Assert.Equal(("02", "", null), (second.Hash, second.Author, second.Time));
        Assert.Empty(second.Changes);
    }

    [Fact]
    public void Names_that_look_like_the_log_itself_are_names()
    {
        var parser = new CommitParser();

        Add(parser, "commit 01", "commit 02", "0 +0000", "\n1\t1\t\n", "1\t1\tcommit 03", "0\t0\t", "commit 04", "commit 05", "1\t1\t2\t2\tx");
        var commit = parser.Complete();

        Assert.Equal("commit 02", commit?.Author);
        Assert.Equal(["\n", "commit 03", "commit 05", "2\t2\tx"], commit!.Changes.Select(change => change.Path));
    }

    [Fact]
    public void An_empty_log_has_no_commit() => Assert.Null(new CommitParser().Complete());

    [Theory]
    [InlineData("1\t1\tfile before any commit")]
    [InlineData("commit 01", "Ann", "0 +0000", "nonsense")]
    [InlineData("commit 01", "Ann", "0 +0000", "")]
    [InlineData("commit 01", "Ann", "0 +0000", "1\t-2\tfile")]
    [InlineData("commit 01", "Ann", "0 +0000", "x\t2\tfile")]
    [InlineData("commit 01", "Ann", "0 +0000", "99999999999999999999\t2\tfile")]
    public void What_git_never_prints_is_refused(params string[] fields)
    {
        var exception = Assert.Throws<InvalidDataException>(() => Add(new CommitParser(), fields));

        Assert.Contains("git log printed '", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("commit 01")]
    [InlineData("commit 01", "Ann")]
    [InlineData("commit 01", "Ann", "0 +0000", "1\t1\t")]
    [InlineData("commit 01", "Ann", "0 +0000", "1\t1\t", "old")]
    public void A_log_that_ends_within_a_commit_is_refused(params string[] fields)
    {
        var parser = new CommitParser();
        Add(parser, fields);

        Assert.Equal(
            "The log ends in the middle of commit '01'.",
            Assert.Throws<InvalidDataException>(() => parser.Complete()).Message);
    }

    private static Commit? Add(CommitParser parser, params string[] fields)
    {
        Commit? last = null;
        foreach (var field in fields)
        {
            last = parser.Add(History.Bytes(field));
        }

        return last;
    }
}

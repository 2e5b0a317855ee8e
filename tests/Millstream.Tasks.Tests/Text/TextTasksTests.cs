using Millstream.Testing;

namespace Millstream.Text;

public sealed class TextTasksTests
{
    private static readonly string[] Lines = ["GET /a 200", "POST /b 503", "get /c 404", ""];

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Match_keeps_the_texts_in_which_the_pattern_is(bool fuse, int capacity)
    {
        Assert.Equal(["POST /b 503", "get /c 404"], await Flow.From(Lines).MatchText(new MatchSettings { Pattern = " [45][0-9]{2}$" }).ResultAsync(Runs.Mode(fuse, capacity)));
        Assert.Equal(["GET /a 200", ""], await Flow.From(Lines).MatchText(new MatchSettings { Pattern = " [45][0-9]{2}$", Invert = true }).ResultAsync(Runs.Mode(fuse, capacity)));
        Assert.Equal(["GET /a 200", "get /c 404"], await Flow.From(Lines).MatchText(new MatchSettings { Pattern = "^get", IgnoreCase = true }).ResultAsync(Runs.Mode(fuse, capacity)));
    }

    [Theory]
    [InlineData("", "the setting 'Pattern' is not set. It is a regular expression: error|warning.")]
    [InlineData("(", "the setting 'Pattern' has a fault: '(' is no regular expression: ")]
    public void A_pattern_is_checked_before_anything_runs(string pattern, string fault) =>
        Assert.StartsWith($"'text.match': {fault}", Assert.Single(Runs.Refusals(() => Flow.From(Lines).MatchText(new MatchSettings { Pattern = pattern }))), StringComparison.Ordinal);

    /// <summary>A thousand texts on which trying takes a tenth of a second each: they are done before the deadline only where the first of them is the last that is tried.</summary>
    [Fact]
    public async Task A_pattern_that_took_too_long_once_is_matched_in_linear_time_from_then_on()
    {
        string evil = new string('a', 60) + "!";

        Assert.Equal(1000, (await Flow.Range(0, 1000).Then(_ => evil).MatchText(new MatchSettings { Pattern = "^(a+)+$", Invert = true }).ResultAsync()).Count);
        Assert.Equal(
            ["aa"],
            (await Flow.Range(0, 1001).Then(i => i < 1000 ? evil : "aa").ExtractRow(new ExtractSettings { Pattern = "^(?<all>(a+)+)$" }).ResultAsync()).Select(r => r["all"].ToString()));
    }

    [Fact]
    public async Task A_match_that_takes_too_long_is_none()
    {
        string[] texts = [new string('a', 60) + "!", "aa"];

        Assert.Equal(["aa"], await Flow.From(texts).MatchText(new MatchSettings { Pattern = @"^(a+)+(?!b)$" }).ResultAsync());
        Assert.Equal(["aa"], await Flow.From(texts).MatchText(new MatchSettings { Pattern = @"^(a+)+$" }).ResultAsync());
        Assert.Equal([texts[0]], await Flow.From(texts).MatchText(new MatchSettings { Pattern = @"^(a+)+(?!b)$", Invert = true }).ResultAsync());

        var log = new TestLog();
        var settings = new ExtractSettings { Pattern = @"^(?<all>(a+)+)(?!b)$" };
        Assert.Equal(["aa"], (await Flow.From(texts).ExtractRow(settings).ResultAsync(new RunOptions { Logger = log })).Select(r => r["all"].ToString()));
        settings.MustMatch = true;
        Assert.Equal(
            $"'{texts[0]}' does not match '{settings.Pattern}'. Set 'mustMatch' to false to leave such texts out.",
            (await Flow.From(texts).ExtractRow(settings).CauseAsync(new RunOptions { Logger = log })).Message);
        Assert.Equal(2, log.Lines.Count(l => l.Contains("took too long: it counts as no match", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Extract_makes_rows_of_named_groups(bool fuse, int capacity)
    {
        Flow<Data.Row> rows = Flow.From(Lines).ExtractRow(new ExtractSettings { Pattern = @"^(?<method>[A-Z]+) (?<path>\S+)( (?<ok>2\d\d))?" });

        Assert.Equal(["""{"method":"GET","path":"/a","ok":"200"}""", """{"method":"POST","path":"/b","ok":null}"""], (await rows.ResultAsync(Runs.Mode(fuse, capacity))).Select(r => r.ToJson()));
    }

    [Fact]
    public async Task A_text_that_must_match_fails_and_a_pattern_without_names_is_refused()
    {
        Exception cause = await Flow.From(Lines).ExtractRow(new ExtractSettings { Pattern = "^(?<method>[A-Z]+)", MustMatch = true }).CauseAsync();
        Assert.Equal("'get /c 404' does not match '^(?<method>[A-Z]+)'. Set 'mustMatch' to false to leave such texts out.", cause.Message);

        Assert.Equal(
            ["'text.extract': the setting 'Pattern' is '(a)', which has no named group. Each column is one: (?<status>[0-9]+)."],
            Runs.Refusals(() => Flow.From(Lines).ExtractRow(new ExtractSettings { Pattern = "(a)" })));
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Split_takes_texts_apart(bool fuse, int capacity)
    {
        Assert.Equal(["a", "b", "c"], await Flow.From(" a\tb ", "", "c").SplitText().ResultAsync(Runs.Mode(fuse, capacity)));
        Assert.Equal(["a", " b", "c"], await Flow.From("a, b,,", "c").SplitText(new SplitSettings { Separator = "," }).ResultAsync(Runs.Mode(fuse, capacity)));
        Assert.Equal(["a", "", "b", ""], await Flow.From("a--b-").SplitText(new SplitSettings { Separator = "-", KeepEmpty = true }).ResultAsync(Runs.Mode(fuse, capacity)));
    }

    [Fact]
    public async Task Replace_puts_groups_where_the_pattern_was()
    {
        Assert.Equal(["/a GET", "/b POST"], await Flow.From("GET /a", "POST /b").ReplaceText(new ReplaceSettings { Pattern = "^(?<m>[A-Z]+) (.*)$", Replacement = "$1 ${m}" }).ResultAsync());
        Assert.Equal(["bc"], await Flow.From("abAcA").ReplaceText(new ReplaceSettings { Pattern = "a", IgnoreCase = true }).ResultAsync());
        string slow = new string('a', 60) + "!";
        Assert.Equal([slow, "x"], await Flow.From(slow, "aa").ReplaceText(new ReplaceSettings { Pattern = "^(a+)+(?!b)$", Replacement = "x" }).ResultAsync());
    }
}

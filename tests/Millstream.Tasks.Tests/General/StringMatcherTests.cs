using Microsoft.Extensions.Logging;
using Millstream.Testing;

namespace Millstream.General;

[Trait("Proves", "TD-121")]
public sealed class StringMatcherTests
{
    [Theory]
    [InlineData("lo w", false, "i", "Hello World", 1)]
    [InlineData("LO W", false, "i", "Hello World", 1)]
    [InlineData("LO W", false, "", "Hello World", 0)]
    [InlineData("l.o", false, "i", "Hello", 0)]
    [InlineData("", false, "i", "Hello", 1)]
    [InlineData("l+o w", true, "i", "Hello World", 1)]
    [InlineData("WORLD", true, "i", "Hello World", 1)]
    [InlineData("WORLD", true, "", "Hello World", 0)]
    [InlineData("^World", true, "i", "Hello World", 0)]
    [InlineData("^World", true, "im", "Hello\nWorld", 1)]
    [InlineData("o.W", true, "is", "Hello\nWorld", 1)]
    public async Task It_says_whether_the_pattern_is_anywhere(string pattern, bool isRegex, string flags, string text, double found) =>
        Assert.Equal([found], await Flow.From([text]).StringMatcher(new StringMatcherSettings { Pattern = pattern, IsRegex = isRegex, Flags = flags }).ResultAsync());

    [Theory]
    [InlineData("(", "i", "the setting 'Pattern' has a fault: '(' is no regular expression: ")]
    [InlineData("a", "ig", "the setting 'Flags' is 'ig', and 'g' is no flag. There are: i, m, s.")]
    public void A_bad_pattern_is_refused_when_it_is_saved(string pattern, string flags, string fault)
    {
        var settings = new StringMatcherSettings { Pattern = pattern, IsRegex = true, Flags = flags };

        Assert.StartsWith($"'string.matcher': {fault}", Assert.Single(Runs.Refusals(() => Flow.From(["a"]).StringMatcher(settings))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_match_that_takes_too_long_is_none_and_is_told()
    {
        var log = new TestLog();
        Flow<double> found = Flow.From([new string('a', 60) + "!", "aa"]).StringMatcher(new StringMatcherSettings { Pattern = @"^(a+)+(?!b)$", IsRegex = true });

        Assert.Equal([0, 1], await found.ResultAsync(new RunOptions { Logger = log }));
        Assert.Equal(LogLevel.Warning, Assert.Single(log.Entries).Level);
        Assert.Contains("took too long", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public Task It_passes_a_pause_on() => LiveRig.RunAsync(GeneralTasksDefinitions.StringMatcher.WithSettings(new StringMatcherSettings { Pattern = "a" }), async rig =>
    {
        await rig.SayAsync("text", "bar", at: 4);
        await rig.PauseAsync("text");
        Assert.Equal("1@4 paused", rig.Heard());
    });
}

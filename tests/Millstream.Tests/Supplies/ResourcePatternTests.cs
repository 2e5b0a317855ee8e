using FsCheck;
using FsCheck.Fluent;

namespace Millstream.Supplies;

/// <summary>What patterns of resources have in common.</summary>
public sealed class ResourcePatternTests
{
    [Theory]
    [InlineData("**", "anything/at/*", true)]
    [InlineData("*", "a/b", false)]
    [InlineData("*", "*", true)]
    [InlineData("*", "**", false)]
    [InlineData("a/*/c", "a/b/c", true)]
    [InlineData("a/*/c", "a/b/d/c", false)]
    [InlineData("a/**/c", "a/*/d/c", true)]
    [InlineData("a*", "a", true)]
    [InlineData("", "", true)]
    [InlineData("a", "ab", false)]
    public void A_pattern_covers_another_when_it_stands_for_all_of_it(string rule, string need, bool covers) =>
        Assert.Equal(covers, ResourcePattern.Covers(rule, need));

    [Theory]
    [InlineData("a/**", "**/b", true)]
    [InlineData("a/*", "*/b", true)]
    [InlineData("a*", "b*", false)]
    [InlineData("a/*", "a/*/c", false)]
    [InlineData("*.com", "x.*", true)]
    [InlineData("", "**", true)]
    public void Patterns_overlap_when_some_text_is_one_of_both(string one, string other, bool overlap)
    {
        Assert.Equal(overlap, ResourcePattern.Overlap(one, other));
        Assert.Equal(overlap, ResourcePattern.Overlap(other, one));
    }

    /// <summary>By trying all short texts of three letters.</summary>
    [Fact]
    public void Both_agree_with_all_short_texts()
    {
        Gen<string> pattern = Gen.Elements("a", "b", "/", "*", "**").ListOf().Where(l => l.Count <= 5).Select(string.Concat);
        string[] texts = [.. Enumerable.Range(0, 6).SelectMany(Texts)];
        Prop.ForAll(Arb.From(pattern), Arb.From(pattern), (rule, need) =>
        {
            string[] ofNeed = [.. texts.Where(t => ResourcePattern.Covers(need, t))];
            bool covers = ResourcePattern.Covers(rule, need), overlap = ResourcePattern.Overlap(rule, need);

            // Never covers what it should not; overlaps wherever a text shows it.
            return (!covers || ofNeed.All(t => ResourcePattern.Covers(rule, t))) && (overlap || !ofNeed.Any(t => ResourcePattern.Covers(rule, t)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    private static IEnumerable<string> Texts(int length) =>
        length == 0 ? [""] : Texts(length - 1).SelectMany(t => new[] { t + "a", t + "b", t + "/" });
}

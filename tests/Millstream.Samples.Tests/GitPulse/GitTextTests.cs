using System.Text;
using System.Text.RegularExpressions;
using GitPulse.Git;

namespace GitPulse.Tests;

public sealed class GitTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("Jos\u00c3\u00a9", "José")]
    [InlineData("Jos\u00e9", "Jos\\xe9")]
    [InlineData("\u00f0\u009f\u0098\u0080", "\U0001F600")]
    [InlineData("\u00f0\u009f\u0098", "\\xf0\\x9f\\x98")]
    [InlineData("back\\slash", "back\\slash")]
    [InlineData("\\xyz", "\\xyz")]
    [InlineData("\\xe9", "\\x5cxe9")]
    [InlineData("\\\u00e9", "\\\\xe9")]
    public void Bytes_that_are_no_UTF_8_are_written_in_hex(string bytes, string text) =>
        Assert.Equal(text, GitText.Decode(History.Bytes(bytes)));

    [Fact]
    public void The_bytes_can_be_had_back_from_any_text()
    {
        var random = new Random(42);
        string[] pieces = ["\\", "x", "e", "9", "5", "c", "\u00e9", "\u00c3", "\u00a9", "\u00ed\u00a0\u0080", "\n", "F", "\u00f4\u0090"];
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)]));

            var text = GitText.Decode(History.Bytes(bytes));

            var back = Regex.Replace(
                Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text)),
                @"\\x([0-9a-f]{2})",
                escape => ((char)Convert.ToInt32(escape.Groups[1].Value, 16)).ToString());
            Assert.Equal(bytes, back);
        }
    }

    [Fact]
    public void What_a_terminal_would_obey_is_not_printed() =>
        Assert.Equal("a\\u001b[31m\\u000ab ü\\u0085", GitText.Printable("a\u001b[31m\nb ü\u0085"));
}

using System.Text.RegularExpressions;

namespace Millstream.Architecture;

/// <summary>
/// Each C# block in our Markdown is the region of a test or sample that runs: <c>&lt;!-- snippet: name --&gt;</c> above
/// the block, <c>#region name</c> around the code. History (decisions, benchmark results) may show code that is gone.
/// </summary>
public sealed partial class MarkdownTests
{
    [Fact]
    public void Every_code_block_is_a_region_that_runs()
    {
        var documents = Repository.Files("", "*.md").Where(path =>
            !path.StartsWith("bench/results/", StringComparison.Ordinal)
            && !path.StartsWith("docs/decisions/", StringComparison.Ordinal));
        var regions = Repository.Files("tests", "*.cs").Concat(Repository.Files("samples", "*.cs"))
            .SelectMany(path => Regions(Repository.Read(path)))
            .ToLookup(region => region.Name, region => region.Code);

        Faults.AssertNone(documents.SelectMany(path => FaultsOf(path, Repository.Read(path), regions)));
    }

    [Theory]
    [InlineData("```c#\n```", "doc.md:1: this block names no snippet.")]
    [InlineData("<!-- snippet: example -->\n```csharp\n```", "doc.md:2: this block is not the region 'example'.")]
    [InlineData("```csharp\nRun();\n```", "doc.md:1: this block names no snippet.")]
    [InlineData("text\n\n<!-- snippet: lost -->\n```cs\nRun();\n```", "doc.md:4: no region is named 'lost'.")]
    [InlineData("<!-- snippet: twice-shown -->\n```cs\nA();\n```", "doc.md:2: 2 regions are named 'twice-shown'.")]
    [InlineData("<!-- snippet: example -->\n```cs\nStop();\n```", "doc.md:2: this block is not the region 'example'.")]
    [InlineData("<!-- snippet: example -->\n```csharp\nif (ready)\n{\n    Run();\n}\n```", null)]
    [InlineData("* a\n  <!-- snippet: example -->\n  ```csharp\n  if (ready)\n  {\n      Run();\n  }\n  ```", null)]
    [InlineData("```json\n{}\n```\n\nand `csharp`\n", null)]
    public void A_block_that_is_no_such_region_is_found(string markdown, string? fault)
    {
        const string Source = """
                #region example
                if (ready)
                {
                    Run();
                }
                #endregion
                #region twice-shown
                A();
                #endregion
                #region twice-shown
                A();
                #endregion
            """;
        var regions = Regions(Source).ToLookup(region => region.Name, region => region.Code);

        Assert.Equal(fault is null ? [] : [fault], FaultsOf("doc.md", markdown, regions));
    }

    private static IEnumerable<string> FaultsOf(string path, string markdown, ILookup<string, string> regions) =>
        from Match block in Block().Matches(markdown)
        let line = markdown.AsSpan(0, block.Groups["fence"].Index).Count('\n') + 1
        let name = block.Groups["name"].Value
        let code = regions[name].ToList()
        let fault = name.Length == 0 ? "this block names no snippet."
            : code.Count == 0 ? $"no region is named '{name}'."
            : code.Count > 1 ? $"{code.Count} regions are named '{name}'."
            : code[0] != Dedented(block.Groups["code"].Value) ? $"this block is not the region '{name}'."
            : null
        where fault is not null
        select $"{path}:{line}: {fault}";

    private static IEnumerable<(string Name, string Code)> Regions(string source) =>
        Region().Matches(source).Select(match => (match.Groups["name"].Value, Dedented(match.Groups["code"].Value)));

    private static string Dedented(string code)
    {
        var lines = code.TrimEnd().Split('\n');
        var indent = lines.Min(line => line.Trim().Length == 0 ? int.MaxValue : line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length < indent ? "" : line[indent..].TrimEnd()));
    }

    [GeneratedRegex(
        @"(^[ \t]*<!-- snippet: (?<name>[\w-]+) -->[ \t]*\n)?"
        + @"^[ \t]*(?<fence>```)(csharp|cs|c\#)(?=\s)[^\n]*\n(?<code>.*?)^[ \t]*```",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Block();

    [GeneratedRegex(
        @"^[ \t]*#region (?<name>[\w-]+)[ \t]*\n(?<code>.*?)^[ \t]*#endregion",
        RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Region();
}

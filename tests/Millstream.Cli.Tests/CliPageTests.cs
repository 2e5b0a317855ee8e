using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Millstream.Cli.Tests;

/// <summary>The commands of docs/cli.md: each block of sh is run, and what follows it is what it prints.</summary>
public sealed partial class CliPageTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private readonly TempFolder _folder = new();

    public static TheoryData<string, string?> Blocks
    {
        get
        {
            var blocks = new TheoryData<string, string?>();
            foreach (Match match in Block().Matches(File.ReadAllText(Path.Combine(Cli.Sources, "docs", "cli.md"))))
            {
                blocks.Add(match.Groups["script"].Value, match.Groups["output"] is { Success: true } output ? output.Value : null);
            }

            return blocks;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Blocks))]
    public async Task A_block_prints_what_the_page_says(string script, string? output)
    {
        _folder.File("sales.csv", "city,amount", "Bern,3", "Rome,10", "Bern,4", "Oslo,1");
        _folder.File("access.log", "10.0.0.1 GET /a 200", "10.0.0.2 GET /b 500");
        string program = $"set -e\nmillstream() {{ dotnet '{Cli.Program}' \"$@\"; }}\n{script}";
        var start = new ProcessStartInfo("sh", ["-c", program]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder.Path };
        using var process = Process.Start(start)!;
        try
        {
            Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            string printed = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(Deadline, TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);

            Assert.True(process.ExitCode == 0, await error);
            Assert.Equal(output ?? "", printed);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    [Fact]
    public void The_page_has_blocks_and_names_every_command()
    {
        string page = File.ReadAllText(Path.Combine(Cli.Sources, "docs", "cli.md"));

        Assert.True(Blocks.Count >= 6);
        Assert.All(["run", "pipe", "lint", "list", "describe", "graph", "schema", "new", "doctor", "completion"], command => Assert.Contains($"`{command}", page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_dry_run_prints_is_not_taken_back_and_its_parameters_are()
    {
        string path = _folder.File("sales.csv", "city,amount", "Bern,3", "Rome,10");
        string plan = (await Cli.RunAsync("run", "top-groups", "--path", path, "--by", "city", "--sum", "amount", "--top", "1", "--dry-run")).Out;
        string whole = _folder.File("plan.json", plan), part = _folder.File("parameters.json", JsonNode.Parse(plan)!["parameters"]!.ToJsonString());

        Ended refused = await Cli.RunAsync("run", "top-groups", "--input", whole);
        Ended taken = await Cli.RunAsync("run", "top-groups", "--input", part, "--json");

        Assert.Equal(2, refused.Code);
        Assert.Equal(0, taken.Code);
        Assert.Contains("Rome", taken.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("out.csv", "csv.write")]
    [InlineData("out.csv.gz", "csv.write")]
    [InlineData("out.json", "json.write")]
    [InlineData("out.jsonl", "json.write")]
    [InlineData("out.ndjson", "json.write")]
    [InlineData("out.tsv", "file.write")]
    [InlineData("out.txt", "file.write")]
    public async Task The_end_of_a_name_says_what_is_written(string name, string task) =>
        Assert.Contains($"task: {task},", (await Cli.RunAsync("pipe", $"file:sales.csv | file:{name}", "--yaml")).Out, StringComparison.Ordinal);

    [GeneratedRegex("```sh\n(?<script>.*?)```\n(\n```(json|yaml|text)\n(?<output>.*?)```\n)?", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Block();
}

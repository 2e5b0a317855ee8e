using GitPulse.Git;
using Millstream;

namespace GitPulse.Tests;

/// <summary>The graph that GitPulse is, and what a run of it shows.</summary>
public sealed class GraphTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_log_feeds_seven_branches_each_a_stage_of_its_own() => Assert.Equal(
        """
        stage 1 (source): log -> 2 [64], 3 [64], 4 [64], 5 [64], 6 [64], 7 [64], 8 [64]
        stage 2 (fan-out): totals
        stage 3 (fan-out): files
        stage 4 (fan-out): directories
        stage 5 (fan-out): authors
        stage 6 (fan-out): clock
        stage 7 (fan-out): weeks
        stage 8 (fan-out): largest

        """,
        LocalEngine.Plan(new PulseGraph(new GitLogOptions(), top: 10, Token).Build()).ToString());

    [Fact]
    public async Task The_option_graph_prints_the_flowchart_of_the_readme_and_reads_nothing()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Shell.Sources, "samples", "GitPulse", "README.md"), Token);

        var outcome = (await Shell.PulseAsync([_folder.Child("none"), "--graph"])).Succeeded();

        Assert.StartsWith("flowchart LR\n", outcome.Text, StringComparison.Ordinal);
        Assert.Contains($"```mermaid\n{outcome.Text}```", readme, StringComparison.Ordinal);
        Assert.Equal("", outcome.Error);
    }

    [Fact]
    public async Task A_run_shows_how_far_it_is_and_how_full_each_edge_is()
    {
        var history = new History();
        for (var i = 0; i < 2500; i++)
        {
            history.Commit("A", "1704067200 +0000");
        }

        var repository = await history.ImportAsync(_folder.Child("repository"));
        var pulse = new Pulse(new GitLogOptions { Repository = repository }, top: 1, TimeProvider.System);
        var before = pulse.Snapshot();

        var report = await pulse.RunAsync(Token);

        var after = pulse.Snapshot();
        Assert.Equal((0, 0), (before.Commits, before.Edges.Count));
        Assert.Equal((2500, 2500), (report.Commits, after.Commits));
        Assert.Equal(
            ["totals", "files", "directories", "authors", "clock", "weeks", "largest"],
            after.Edges.Select(edge => edge.Name.Replace("log -> ", "", StringComparison.Ordinal)));
        Assert.All(after.Edges, edge => Assert.Equal((0, 64), (edge.Queued, edge.Capacity)));
    }
}

using GitPulse.Views;
using Spectre.Console;

namespace GitPulse.Tests;

public sealed class ViewsTests
{
    private static readonly PulseSnapshot Snapshot = new(
        1500, 3000, 250.4, TimeSpan.FromSeconds(6.25), [new("log -> files", 512, 1024), new("log -> [authors]", 0, 1024)]);

    [Fact]
    public void The_live_view_shows_progress_rate_elapsed_time_and_each_edges_fill() => Assert.Equal(
        """
        commits   1,500 of 3,000
        progress  ####################....................
        rate      250 commits/s
        elapsed   0:00:06.2
        log -> files      ##########..........  512 of 1,024
        log -> [authors]  ....................    0 of 1,024

        """,
        Print(console => console.Write(LiveView.Render(Snapshot))));

    [Fact]
    public void Without_a_known_end_and_edges_the_live_view_shows_the_rest() => Assert.Equal(
        """
        commits  1,500
        rate     250 commits/s
        elapsed  0:00:06.2

        """,
        Print(console => console.Write(LiveView.Render(Snapshot with { Expected = null, Edges = [] }))));

    [Fact]
    public async Task The_live_view_ends_with_the_run_and_on_its_last_state()
    {
        using var writer = new StringWriter();
        var run = new TaskCompletionSource();
        var shown = 0;
        PulseSnapshot Show()
        {
            // The second time is the first tick.
            if (++shown == 2)
            {
                run.SetResult();
            }

            return Snapshot with { Commits = shown };
        }

        await LiveView.ShowAsync(Console(writer), Show, run.Task, TimeProvider.System);

        Assert.Contains($"{shown} of 3,000", writer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_view_of_a_failed_run_ends_without_a_failure_of_its_own()
    {
        using var writer = new StringWriter();
        var failed = Task.FromException(new InvalidOperationException("The run's own affair."));

        await LiveView.ShowAsync(Console(writer), () => Snapshot, failed, TimeProvider.System);
        await PlainProgress.ShowAsync(writer, () => Snapshot, failed, TimeProvider.System);

        Assert.True(failed.IsFaulted);
    }

    [Fact]
    public void A_plain_line_says_how_far_the_run_is()
    {
        Assert.Equal("1,500 of 3,000 commits, 250/s, 0:00:06", PlainProgress.Describe(Snapshot));
        Assert.Equal("1,500 commits, 250/s, 0:00:06", PlainProgress.Describe(Snapshot with { Expected = null }));
    }

    private static string Print(Action<IAnsiConsole> print)
    {
        using var writer = new StringWriter();
        print(Console(writer));
        return string.Join('\n', writer.ToString().Split('\n').Select(line => line.TrimEnd()));
    }

    private static IAnsiConsole Console(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = 100;
        return console;
    }
}

using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace GitPulse.Views;

/// <summary>The run in a terminal: progress, rate, how full each edge is, elapsed time, ten times a second.</summary>
internal static class LiveView
{
    private const int ProgressWidth = 40;
    private const int EdgeWidth = 20;

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    /// <summary>Draws until the run has ended; its last state stays in view, unless it failed.</summary>
    public static async Task ShowAsync(
        IAnsiConsole console, Func<PulseSnapshot> snapshot, Task run, TimeProvider time)
    {
        var live = console.Live(Render(snapshot()));
        await live.StartAsync(async context =>
        {
            await Ticks.UntilEndAsync(run, Period, time, () => context.UpdateTarget(Render(snapshot())));
            context.UpdateTarget(Render(snapshot()));
            live.AutoClear = run.IsFaulted;
        });
    }

    public static IRenderable Render(PulseSnapshot snapshot)
    {
        var head = new Grid().AddColumn().AddColumn();
        head.AddRow(new Text("commits"), new Text(Count(snapshot)));
        if (snapshot.Expected is { } expected)
        {
            head.AddRow(new Text("progress"), new Markup(Bar(snapshot.Commits, expected, ProgressWidth, "green")));
        }

        head.AddRow(new Text("rate"), new Text(Invariant($"{snapshot.CommitsPerSecond:N0} commits/s")));
        head.AddRow(new Text("elapsed"), new Text(Invariant($"{snapshot.Elapsed:h\\:mm\\:ss\\.f}")));
        if (snapshot.Edges.Count == 0)
        {
            return head;
        }

        var edges = new Grid().AddColumn().AddColumn().AddColumn(new GridColumn().RightAligned());
        foreach (var edge in snapshot.Edges)
        {
            edges.AddRow(
                new Text(edge.Name),
                new Markup(Bar(edge.Queued, edge.Capacity, EdgeWidth, "yellow")),
                new Text(Invariant($"{edge.Queued:N0} of {edge.Capacity:N0}")));
        }

        return new Rows(head, edges);
    }

    private static string Count(PulseSnapshot snapshot) => snapshot.Expected is { } expected
        ? Invariant($"{snapshot.Commits:N0} of {expected:N0}")
        : Invariant($"{snapshot.Commits:N0}");

    private static string Bar(long part, long whole, int width, string color)
    {
        var filled = whole <= 0 ? 0 : (int)(Math.Clamp((double)part / whole, 0, 1) * width);
        return $"[{color}]{new string('#', filled)}[/][grey]{new string('.', width - filled)}[/]";
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

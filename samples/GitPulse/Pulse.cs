using System.Runtime.ExceptionServices;
using GitPulse.Git;
using GitPulse.Reports;
using GitPulse.Views;
using Millstream;
using Millstream.Telemetry;

namespace GitPulse;

/// <summary>One run of the <see cref="PulseGraph"/> over a history, and what is to be seen of it meanwhile.</summary>
/// <param name="options">Which history.</param>
/// <param name="top">How many names and commits each list of the report holds; 0 for all.</param>
/// <param name="time">The clock that rate and elapsed time are taken from.</param>
internal sealed class Pulse(GitLogOptions options, int top, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    // Written once the run has begun, read by the view.
    private volatile GraphRun? _run;
    private long _expected = -1;

    /// <summary>The run at this moment. May be called at any time from any thread.</summary>
    public PulseSnapshot Snapshot()
    {
        var progress = _run?.Snapshot();
        var commits = progress?.Task("log").Emitted ?? 0;
        var expected = Volatile.Read(ref _expected);
        var elapsed = time.GetElapsedTime(_start);
        var rate = elapsed > TimeSpan.Zero ? commits / elapsed.TotalSeconds : 0;
        return new PulseSnapshot(
            commits, expected < 0 ? null : expected, rate, elapsed, [.. (progress?.Edges ?? []).Select(Fill)]);
    }

    /// <summary>Finds out how many commits there will be, for the view's sake, while the run goes on.</summary>
    public async Task CountAsync(CancellationToken cancellationToken)
    {
        if (await GitLog.CountAsync(options, cancellationToken) is { } count)
        {
            Volatile.Write(ref _expected, count);
        }
    }

    /// <summary>Runs to the end of the history.</summary>
    /// <param name="stopping">Drains: every commit read until then reaches every tally, and the report says so.</param>
    /// <exception cref="GitFailedException">There is no git, no repository, or git failed.</exception>
    /// <exception cref="TaskFailedException">A task failed; the message names it and the commit's number.</exception>
    public async Task<PulseReport> RunAsync(CancellationToken stopping)
    {
        var graph = new PulseGraph(options, top, stopping);
        await using var run = FlowRuns.Start(graph.Outcomes, new RunOptions { Time = time }, CancellationToken.None);
        _run = run;
        await using var drain = stopping.Register(() => _ = run.DrainAsync());
        try
        {
            await run.Completion;
        }
        catch (TaskFailedException failure)
            when (failure.InnerException is { } cause and (GitFailedException or InvalidDataException))
        {
            // Worded for the user already: which task read the log is no news.
            ExceptionDispatchInfo.Throw(cause);
        }

        return await ReportAsync(run, graph, stopping.IsCancellationRequested);
    }

    private static EdgeFill Fill(EdgeStatistics edge)
    {
        // log.out->files.in
        var tasks = edge.EdgeId.Split("->").Select(port => port[..port.LastIndexOf('.')]);
        return new EdgeFill(string.Join(" -> ", tasks), edge.Depth, edge.Capacity);
    }

    private async Task<PulseReport> ReportAsync(GraphRun run, PulseGraph graph, bool isInterrupted)
    {
        var totals = await run.ResultAsync(graph.Totals);
        var clock = await run.ResultAsync(graph.Clock);
        return new PulseReport
        {
            Commits = totals.Commits,
            Insertions = totals.Insertions,
            Deletions = totals.Deletions,
            Files = (await run.ResultAsync(graph.Files)).Top(top),
            Directories = (await run.ResultAsync(graph.Directories)).Top(top),
            Authors = (await run.ResultAsync(graph.Authors)).Top(top),
            Hours = clock.Hours,
            Weekdays = clock.Weekdays,
            BusiestWeek = (await run.ResultAsync(graph.Weeks)).Busiest(),
            Largest = (await run.ResultAsync(graph.Largest)).ToList(),
            Interrupted = isInterrupted,
        };
    }
}

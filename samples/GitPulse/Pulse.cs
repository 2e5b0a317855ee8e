using GitPulse.Git;
using GitPulse.Reports;
using GitPulse.Tallies;
using GitPulse.Views;

namespace GitPulse;

/// <summary>One run over a history: reads each commit once and gives it to every tally.</summary>
/// <param name="options">Which history.</param>
/// <param name="top">How many names and commits each list of the report holds; 0 for all.</param>
/// <param name="time">The clock that rate and elapsed time are taken from.</param>
internal sealed class Pulse(GitLogOptions options, int top, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    // Written by the run, read by the view.
    private long _commits;
    private long _expected = -1;

    /// <summary>The run at this moment. May be called at any time from any thread.</summary>
    public PulseSnapshot Snapshot()
    {
        var commits = Volatile.Read(ref _commits);
        var expected = Volatile.Read(ref _expected);
        var elapsed = time.GetElapsedTime(_start);
        var rate = elapsed > TimeSpan.Zero ? commits / elapsed.TotalSeconds : 0;
        return new PulseSnapshot(commits, expected < 0 ? null : expected, rate, elapsed, []);
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
    /// <param name="stopping">Drains: what was read until then is reported, and the report says so.</param>
    /// <exception cref="GitFailedException">There is no git, no repository, or git failed.</exception>
    public async Task<PulseReport> RunAsync(CancellationToken stopping)
    {
        var totals = new Totals();
        var (files, directories, authors) = (new NameTally(), new NameTally(), new NameTally());
        var (clock, weeks, largest) = (new ClockTally(), new WeekTally(), new LargestCommits(top));

        await foreach (var commit in GitLog.ReadAsync(options, stopping))
        {
            totals = totals.Add(commit);
            files.AddFiles(commit);
            directories.AddDirectories(commit);
            authors.AddAuthor(commit);
            clock.Add(commit);
            weeks.Add(commit);
            largest.Add(commit);
            Volatile.Write(ref _commits, totals.Commits);
        }

        return new PulseReport
        {
            Commits = totals.Commits,
            Insertions = totals.Insertions,
            Deletions = totals.Deletions,
            Files = files.Top(top),
            Directories = directories.Top(top),
            Authors = authors.Top(top),
            Hours = clock.Hours,
            Weekdays = clock.Weekdays,
            BusiestWeek = weeks.Busiest(),
            Largest = largest.ToList(),
            Interrupted = stopping.IsCancellationRequested,
        };
    }
}

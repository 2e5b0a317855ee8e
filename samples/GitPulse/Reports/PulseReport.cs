using GitPulse.Tallies;

namespace GitPulse.Reports;

/// <summary>All that is told about a history, and the shape of <c>--json</c>.</summary>
internal sealed record PulseReport
{
    public required long Commits { get; init; }

    public required long Insertions { get; init; }

    public required long Deletions { get; init; }

    public required IReadOnlyList<NameCount> Files { get; init; }

    public required IReadOnlyList<NameCount> Directories { get; init; }

    public required IReadOnlyList<NameCount> Authors { get; init; }

    public required IReadOnlyList<long> Hours { get; init; }

    public required IReadOnlyList<long> Weekdays { get; init; }

    public required WeekCount? BusiestWeek { get; init; }

    public required IReadOnlyList<LargeCommit> Largest { get; init; }

    /// <summary>Gets whether Ctrl-C ended the reading, so that older commits are missing.</summary>
    public required bool Interrupted { get; init; }
}

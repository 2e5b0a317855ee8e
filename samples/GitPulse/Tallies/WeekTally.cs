using System.Globalization;
using System.Runtime.InteropServices;
using GitPulse.Git;

namespace GitPulse.Tallies;

/// <summary>A week and what was done in it.</summary>
/// <param name="Week">Its name in ISO 8601, such as <c>2024-W07</c>.</param>
/// <param name="Monday">Its first day.</param>
/// <param name="Commits">How many commits their authors wrote in it.</param>
internal sealed record WeekCount(string Week, DateOnly Monday, long Commits);

/// <summary>Commits by ISO week on their authors' clocks, those of the years 1 to 9999.</summary>
internal sealed class WeekTally
{
    private readonly Dictionary<DateOnly, long> _commits = [];

    public WeekTally Add(Commit commit)
    {
        if (commit.Time?.Monday is { } monday)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_commits, monday, out _)++;
        }

        return this;
    }

    /// <summary>The week with the most commits, the earliest of several; null when there is none.</summary>
    public WeekCount? Busiest()
    {
        if (_commits.Count == 0)
        {
            return null;
        }

        var (monday, commits) = _commits.OrderByDescending(week => week.Value).ThenBy(week => week.Key).First();
        var start = monday.ToDateTime(TimeOnly.MinValue);
        var name = string.Create(
            CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(start):0000}-W{ISOWeek.GetWeekOfYear(start):00}");
        return new WeekCount(name, monday, commits);
    }
}

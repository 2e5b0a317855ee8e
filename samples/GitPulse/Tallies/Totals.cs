using GitPulse.Git;

namespace GitPulse.Tallies;

/// <summary>Commits and lines of the whole history.</summary>
internal readonly record struct Totals(long Commits, long Insertions, long Deletions)
{
    public Totals Add(Commit commit) =>
        new(Commits + 1, Insertions + commit.Insertions, Deletions + commit.Deletions);
}

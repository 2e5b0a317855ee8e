using GitPulse.Git;

namespace GitPulse.Tallies;

/// <summary>A commit by its size.</summary>
/// <param name="Hash">The whole hash.</param>
/// <param name="Lines">Lines added and lines removed together.</param>
/// <param name="Insertions">Lines added.</param>
/// <param name="Deletions">Lines removed.</param>
internal sealed record LargeCommit(string Hash, long Lines, long Insertions, long Deletions);

/// <summary>Keeps the commits with the most lines; of equal ones, those whose hash comes first.</summary>
/// <param name="count">How many are kept; 0 for all, and then it grows with the history.</param>
internal sealed class LargestCommits(int count)
{
    private readonly SortedSet<LargeCommit> _kept = new(Comparer<LargeCommit>.Create(Compare));

    public LargestCommits Add(Commit commit)
    {
        var (insertions, deletions) = (commit.Insertions, commit.Deletions);
        _kept.Add(new LargeCommit(commit.Hash, insertions + deletions, insertions, deletions));
        if (count > 0 && _kept.Count > count)
        {
            _kept.Remove(_kept.Max!);
        }

        return this;
    }

    /// <summary>What is kept, largest first.</summary>
    public IReadOnlyList<LargeCommit> ToList() => [.. _kept];

    private static int Compare(LargeCommit left, LargeCommit right)
    {
        var byLines = right.Lines.CompareTo(left.Lines);
        return byLines != 0 ? byLines : string.CompareOrdinal(left.Hash, right.Hash);
    }
}

using System.Runtime.InteropServices;
using GitPulse.Git;

namespace GitPulse.Tallies;

/// <summary>What one name has to its account.</summary>
/// <param name="Name">A file, a directory or an author.</param>
/// <param name="Commits">In how many commits it occurs.</param>
/// <param name="Insertions">Lines added.</param>
/// <param name="Deletions">Lines removed.</param>
internal sealed record NameCount(string Name, long Commits, long Insertions, long Deletions);

/// <summary>Commits and lines for each name. Grows with the names, not with the history. Not thread-safe.</summary>
internal sealed class NameTally
{
    private readonly Dictionary<string, Counts> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Counts>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    // The number of the commit being counted, from 1: a name that it has already reached counts no further commit.
    private long _commit;

    public NameTally()
    {
        _bySpan = _counts.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Counts each file of a commit under its path.</summary>
    public NameTally AddFiles(Commit commit)
    {
        _commit++;
        foreach (var change in commit.Changes)
        {
            Add(change.Path, change.Insertions, change.Deletions);
        }

        return this;
    }

    /// <summary>Counts the directories in which a commit's files are: once each, <c>.</c> for the top.</summary>
    public NameTally AddDirectories(Commit commit)
    {
        _commit++;
        foreach (var change in commit.Changes)
        {
            var slash = change.Path.LastIndexOf('/');
            Add(slash < 0 ? "." : change.Path.AsSpan(0, slash), change.Insertions, change.Deletions);
        }

        return this;
    }

    /// <summary>Counts a commit, with all its lines, under its author.</summary>
    public NameTally AddAuthor(Commit commit)
    {
        _commit++;
        Add(commit.Author, commit.Insertions, commit.Deletions);
        return this;
    }

    /// <summary>The names with the most commits, most first, equal ones by <see cref="NameOrder"/>.</summary>
    /// <param name="count">How many at most; 0 for all.</param>
    public IReadOnlyList<NameCount> Top(int count) =>
    [
        .. _counts
            .OrderByDescending(entry => entry.Value.Commits)
            .ThenBy(entry => entry.Key, NameOrder.Instance)
            .Take(count == 0 ? int.MaxValue : count)
            .Select(entry => entry.Value.For(entry.Key)),
    ];

    private void Add(ReadOnlySpan<char> name, long insertions, long deletions)
    {
        ref var counts = ref CollectionsMarshal.GetValueRefOrAddDefault(_bySpan, name, out _);
        if (counts.LastCommit != _commit)
        {
            counts.LastCommit = _commit;
            counts.Commits++;
        }

        counts.Insertions += insertions;
        counts.Deletions += deletions;
    }

    private struct Counts
    {
        public long Commits;
        public long Insertions;
        public long Deletions;
        public long LastCommit;

        public readonly NameCount For(string name) => new(name, Commits, Insertions, Deletions);
    }
}

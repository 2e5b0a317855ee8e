namespace GitPulse.Git;

/// <summary>One commit, as <c>git log --numstat</c> shows it. Immutable; a merge has no changes.</summary>
/// <param name="Hash">The whole hash, in lower-case hex.</param>
/// <param name="Author">Git's <c>%an</c>: no mailmap, invalid bytes as <see cref="GitText"/> writes them.</param>
/// <param name="Time">When it was written; null where the commit's author line holds no date.</param>
/// <param name="Changes">Its files, in git's order, each once.</param>
internal sealed record Commit(string Hash, string Author, AuthorTime? Time, IReadOnlyList<FileChange> Changes)
{
    public long Insertions { get; } = Changes.Sum(change => change.Insertions);

    public long Deletions { get; } = Changes.Sum(change => change.Deletions);
}

/// <summary>One file of a commit.</summary>
/// <param name="Path">Path from the top of the repository, with slashes; a renamed file's new path.</param>
/// <param name="Insertions">Lines added; 0 for a binary file.</param>
/// <param name="Deletions">Lines removed; 0 for a binary file.</param>
/// <param name="IsBinary">Whether git counts no lines in it.</param>
internal readonly record struct FileChange(string Path, long Insertions, long Deletions, bool IsBinary);

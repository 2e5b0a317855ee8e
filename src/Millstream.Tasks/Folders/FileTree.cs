using System.IO.Enumeration;
using Millstream.Data;

namespace Millstream.Folders;

/// <summary>The files below a root that a pattern means. Links are not followed, so that nothing leads out of the root.</summary>
internal sealed class FileTree(string root, PathPattern pattern, bool isRecursive)
{
    private static readonly Columns FileColumns = Columns.Of("path", "file", "length", "changed");
    private static readonly Columns ChangeColumns = Columns.Of("change", "path", "file", "length", "changed");

    /// <summary>Gets the root, as a full path.</summary>
    public string Root { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));

    /// <summary>Gets whether folders below the root are meant too.</summary>
    public bool IsRecursive => isRecursive;

    /// <summary>Lists the files, in no order.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such root, or there is none any more.</exception>
    /// <exception cref="IOException">The root cannot be read.</exception>
    public IEnumerable<FileState> Files()
    {
        if (!Directory.Exists(Root))
        {
            throw new DirectoryNotFoundException($"The folder '{root}' cannot be read: {(File.Exists(Root) ? "it is a file" : "there is no such folder")}.");
        }

        var options = new EnumerationOptions { RecurseSubdirectories = isRecursive, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };
        return new FileSystemEnumerable<FileState>(
            Root,
            (ref FileSystemEntry entry) => new FileState(Below(entry.ToFullPath()), entry.Length, entry.LastWriteTimeUtc),
            options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && pattern.IsMatch(Below(entry.ToFullPath())),
        };
    }

    /// <summary>Says whether a path that the system told is that of a file that may be meant; its path below the root then.</summary>
    public bool Means(string fullPath, out string path)
    {
        path = "";
        if (!fullPath.StartsWith(Root, StringComparison.Ordinal) || fullPath.Length <= Root.Length + 1)
        {
            return false;
        }

        path = Below(fullPath);
        return pattern.IsMatch(path) && (isRecursive || !path.Contains('/', StringComparison.Ordinal));
    }

    /// <summary>Looks at a file; null when it is gone, is a folder, or a link lies on the way to it.</summary>
    public FileState? Find(string path)
    {
        try
        {
            string[] names = path.Split('/');
            string at = Root;
            foreach (string name in names.AsSpan(0, names.Length - 1))
            {
                at = Path.Join(at, name);
                if (!IsPlain(new DirectoryInfo(at)))
                {
                    return null;
                }
            }

            var file = new FileInfo(Path.Join(at, names[^1]));
            return IsPlain(file) ? new FileState(path, file.Length, file.LastWriteTimeUtc) : null;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Makes the row of a file.</summary>
    public Row Row(FileState file) => new(FileColumns, Path.Join(Root, file.Path), file.Path, file.Length, Cell.From(file.Changed));

    /// <summary>Makes the row of a change.</summary>
    public Row Row(string change, FileState file, bool isThere = true) => new(
        ChangeColumns, change, Path.Join(Root, file.Path), file.Path, isThere ? new Cell(file.Length) : Cell.Null, isThere ? Cell.From(file.Changed) : Cell.Null);

    private static bool IsPlain(FileSystemInfo entry) => entry.Exists && (entry.Attributes & FileAttributes.ReparsePoint) == 0;

    private string Below(string fullPath)
    {
        string path = fullPath[(Root.Length + (Path.EndsInDirectorySeparator(Root) ? 0 : 1))..];
        return Path.DirectorySeparatorChar == '/' ? path : path.Replace(Path.DirectorySeparatorChar, '/');
    }
}

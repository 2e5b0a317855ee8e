using Millstream.Data;

namespace Millstream.Folders;

/// <summary>Tasks that list and watch the files of a folder.</summary>
public static class FolderTasks
{
    /// <summary>
    /// Lists the files of a folder, by their paths: rows with the full path, the path below the folder ("file"), the length in bytes and the time of the last change. It ends when all are
    /// listed. Links are not followed, so that every file lies below the folder. Position: none, each run lists anew. Guarantee: every file that is there when the run begins, once.
    /// Back-pressure: the list is made at once, and held while what is behind is busy.
    /// </summary>
    [StreamTask(Name = "folder.files")]
    [Needs("filesystem:read", "{Path}")]
    [return: Outlet("files")]
    public static IEnumerable<Row> ListFiles(FolderFilesSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        FileTree tree = settings.Tree;
        return tree.Files().OrderBy(f => f.Path, StringComparer.Ordinal).Select(f => tree.Row(f));
    }

    /// <summary>
    /// Watches the files of a folder: rows with what happened ("existing", "created", "changed" or "deleted"), the full path, the path below the folder ("file"), the length and the time
    /// of the last change. A file is told when it was left alone for a while. It never ends by itself. Links are not followed. Position: none; "existing" tells what is there when a run
    /// begins. Guarantee: at least once for each state of a file that lasts; states between two that are told may go by unseen. Back-pressure: a file that changes many times while what
    /// is behind is busy comes once; what is held is bounded by the number of files.
    /// </summary>
    [StreamTask(Name = "folder.watch", IsReplayable = false)]
    [Needs("filesystem:read", "{Path}")]
    [return: Outlet("files")]
    public static IAsyncEnumerable<Row> WatchFilesAsync(FolderWatchSettings settings, TimeProvider time, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(time);
        return new FolderWatch(settings, time).ChangesAsync(cancellationToken);
    }
}

namespace Millstream.Files;

/// <summary>Tasks that read and write files of lines.</summary>
public static class FileTasks
{
    /// <summary>
    /// The lines of a text file, without their ends. The file is read as lines are asked for and is never held whole; files that end in .gz or .br are unpacked. With "follow" it never ends by itself, and
    /// goes on with what is written to the file, also when that is put away under another name or cut off. It begins anew with each run. A file that is missing (and not followed), cannot be read, or has a
    /// line that is too long fails the task.
    /// </summary>
    /// <param name="settings">Which file.</param>
    /// <param name="context">Gives the clock, for a file that is followed.</param>
    /// <param name="cancellationToken">Ends the following.</param>
    [StreamTask(Name = "file.lines", IsReplayable = true)]
    [Needs("filesystem:read", "{Path}")]
    [return: Outlet("lines")]
    public static IAsyncEnumerable<string> ReadLinesAsync(FileLinesSettings settings, TaskContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(context);
        return settings.Follow ? new FollowedLines(settings, context.Time, context.Logger).LinesAsync(cancellationToken) : new LinesAtOnce(settings.Lines(context.Logger));
    }

    /// <summary>
    /// The lines of text files whose paths come, without their ends: of all that a folder has, or of each that appears in one. A file is read as lines are asked for and is never held whole; those that
    /// end in .gz or .br are unpacked. A file that is missing, cannot be read, or has a line that is too long fails the task, unless its options leave such items out.
    /// </summary>
    /// <param name="files">The files: rows with their paths in the column "path", as those of a folder, or the paths as texts.</param>
    /// <param name="settings">How they are written.</param>
    /// <param name="context">Says which files may be read.</param>
    [StreamTask(Name = "files.lines")]
    [Needs("filesystem:read", IsOptional = true)]
    [return: Outlet("lines")]
    public static IEnumerable<string> ReadFileLines(object? files, FilesLinesSettings settings, TaskContext context)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(context);
        return settings.Of(FileItem.PathOf(files, context)).Lines(context.Logger);
    }

    /// <summary>
    /// Writes items to a file, one a line: texts as they are, numbers as they are written, everything else as JSON. The file takes its name when the last item has come: until then, and
    /// when the run fails, what was there before stays. With "append" lines are added as they come, and what was added stays.
    /// </summary>
    /// <param name="items">What is written.</param>
    /// <param name="settings">Which file.</param>
    /// <param name="cancellationToken">Leaves the file as it was.</param>
    [StreamTask(Name = "file.write", IsReplayable = false)]
    [Needs("filesystem:write", "{Path}")]
    public static async Task WriteFileAsync(IAsyncEnumerable<object?> items, FileWriteSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(settings);
        using FileSink file = FileSink.Open(settings, settings.Append);
        await foreach (object? item in file.ReadAsync(items, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            file.WriteLine(ItemText.Of(item));
        }

        file.Commit();
    }
}

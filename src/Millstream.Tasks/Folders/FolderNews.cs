using Millstream.Timers;

namespace Millstream.Folders;

/// <summary>Word from the system of what changes in a folder, from when it is made until it is disposed. It says where to look, not what is there.</summary>
/// <remarks>What is called is called by threads of the system, perhaps several at once.</remarks>
internal sealed class FolderNews : IDisposable
{
    private readonly FileSystemWatcher _watcher;

    /// <summary>Begins to listen.</summary>
    /// <param name="root">The folder, as a full path.</param>
    /// <param name="shown">What an error calls it.</param>
    /// <param name="pattern">Which names are meant, as the system has it; empty for all.</param>
    /// <param name="isRecursive">Whether folders below it are meant too.</param>
    /// <param name="told">Called with the full path of what came, changed or went, and whether another may have taken its name.</param>
    /// <param name="lost">Called when words were lost: anything may have changed.</param>
    /// <exception cref="IOException">The folder cannot be watched.</exception>
    public FolderNews(string root, string shown, string pattern, bool isRecursive, Action<string, bool> told, Action lost)
    {
        try
        {
            _watcher = new FileSystemWatcher(root)
            {
                Filter = pattern,
                IncludeSubdirectories = isRecursive,
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
                InternalBufferSize = 64 * 1024,
            };
            _watcher.Created += (_, change) => told(change.FullPath, true);
            _watcher.Changed += (_, change) => told(change.FullPath, false);
            _watcher.Deleted += (_, change) => told(change.FullPath, true);
            _watcher.Renamed += (_, change) =>
            {
                told(change.OldFullPath, true);
                told(change.FullPath, true);
            };
            _watcher.Error += (_, _) => lost();
            _watcher.EnableRaisingEvents = true;
        }
        catch (Exception cause) when (cause is IOException or ArgumentException)
        {
            _watcher?.Dispose();
            throw new IOException(
                $"The folder '{shown}' cannot be watched: {cause.Message} Where the system allows no more watches, raise its limit, or watch a folder with fewer below it.", cause);
        }
    }

    /// <summary>Waits for a word, or a time.</summary>
    /// <param name="word">Completes when there is one.</param>
    /// <param name="most">How long at most; null for ever.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task WaitAsync(Task word, TimeSpan? most, TimeProvider time, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task wait = most is { } span ? TimerTasks.WaitAsync(span, time, over.Token) : Task.Delay(Timeout.InfiniteTimeSpan, time, over.Token);
        await Task.WhenAny(word, wait).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    public void Dispose() => _watcher.Dispose();
}

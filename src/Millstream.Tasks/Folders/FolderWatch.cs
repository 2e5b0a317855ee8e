using System.Runtime.CompilerServices;
using Millstream.Data;

namespace Millstream.Folders;

/// <summary>Watches files. What the system tells only says where to look; what is told is the difference to what was seen last, so that nothing is told twice, and nothing is lost that is still there.</summary>
/// <remarks><c>_gate</c> guards what the system's threads write: the paths that may have changed, and the signal.</remarks>
internal sealed class FolderWatch(FolderWatchSettings settings, TimeProvider time)
{
    private readonly FileTree _tree = settings.Tree;
    private readonly Dictionary<string, FileState> _seen = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>The paths that may have changed, and the time until which each is left alone.</summary>
    private readonly Dictionary<string, long> _touched = new(StringComparer.Ordinal);

    private TaskCompletionSource _signal = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Set when the system lost word of changes, or a folder came or went: everything is looked through.</summary>
    private bool _isAllTouched;

    public async IAsyncEnumerable<Row> ChangesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Before the first look: what comes between is seen twice rather than not at all.
        using LastingNews news = Listen();
        foreach (FileState file in Sorted())
        {
            _seen[file.Path] = file;
            if (settings.Existing)
            {
                yield return _tree.Row("existing", file);
            }
        }

        TimeSpan? poll = settings.Poll;
        long lookedThrough = time.GetTimestamp();
        while (true)
        {
            Task signal = TakeDue(news, out List<string> due, out TimeSpan? wait);
            foreach (string path in due)
            {
                if (Difference(path) is { } change)
                {
                    yield return change;
                }
            }

            if (due.Count > 0)
            {
                continue;
            }

            if (poll is { } every)
            {
                TimeSpan left = every - time.GetElapsedTime(lookedThrough);
                if (left <= TimeSpan.Zero)
                {
                    lookedThrough = time.GetTimestamp();
                    TouchAll();
                    continue;
                }

                wait = wait < left ? wait : left;
            }

            await FolderNews.WaitAsync(signal, wait, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private LastingNews Listen()
    {
        if (!Directory.Exists(_tree.Root))
        {
            _ = _tree.Files().FirstOrDefault();
        }

        return new LastingNews(_tree.Root, settings.Path, pattern: "", settings.Recursive, (path, _) => Touch(path), TouchAll);
    }

    private void Touch(string fullPath)
    {
        bool isFile = _tree.Means(fullPath, out string path);
        if (settings.Recursive && (Directory.Exists(fullPath) || (!isFile && !File.Exists(fullPath))))
        {
            // A folder that came or went, with all that is in it.
            TouchAll();
        }

        if (isFile)
        {
            lock (_gate)
            {
                _touched[path] = time.GetTimestamp();
                Signal();
            }
        }
    }

    private void TouchAll()
    {
        lock (_gate)
        {
            _isAllTouched = true;
            Signal();
        }
    }

    private void Signal()
    {
        _signal.TrySetResult();
    }

    /// <summary>Takes the paths that were left alone for long enough, and says when the next one will have been.</summary>
    private Task TakeDue(LastingNews news, out List<string> due, out TimeSpan? wait)
    {
        bool isAll;
        lock (_gate)
        {
            isAll = _isAllTouched;
            _isAllTouched = false;
            _signal = _signal.Task.IsCompleted ? new(TaskCreationOptions.RunContinuationsAsynchronously) : _signal;
        }

        if (isAll)
        {
            news.Renew();
            LookThrough();
        }

        lock (_gate)
        {
            due = [];
            wait = null;
            foreach ((string path, long since) in _touched)
            {
                TimeSpan left = settings.Settle - time.GetElapsedTime(since);
                if (left <= TimeSpan.Zero)
                {
                    due.Add(path);
                }
                else
                {
                    wait = wait < left ? wait : left;
                }
            }

            foreach (string path in due)
            {
                _touched.Remove(path);
            }

            due.Sort(StringComparer.Ordinal);
            return _signal.Task;
        }
    }

    /// <summary>Notes every file that is not as it was seen last.</summary>
    private void LookThrough()
    {
        var gone = new HashSet<string>(_seen.Keys, StringComparer.Ordinal);
        var changed = new List<string>();
        try
        {
            foreach (FileState file in _tree.Files())
            {
                gone.Remove(file.Path);
                if (!_seen.TryGetValue(file.Path, out FileState? old) || old != file)
                {
                    changed.Add(file.Path);
                }
            }
        }
        catch (IOException cause) when (cause is DirectoryNotFoundException || !Directory.Exists(_tree.Root))
        {
            // Its files are gone with it, and come with the next of its name, which may be there already.
            gone.UnionWith(_seen.Keys);
            if (Directory.Exists(_tree.Root))
            {
                TouchAll();
            }
        }

        lock (_gate)
        {
            foreach (string path in changed.Concat(gone))
            {
                _touched.TryAdd(path, time.GetTimestamp());
            }
        }
    }

    private Row? Difference(string path)
    {
        FileState? now = _tree.Find(path);
        _seen.TryGetValue(path, out FileState? before);
        if (now is null)
        {
            return _seen.Remove(path) && settings.Deleted ? _tree.Row("deleted", before!, isThere: false) : null;
        }

        _seen[path] = now;
        return before is null ? _tree.Row("created", now)
            : before != now ? _tree.Row("changed", now)
            : null;
    }

    private IEnumerable<FileState> Sorted() => _tree.Files().OrderBy(f => f.Path, StringComparer.Ordinal);
}

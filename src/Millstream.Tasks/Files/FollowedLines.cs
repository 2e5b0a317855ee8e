using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Millstream.Folders;

namespace Millstream.Files;

/// <summary>The lines of a file that goes on: what is added to it, and what is written to the file that takes its name when it is put away or cut off.</summary>
/// <param name="settings">Which file.</param>
/// <param name="time">The clock of the polling.</param>
/// <param name="logger">Is told when there is no such file yet.</param>
internal sealed class FollowedLines(FileLinesSettings settings, TimeProvider time, ILogger logger)
{
    private readonly string _path = Path.GetFullPath(settings.Path);
    private TaskCompletionSource _word = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Set by the system's threads when another file may have taken the name, or word was lost.</summary>
    private int _isNamedAnew;

    /// <summary>Gives lines until the token fires.</summary>
    public async IAsyncEnumerable<string> LinesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using LastingNews news = Listen();
        FollowedFile? file = null;
        bool isFirst = true;
        bool isNamedAnew = false;
        try
        {
            for (FileFate fate = FileFate.Goes; ;)
            {
                // Before the reading: what is told meanwhile is looked at afterwards.
                Task word = Renewed();
                news.Renew();
                file ??= Open(isFirst);
                isFirst = false;
                while (file is not null && Next(file) is { } line)
                {
                    yield return line;
                }

                if (fate is FileFate.CutOff or FileFate.Replaced)
                {
                    // What was written before it was put away has been read now, all of it.
                    if (file!.TakeRest() is { } rest)
                    {
                        yield return rest;
                    }

                    file = file.After(fate);
                    fate = FileFate.Goes;
                    continue;
                }

                cancellationToken.ThrowIfCancellationRequested();
                isNamedAnew |= Interlocked.Exchange(ref _isNamedAnew, 0) != 0;
                fate = file?.Look(isNamedAnew) ?? FileFate.Goes;
                isNamedAnew &= fate == FileFate.Grew;
                if (fate == FileFate.Goes)
                {
                    await FolderNews.WaitAsync(word, settings.Poll, time, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            file?.Dispose();
        }
    }

    private LastingNews Listen()
    {
        string folder = Path.GetDirectoryName(_path) ?? _path;
        return Directory.Exists(folder)
            ? new LastingNews(folder, folder, Path.GetFileName(_path), isRecursive: false, (path, isNamedAnew) => Tell(isNamedAnew && path == _path), () => Tell(isNamedAnew: true))
            : throw TextFile.Error(settings, "followed", "there is no such directory.");
    }

    private void Tell(bool isNamedAnew)
    {
        if (isNamedAnew)
        {
            Interlocked.Exchange(ref _isNamedAnew, 1);
        }

        Volatile.Read(ref _word).TrySetResult();
    }

    private Task Renewed()
    {
        if (_word.Task.IsCompleted)
        {
            Volatile.Write(ref _word, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        return _word.Task;
    }

    private FollowedFile? Open(bool isFirst)
    {
        try
        {
            return new FollowedFile(new GrowingText(_path, settings.TextEncoding, isFirst && settings.FromEnd, settings.IsUtf8 ? TextFile.CheckOf(settings, logger) : null), settings.MaxLineLength);
        }
        catch (Exception cause) when (cause is FileNotFoundException or DirectoryNotFoundException)
        {
            if (isFirst)
            {
                FileLog.NotThereYet(logger, settings.Path);
            }

            return null;
        }
        catch (Exception cause) when (TextFile.IsOfFile(cause))
        {
            throw TextFile.Error(settings, "followed", TextFile.WhyOf(settings, cause), cause);
        }
    }

    private string? Next(FollowedFile file)
    {
        try
        {
            return file.Next();
        }
        catch (Exception cause) when (TextFile.IsOfFile(cause))
        {
            throw TextFile.Error(settings, "followed", TextFile.WhyOf(settings, cause), cause);
        }
    }
}

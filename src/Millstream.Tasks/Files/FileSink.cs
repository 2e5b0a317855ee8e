using System.Globalization;
using System.Runtime.CompilerServices;

namespace Millstream.Files;

/// <summary>A file under construction. It takes its name when it is complete, so that nobody sees half of it; one that is appended to is written as it is.</summary>
internal sealed class FileSink : IDisposable
{
    private const int BufferLength = 64 * 1024;

    private readonly FileSettings _settings;
    private readonly string _path;
    private readonly string? _temporary;
    private readonly StreamWriter _text;
    private bool _isCommitted;

    /// <summary>Whether the last line that is there has no end yet, which comes before the first that is written.</summary>
    private bool _isWithinLine;

    private FileSink(FileSettings settings, string path, string? temporary, StreamWriter text)
    {
        _settings = settings;
        _path = path;
        _temporary = temporary;
        _text = text;
    }

    /// <summary>Gets where the text goes.</summary>
    public StreamWriter Text => _text;

    /// <summary>Begins a file.</summary>
    /// <param name="settings">Which.</param>
    /// <param name="isAppended">Whether what is there stays.</param>
    public static FileSink Open(FileSettings settings, bool isAppended) => TextFile.Told(settings, "written", () =>
    {
        if (settings.IsStandard)
        {
            return new FileSink(settings, settings.Path, temporary: null, TextOf(StandardOutput.Open()));
        }

        string path = Path.GetFullPath(settings.Path);
        if (Directory.Exists(path))
        {
            throw new UnauthorizedAccessException();
        }

        if (isAppended)
        {
            (bool isEmpty, bool isWithinLine) = FileEnd.Of(settings);
            bool hasLines = TextFile.PackingOf(settings) == Compression.None && settings.TextEncoding.GetBytes("\n").Length == 1;
            return new FileSink(settings, path, temporary: null, TextOf(new AppendedFile(path, hasLines), hasMark: !isEmpty)) { _isWithinLine = isWithinLine };
        }

        if (SpecialFile.Open(path) is { } special)
        {
            return new FileSink(settings, path, temporary: null, TextOf(special));
        }

        // A link stays one: what it leads to is replaced.
        path = (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null) ?? path;
        string temporary = string.Create(CultureInfo.InvariantCulture, $"{path}.{Guid.NewGuid():N}.tmp");
        var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Read, BufferLength);
        if (!OperatingSystem.IsWindows() && File.Exists(path))
        {
            File.SetUnixFileMode(temporary, File.GetUnixFileMode(path));
        }

        return new FileSink(settings, path, temporary, TextOf(file));

        // Who packs has no position, by which the writer would see that the mark of the encoding is there already.
        StreamWriter TextOf(Stream bytes, bool hasMark = false) =>
            new(TextFile.Packed(settings, bytes), hasMark ? Encodings.WithoutMark(settings.TextEncoding) : settings.TextEncoding, BufferLength) { NewLine = "\n" };
    });

    /// <summary>Writes a line.</summary>
    public void WriteLine(ReadOnlySpan<char> line)
    {
        try
        {
            _text.WriteLine(line);
        }
        catch (Exception cause) when (TextFile.IsOfFile(cause))
        {
            throw TextFile.Error(_settings, "written", TextFile.WhyOf(_settings, cause), cause);
        }
    }

    /// <summary>Gives the items that are written; what was written of those before is in the file while the next is waited for, where the file is appended to.</summary>
    /// <param name="items">The items.</param>
    /// <param name="hand">Hands on what is held before the file; nothing unless given.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<T> ReadAsync<T>(IAsyncEnumerable<T> items, Action? hand = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IAsyncEnumerator<T> all = items.GetAsyncEnumerator(cancellationToken);
        await using ConfiguredAsyncDisposable closing = all.ConfigureAwait(false);
        bool isBehind = false;
        while (true)
        {
            ValueTask<bool> next = all.MoveNextAsync();
            if (isBehind && !next.IsCompleted && _temporary is null)
            {
                isBehind = false;
                Flush(hand);
            }

            if (!await next.ConfigureAwait(false))
            {
                yield break;
            }

            if (_isWithinLine)
            {
                _isWithinLine = false;
                WriteLine([]);
            }

            yield return all.Current;
            isBehind = true;
        }
    }

    private void Flush(Action? hand)
    {
        try
        {
            hand?.Invoke();
            _text.Flush();
        }
        catch (Exception cause) when (TextFile.IsOfFile(cause))
        {
            throw TextFile.Error(_settings, "written", TextFile.WhyOf(_settings, cause), cause);
        }
    }

    /// <summary>Closes the file, which is complete.</summary>
    public void Commit()
    {
        try
        {
            // Not DisposeAsync: of a GZipStream to which nothing was written that leaves a part without its end.
            _text.Dispose();
            _isCommitted = true;
            if (_temporary is not null)
            {
                File.Move(_temporary, _path, overwrite: true);
            }
        }
        catch (Exception cause) when (TextFile.IsOfFile(cause))
        {
            _isCommitted = false;
            throw TextFile.Error(_settings, "written", TextFile.WhyOf(_settings, cause), cause);
        }
    }

    /// <summary>Closes the file; one that is not complete is removed.</summary>
    public void Dispose()
    {
        if (_isCommitted)
        {
            return;
        }

        try
        {
            _text.Dispose();
        }
        catch (Exception cause) when (TextFile.IsOfFile(cause) || cause is ObjectDisposedException)
        {
            // What is told is why the file was left.
        }

        if (_temporary is not null)
        {
            File.Delete(_temporary);
        }
    }
}

namespace Millstream.Files;

/// <summary>A file that is followed, as lines.</summary>
internal sealed class FollowedFile(GrowingText text, int maxLineLength) : IDisposable
{
    private readonly LineReader _lines = new(text, maxLineLength);

    /// <summary>Whether what comes first is the end of a line that was left out.</summary>
    private bool _isWithinLine = text.BeginsWithinLine;

    /// <summary>Gives the next line; null when there is none that has ended.</summary>
    public string? Next()
    {
        string? line = _lines.ReadWhole();
        if (_isWithinLine && line is not null)
        {
            _isWithinLine = false;
            line = _lines.ReadWhole();
        }

        return line;
    }

    /// <summary>Gives the last line, whose end does not come any more; null for none.</summary>
    public string? TakeRest() => _lines.Rest() is { } rest && !_isWithinLine ? rest : null;

    /// <inheritdoc cref="GrowingText.Look"/>
    public FileFate Look(bool isNamedAnew) => text.Look(isNamedAnew);

    /// <summary>Gives what is read next: the same file from its beginning, if it was cut off; null where another is to be opened.</summary>
    public FollowedFile? After(FileFate fate)
    {
        _isWithinLine = false;
        if (fate == FileFate.CutOff)
        {
            text.Restart();
            return this;
        }

        Dispose();
        return null;
    }

    public void Dispose() => _lines.Dispose();
}

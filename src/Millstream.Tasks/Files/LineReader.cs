namespace Millstream.Files;

/// <summary>Reads lines that end with a line feed, a carriage return, or both; none may be longer than a limit.</summary>
internal sealed class LineReader(TextReader text, int maxLength, string setting = "maxLineLength") : IDisposable
{
    private char[] _buffer = new char[32 * 1024];
    private int _start;
    private int _end;
    private bool _isAfterReturn;

    // How many characters behind the start are known to end no line.
    private int _searched;

    /// <summary>Gets how many lines were read.</summary>
    public long Count { get; private set; }

    /// <summary>Gives the next line; null at the end.</summary>
    /// <exception cref="UnreadableException">The line is too long.</exception>
    public string? Read()
    {
        string? line;
        while (!TryTake(out line))
        {
            if (!Grown(text.Read(Room().Span)))
            {
                return Rest();
            }
        }

        return line;
    }

    /// <summary>Gives the next line if it is whole: null when nothing more can be read before its end, which may come yet.</summary>
    /// <exception cref="UnreadableException">The line is too long.</exception>
    public string? ReadWhole()
    {
        string? line;
        while (!TryTake(out line) && Grown(text.Read(Room().Span)))
        {
        }

        return line;
    }

    /// <summary>Gives what was read of a line whose end does not come; null for nothing.</summary>
    public string? Rest()
    {
        _searched = 0;
        return _start == _end ? null : Taken(_end - _start, skipped: 0, isReturn: false);
    }

    /// <summary>Gives the next line, as soon as it is there; null at the end.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidDataException">The line is too long.</exception>
    public async ValueTask<string?> ReadAsync(CancellationToken cancellationToken)
    {
        string? line;
        while (!TryTake(out line))
        {
            if (!Grown(await text.ReadAsync(Room(), cancellationToken).ConfigureAwait(false)))
            {
                return Rest();
            }
        }

        return line;
    }

    public void Dispose() => text.Dispose();

    private bool TryTake(out string? line)
    {
        while (true)
        {
            int length = _buffer.AsSpan(_start + _searched, _end - _start - _searched).IndexOfAny('\n', '\r');
            if (length < 0)
            {
                _searched = _end - _start;
                line = null;
                return _searched > maxLength ? throw TooLong() : false;
            }

            length += _searched;
            _searched = 0;
            if (_isAfterReturn && length == 0 && _buffer[_start] == '\n')
            {
                _isAfterReturn = false;
                _start++;
                continue;
            }

            line = Taken(length, skipped: 1, _buffer[_start + length] == '\r');
            return true;
        }
    }

    private string Taken(int length, int skipped, bool isReturn)
    {
        if (length > maxLength)
        {
            throw TooLong();
        }

        var line = new string(_buffer, _start, length);
        _start += length + skipped;
        _isAfterReturn = isReturn;

        // The usual pair, at once: it need not be looked for again.
        if (isReturn && _start < _end && _buffer[_start] == '\n')
        {
            _start++;
            _isAfterReturn = false;
        }

        Count++;
        return line;
    }

    private UnreadableException TooLong() =>
        new($"its line {Count + 1} has more than {maxLength} characters. Set '{setting}' higher where lines are that long.");

    private Memory<char> Room()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        return _buffer.AsMemory(_end);
    }

    private bool Grown(int read)
    {
        _end += read;
        return read > 0;
    }
}

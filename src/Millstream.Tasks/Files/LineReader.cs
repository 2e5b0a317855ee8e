namespace Millstream.Files;

/// <summary>Reads lines that end with a line feed, a carriage return, or both; none may be longer than a limit.</summary>
internal sealed class LineReader(TextReader text, int maxLength, string setting = "MaxLineLength") : IDisposable
{
    private char[] _buffer = new char[32 * 1024];
    private int _start;
    private int _end;
    private bool _isAfterReturn;

    /// <summary>Gets how many lines were read.</summary>
    public long Count { get; private set; }

    /// <summary>Gives the next line; null at the end.</summary>
    /// <exception cref="UnreadableException">The line is too long.</exception>
    public string? Read()
    {
        int searched = 0;
        while (true)
        {
            ReadOnlySpan<char> rest = _buffer.AsSpan(_start + searched, _end - _start - searched);
            int length = rest.IndexOfAny('\n', '\r');
            if (length >= 0)
            {
                length += searched;
                if (_isAfterReturn && length == 0 && _buffer[_start] == '\n')
                {
                    _isAfterReturn = false;
                    _start++;
                    continue;
                }

                return Taken(length, skipped: 1, _buffer[_start + length] == '\r');
            }

            searched = _end - _start;
            if (searched > maxLength)
            {
                throw TooLong();
            }

            if (!Fill())
            {
                return _start == _end ? null : Taken(_end - _start, skipped: 0, isReturn: false);
            }
        }
    }

    public void Dispose() => text.Dispose();

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

    private bool Fill()
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

        int read = text.Read(_buffer.AsSpan(_end));
        _end += read;
        return read > 0;
    }
}

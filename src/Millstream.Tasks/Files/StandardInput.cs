namespace Millstream.Files;

/// <summary>The process's standard input as text whose wait can be left: what comes after that is for the next who reads.</summary>
internal sealed class StandardInput(TextReader input) : TextReader
{
    private static StandardInput? _latest;

    private readonly char[] _buffer = new char[16 * 1024];
    private Task<int>? _reading;
    private string _line = "";
    private int _start;
    private int _end;

    /// <summary>Gets the input of the console, as it is now.</summary>
    public static StandardInput Current
    {
        get
        {
            TextReader now = Console.In;
            StandardInput? current = Volatile.Read(ref _latest);
            if (current is null || !current.Reads(now))
            {
                Volatile.Write(ref _latest, current = new StandardInput(now));
            }

            return current;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default)
    {
        if (_start == _end)
        {
            // The console knows no reading that can be cancelled.
            _reading ??= Task.Run(ReadMore, CancellationToken.None);
            _end = await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
            _start = 0;
            _reading = null;
        }

        int count = Math.Min(buffer.Length, _end - _start);
        (_line.Length > 0 ? _line.AsSpan() : _buffer).Slice(_start, count).CopyTo(buffer.Span);
        _start += count;
        return count;
    }

    private bool Reads(TextReader now) => ReferenceEquals(input, now);

    private int ReadMore()
    {
        if (Console.IsInputRedirected)
        {
            return input.Read(_buffer, 0, _buffer.Length);
        }

        // A terminal gives whole lines only; a block of them would be waited for.
        _line = input.ReadLine() is { } line ? line + "\n" : "";
        return _line.Length;
    }
}

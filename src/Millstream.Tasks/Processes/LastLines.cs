namespace Millstream.Processes;

/// <summary>Reads a text to its end, and keeps what came last.</summary>
internal sealed class LastLines
{
    private const int MostCharacters = 2000;
    private const int MostLines = 10;

    private readonly char[] _kept = new char[MostCharacters];
    private readonly Lock _gate = new();
    private long _length;

    /// <summary>Gets the last lines, without the end of the last one; empty when nothing came.</summary>
    public string Text
    {
        get
        {
            string all;
            lock (_gate)
            {
                int count = (int)Math.Min(_length, MostCharacters);
                all = string.Create(count, (_kept, _length - count), static (text, from) =>
                {
                    for (int i = 0; i < text.Length; i++)
                    {
                        text[i] = from._kept[(from.Item2 + i) % MostCharacters];
                    }
                });
            }

            string[] lines = all.ReplaceLineEndings("\n").TrimEnd().Split('\n');
            return string.Join('\n', lines.TakeLast(MostLines));
        }
    }

    /// <summary>Reads until the end, or until the text is closed.</summary>
    public async Task ReadAsync(TextReader text)
    {
        var buffer = new char[1024];
        try
        {
            while (await text.ReadAsync(buffer.AsMemory()).ConfigureAwait(false) is > 0 and int count)
            {
                lock (_gate)
                {
                    foreach (char character in buffer.AsSpan(0, count))
                    {
                        _kept[_length++ % MostCharacters] = character;
                    }
                }
            }
        }
        catch (Exception cause) when (cause is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The process is gone; what was read is what there is.
        }
    }
}

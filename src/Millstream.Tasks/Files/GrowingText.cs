using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Millstream.Files;

/// <summary>The text of a file that others write: its end is where it ends now. A character whose bytes are not all there is not read yet.</summary>
/// <remarks>Not a <see cref="StreamReader"/>, which makes something of half a character when it meets the end.</remarks>
internal sealed class GrowingText : TextReader
{
    private const int BufferLength = 64 * 1024;

    // Longer ones first: that of UTF-32 begins with that of UTF-16.
    private static readonly Encoding[] Marked = [Encoding.UTF32, new UTF32Encoding(bigEndian: true, byteOrderMark: true), Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode];

    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly Utf8Check? _check;
    private readonly byte[] _bytes = new byte[BufferLength];
    private Encoding _encoding;
    private Decoder _decoder;
    private char[] _text = [];
    private int _next;
    private int _end;
    private long _position;

    /// <summary>Opens a file.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="encoding">How its text is encoded, unless a mark at its beginning says better.</param>
    /// <param name="isFromEnd">Whether what it has now is left out.</param>
    /// <param name="check">Looks at its bytes; nothing unless given.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public GrowingText(string path, Encoding encoding, bool isFromEnd, Utf8Check? check)
    {
        _path = path;
        _check = check;
        _file = Open(path);
        _encoding = encoding;
        _decoder = encoding.GetDecoder();
        if (isFromEnd)
        {
            _encoding = MarkOf() ?? encoding;
            _check = _encoding is UTF8Encoding ? check : null;
            _decoder = _encoding.GetDecoder();
            _position = Math.Max(0, RandomAccess.GetLength(_file) - _encoding.GetByteCount("\n"));
            BeginsWithinLine = _position > 0;
            _check?.GoTo(_position);
        }
    }

    /// <summary>Gets whether what is read first is the end of a line that had begun before: perhaps nothing but that end.</summary>
    public bool BeginsWithinLine { get; }

    /// <inheritdoc/>
    public override int Read(Span<char> buffer)
    {
        while (_next == _end)
        {
            if (!Fill())
            {
                return 0;
            }
        }

        int length = Math.Min(buffer.Length, _end - _next);
        _text.AsSpan(_next, length).CopyTo(buffer);
        _next += length;
        return length;
    }

    /// <summary>Says what has become of the file, once its end was read.</summary>
    /// <param name="isNamedAnew">Whether the system told that another may have taken its name.</param>
    public FileFate Look(bool isNamedAnew)
    {
        (long Length, DateTime Changed) before = StateOf(_file);
        if (before.Length < _position)
        {
            return FileFate.CutOff;
        }

        if (!TryOpen(out SafeFileHandle? named))
        {
            return FileFate.Goes;
        }

        using (named)
        {
            // Between two looks at the open file that are the same nobody wrote to it: a file that is not as it was then is another one. All that is asked of the named one lies between them.
            bool isOther = StateOf(named) != before || (isNamedAnew && !IsSame(named));
            return StateOf(_file) != before ? FileFate.Grew : isOther ? FileFate.Replaced : FileFate.Goes;
        }
    }

    /// <summary>Begins anew with the file's first byte.</summary>
    public void Restart()
    {
        _position = 0;
        _next = _end = 0;
        _decoder.Reset();
        _check?.GoTo(0);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _file.Dispose();
        }
    }

    private static SafeFileHandle Open(string path) => File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    private static (long Length, DateTime Changed) StateOf(SafeFileHandle file) => (RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file));

    private bool TryOpen([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out SafeFileHandle? named)
    {
        try
        {
            named = Open(_path);
            return true;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            // Between two names, or not there any more: what is open can be read all the same.
            named = null;
            return false;
        }
    }

    /// <summary>Two files of one length and time are told apart by what they begin with.</summary>
    private bool IsSame(SafeFileHandle named)
    {
        Span<byte> one = stackalloc byte[1024], other = stackalloc byte[1024];
        return one[..RandomAccess.Read(_file, one, 0)].SequenceEqual(other[..RandomAccess.Read(named, other, 0)]);
    }

    private bool Fill()
    {
        bool isFirst = _position == 0;
        int read = RandomAccess.Read(_file, _bytes, _position);
        _position += read;
        ReadOnlySpan<byte> bytes = _bytes.AsSpan(0, read);
        _check?.Take(bytes);
        if (isFirst && read > 0 && MarkOf() is { } marked)
        {
            _encoding = marked;
            _decoder = marked.GetDecoder();
            bytes = bytes[marked.Preamble.Length..];
        }

        int most = _encoding.GetMaxCharCount(BufferLength);
        if (_text.Length < most)
        {
            _text = new char[most];
        }

        (_next, _end) = (0, _decoder.GetChars(bytes, _text, flush: false));
        return read > 0;
    }

    private Encoding? MarkOf()
    {
        Span<byte> beginning = stackalloc byte[4];
        int length = RandomAccess.Read(_file, beginning, 0);
        foreach (Encoding encoding in Marked)
        {
            if (beginning[..length].StartsWith(encoding.Preamble))
            {
                return encoding;
            }
        }

        return null;
    }
}

/// <summary>What has become of a file that is followed.</summary>
internal enum FileFate
{
    /// <summary>It is there as before, or has grown; or no other has taken its name yet.</summary>
    Goes,

    /// <summary>It was written to while it was looked at: whether another has taken its name is to be seen when that was read.</summary>
    Grew,

    /// <summary>It is shorter than what was read of it.</summary>
    CutOff,

    /// <summary>Another file has its name.</summary>
    Replaced,
}

using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Millstream.Files;

/// <summary>Looks whether bytes that come piece by piece are UTF-8, and tells the first that are none; what begins with the mark of UTF-16 or UTF-32 is meant to be none.</summary>
/// <param name="tell">Is told once, with the number of the byte, from 0.</param>
internal sealed class Utf8Check(Action<long> tell)
{
    private const int LongestCharacter = 4;

    /// <summary>The bytes of a character that is not all there yet.</summary>
    private readonly byte[] _begun = new byte[LongestCharacter];
    private int _begunLength;
    private long _position;
    private bool _isDone;

    /// <summary>Whether the end of a character is passed over.</summary>
    private bool _isWithin;

    /// <summary>Takes the next bytes.</summary>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        while (_isWithin && !bytes.IsEmpty && (_isWithin = IsEndOfCharacter(bytes[0])))
        {
            bytes = bytes[1..];
            _position++;
        }

        if (_isDone || bytes.IsEmpty)
        {
            return;
        }

        if (_position == 0 && _begunLength == 0 && IsMarkedOtherwise(bytes))
        {
            _isDone = true;
            return;
        }

        if (_begunLength > 0 && !TakeBegun(ref bytes))
        {
            return;
        }

        int rest = BegunAtEnd(bytes);
        if (!Utf8.IsValid(bytes[..^rest]))
        {
            TellFirst(bytes);
            return;
        }

        _position += bytes.Length - rest;
        bytes[^rest..].CopyTo(_begun);
        _begunLength = rest;
    }

    /// <summary>Says that no more bytes come.</summary>
    public void End()
    {
        if (!_isDone && _begunLength > 0)
        {
            Tell(_position);
        }
    }

    /// <summary>Goes on with another byte of the text; what was told is not told again.</summary>
    /// <param name="position">Which. Behind the first one, what comes next may be the end of a character.</param>
    public void GoTo(long position) => (_position, _begunLength, _isWithin) = (position, 0, position > 0);

    private static bool IsMarkedOtherwise(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith(Encoding.Unicode.Preamble) || bytes.StartsWith(Encoding.BigEndianUnicode.Preamble) || bytes.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xFE, 0xFF]);

    private static bool IsEndOfCharacter(byte one) => (one & 0b1100_0000) == 0b1000_0000;

    /// <summary>How many bytes at the end may be the beginning of a character.</summary>
    private static int BegunAtEnd(ReadOnlySpan<byte> bytes)
    {
        for (int length = 1; length < LongestCharacter && length <= bytes.Length; length++)
        {
            if (!IsEndOfCharacter(bytes[^length]))
            {
                return Rune.DecodeFromUtf8(bytes[^length..], out _, out _) == OperationStatus.NeedMoreData ? length : 0;
            }
        }

        return 0;
    }

    /// <summary>Completes the character that has begun, and leaves what comes behind it; false when nothing does, or it is none.</summary>
    private bool TakeBegun(ref ReadOnlySpan<byte> bytes)
    {
        int added = Math.Min(bytes.Length, LongestCharacter - _begunLength);
        bytes[..added].CopyTo(_begun.AsSpan(_begunLength));
        OperationStatus status = Rune.DecodeFromUtf8(_begun.AsSpan(0, _begunLength + added), out _, out int length);
        switch (status)
        {
            case OperationStatus.Done:
                bytes = bytes[(length - _begunLength)..];
                _position += length;
                _begunLength = 0;
                return true;
            case OperationStatus.NeedMoreData:
                _begunLength += added;
                return false;
            default:
                Tell(_position);
                return false;
        }
    }

    private void TellFirst(ReadOnlySpan<byte> bytes)
    {
        int valid = 0;
        while (Rune.DecodeFromUtf8(bytes[valid..], out _, out int length) == OperationStatus.Done)
        {
            valid += length;
        }

        Tell(_position + valid);
    }

    private void Tell(long position)
    {
        _isDone = true;
        tell(position);
    }
}

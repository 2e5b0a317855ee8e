using System.Buffers;
using System.IO.Compression;

namespace Millstream.Files;

/// <summary>The bytes of a file that is packed by Brotli; one that breaks off before its packed end fails there.</summary>
/// <remarks><see cref="BrotliStream"/> ends there as if all were well.</remarks>
internal sealed class UnpackedBrotli(Stream file) : ReadOnlyStream
{
    private readonly byte[] _packed = new byte[64 * 1024];

    // Changes as it decodes: not to be copied.
    private BrotliDecoder _decoder;
    private int _start;
    private int _end;
    private bool _hasBegun;
    private bool _isAtEnd;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (!_isAtEnd && buffer.Length > 0)
        {
            OperationStatus status = _decoder.Decompress(_packed.AsSpan(_start, _end - _start), buffer, out int consumed, out int written);
            _start += consumed;
            _isAtEnd = status == OperationStatus.Done;
            if (written > 0)
            {
                return written;
            }

            if (status == OperationStatus.InvalidData)
            {
                throw new InvalidDataException("Its bytes are none that Brotli makes.");
            }

            if (status == OperationStatus.NeedMoreData && !Fill())
            {
                // A file without a byte was never packed, and is empty.
                _isAtEnd = !_hasBegun ? true : throw TextFile.BreaksOff();
            }
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _decoder.Dispose();
            file.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool Fill()
    {
        _packed.AsSpan(_start, _end - _start).CopyTo(_packed);
        (_start, _end) = (0, _end - _start);
        int read = file.Read(_packed.AsSpan(_end));
        _end += read;
        _hasBegun |= read > 0;
        return read > 0;
    }
}

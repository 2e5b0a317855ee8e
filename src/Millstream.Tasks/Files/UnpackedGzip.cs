using System.IO.Compression;

namespace Millstream.Files;

/// <summary>The bytes of a file that is packed by gzip, in one part or in several; one that breaks off before its packed end fails there.</summary>
/// <remarks>
/// <see cref="GZipStream"/> ends there as if all were well, unless a switch of the whole process says otherwise (System.IO.Compression.UseStrictValidation), which is not a library's to set. So a
/// part that is known is put behind the file: where it is unpacked, and nothing but it, the part before it had ended.
/// </remarks>
internal sealed class UnpackedGzip : ReadOnlyStream
{
    private static readonly byte[] PackedMark = Pack();

    private readonly MarkedFile _packed;
    private readonly GZipStream _bytes;
    private bool _isAtEnd;

    public UnpackedGzip(Stream file)
    {
        _packed = new MarkedFile(file);
        _bytes = new GZipStream(_packed, CompressionMode.Decompress);
    }

    private static ReadOnlySpan<byte> Mark => "the end of a file"u8;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_isAtEnd || buffer.Length == 0)
        {
            return 0;
        }

        try
        {
            int read = _bytes.Read(buffer);
            if (!_packed.HasEnded)
            {
                // Bytes that are not the file's: what lies behind its last part is passed over.
                _isAtEnd = read == 0;
                return read;
            }

            _isAtEnd = IsMark(buffer[..read]) ? true : throw TextFile.BreaksOff();
            return 0;
        }
        catch (InvalidDataException) when (_packed.HasEnded)
        {
            throw TextFile.BreaksOff();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _bytes.Dispose();
        }

        base.Dispose(disposing);
    }

    private static byte[] Pack()
    {
        using var packed = new MemoryStream();
        using (var bytes = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            bytes.Write(Mark);
        }

        return packed.ToArray();
    }

    /// <summary>Says whether what comes behind the file is the mark alone.</summary>
    /// <param name="begun">What came of it already.</param>
    private bool IsMark(ReadOnlySpan<byte> begun)
    {
        if (begun.Length > Mark.Length)
        {
            return false;
        }

        Span<byte> rest = stackalloc byte[Mark.Length + 1];
        begun.CopyTo(rest);
        int length = begun.Length + _bytes.ReadAtLeast(rest[begun.Length..], rest.Length - begun.Length, throwOnEndOfStream: false);
        return rest[..length].SequenceEqual(Mark);
    }

    /// <summary>A packed file with the mark behind it.</summary>
    private sealed class MarkedFile(Stream file) : ReadOnlyStream
    {
        private int _next;

        /// <summary>Gets whether the file was read to its end, and more was asked for.</summary>
        public bool HasEnded { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            int read = HasEnded ? 0 : file.Read(buffer);
            if (read > 0 || buffer.Length == 0)
            {
                return read;
            }

            HasEnded = true;
            read = Math.Min(buffer.Length, PackedMark.Length - _next);
            PackedMark.AsSpan(_next, read).CopyTo(buffer);
            _next += read;
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                file.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}

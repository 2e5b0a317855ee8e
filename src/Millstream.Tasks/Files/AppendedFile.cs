using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Millstream.Files;

/// <summary>A file that several may append to at once: what is written goes behind what is there then, whoever wrote it, and lines stay whole.</summary>
/// <remarks>
/// The framework's streams write where they believe the end to be since they were opened. On Linux the system is asked to append (O_APPEND), which leaves no moment between
/// looking for the end and writing; elsewhere the end is looked for before each write.
/// </remarks>
internal sealed class AppendedFile : Stream
{
    private const int GetFlags = 3;
    private const int SetFlags = 4;
    private const int Append = 0x400;

    private readonly FileStream _file;
    private readonly bool _keepsLines;
    private readonly bool _isAppendedBySystem;

    /// <summary>The line that has no end yet.</summary>
    private readonly MemoryStream _line = new();

    /// <summary>Opens a file, or makes it.</summary>
    /// <param name="path">Which.</param>
    /// <param name="keepsLines">Whether a byte of 10 is the end of a line, behind which others may write.</param>
    public AppendedFile(string path, bool keepsLines)
    {
        // What is no lines is spoilt by a second writer.
        _keepsLines = keepsLines;
        _file = new FileStream(path, FileMode.Append, FileAccess.Write, keepsLines ? FileShare.ReadWrite | FileShare.Delete : FileShare.None, bufferSize: 0);
        if (OperatingSystem.IsLinux())
        {
            int flags = fcntl(_file.SafeFileHandle, GetFlags, 0);
            _isAppendedBySystem = flags >= 0 && fcntl(_file.SafeFileHandle, SetFlags, flags | Append) >= 0;
        }
    }

    public override bool CanRead => false;

    /// <summary>Gets whether there is a position, by which who writes text sees whether the mark of an encoding is there already.</summary>
    public override bool CanSeek => _file.CanSeek;

    public override bool CanWrite => true;

    public override long Length => _file.Length;

    public override long Position
    {
        get => _file.Length;
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        int whole = _keepsLines ? buffer.LastIndexOf((byte)'\n') + 1 : buffer.Length;
        if (whole > 0 && _line.Length > 0)
        {
            _line.Write(buffer[..whole]);
            WriteLine();
        }
        else if (whole > 0)
        {
            Put(buffer[..whole]);
        }

        _line.Write(buffer[whole..]);
    }

    public override void Flush()
    {
        // A line is written when it is whole.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            try
            {
                WriteLine();
            }
            finally
            {
                _file.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private void WriteLine()
    {
        Put(_line.GetBuffer().AsSpan(0, (int)_line.Length));
        _line.SetLength(0);
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        if (!_isAppendedBySystem && _file.CanSeek)
        {
            _file.Seek(0, SeekOrigin.End);
        }

        _file.Write(bytes);
    }

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int fcntl(SafeFileHandle file, int command, int argument);
}

namespace Millstream.Files;

/// <summary>What has a path and is no file that can be replaced: a device, a pipe, the output of the process by its name. It is written as it is.</summary>
internal static class SpecialFile
{
    private const int BufferLength = 64 * 1024;

    /// <summary>Opens one for writing; null where there is none, or a file.</summary>
    public static FileStream? Open(string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path))
        {
            return null;
        }

        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, BufferLength);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            // A file that may be replaced need not be one that may be written to; else making the new one tells what is wrong.
            return null;
        }

        if (IsOpenFile(path) || !CanBeCutOff(file))
        {
            if (file.CanSeek)
            {
                file.Seek(0, SeekOrigin.End);
            }

            return file;
        }

        file.Dispose();
        return null;
    }

    // Names for what is open already, also where that is a file: who opened it goes on with it.
    private static bool IsOpenFile(string path) =>
        path is "/dev/stdout" or "/dev/stderr" || path.StartsWith("/dev/fd/", StringComparison.Ordinal) || path.StartsWith("/proc/", StringComparison.Ordinal);

    // Only files have a length, and only files can be given one: the kind itself .NET does not tell.
    private static bool CanBeCutOff(FileStream file)
    {
        try
        {
            if (file.Length == 0)
            {
                file.SetLength(0);
            }

            return true;
        }
        catch (Exception cause) when (cause is IOException or NotSupportedException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
    }
}

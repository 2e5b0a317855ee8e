using System.Text;

namespace Millstream.Files;

/// <summary>What a file that is appended to ends with.</summary>
internal static class FileEnd
{
    private const int BufferLength = 64 * 1024;

    // As many bytes as the longest line end and the longest mark of an encoding have.
    private const int Most = 4;
    private const int MostLooks = 100;

    /// <summary>Says whether there is anything in a file, and whether its last line has no end. A packed file is unpacked for it: one that is damaged is not made longer.</summary>
    /// <exception cref="IOException">The file is damaged, or cannot be read.</exception>
    public static (bool IsEmpty, bool IsWithinLine) Of(FileSettings settings)
    {
        (long length, bool isWithinLine) = Look(settings);

        // What somebody else writes at this moment may be there only in part.
        for (int looks = 0; isWithinLine && looks < MostLooks && TextFile.PackingOf(settings) == Compression.None; looks++)
        {
            Thread.Yield();
            (length, isWithinLine) = Look(settings);
        }

        return (length == 0, isWithinLine);
    }

    private static (long Length, bool IsWithinLine) Look(FileSettings settings)
    {
        // What is no file has no length, and is not read.
        if (new FileInfo(settings.Path) is not { Exists: true, Length: > 0 })
        {
            return (0, false);
        }

        using Stream bytes = TextFile.OpenRead(settings);
        long length = bytes.CanSeek ? bytes.Seek(-Math.Min(bytes.Length, Most), SeekOrigin.End) : 0;
        byte[] buffer = new byte[BufferLength];
        byte[] last = [];
        while (bytes.Read(buffer) is > 0 and int read)
        {
            length += read;
            last = [.. last.Concat(buffer.Take(read).TakeLast(Most)).TakeLast(Most)];
        }

        Encoding encoding = settings.TextEncoding;
        bool isNothing = length == last.Length && (last.AsSpan().SequenceEqual(encoding.Preamble) || last.AsSpan().SequenceEqual(Encoding.UTF8.Preamble));
        return (length, length > 0 && !isNothing && !last.AsSpan().EndsWith(encoding.GetBytes("\n")));
    }

    /// <summary>Says what is wrong with appending to a file.</summary>
    public static IEnumerable<string> Faults(FileSettings settings, bool isAppended) =>
        isAppended && !settings.IsStandard && TextFile.PackingOf(settings) == Compression.Brotli
            ? [$"the setting 'Append' is set for '{settings.Path}', which is packed by Brotli: nobody would read what stands behind its end. Pack it by gzip, or not at all."]
            : [];
}

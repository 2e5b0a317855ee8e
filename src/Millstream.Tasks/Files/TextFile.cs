using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Millstream.Files;

/// <summary>Opens files, packed or not, and says of which file an error is.</summary>
internal static class TextFile
{
    private const int BufferLength = 64 * 1024;

    /// <summary>Opens a file for its bytes, unpacked; one that is packed and breaks off fails there.</summary>
    public static Stream OpenRead(FileSettings settings)
    {
        Stream file = settings.IsStandard ? Console.OpenStandardInput() : new FileStream(settings.Path, new FileStreamOptions
        {
            Mode = FileMode.Open,
            Access = FileAccess.Read,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
            Options = FileOptions.SequentialScan,
        });
        return PackingOf(settings) switch
        {
            Compression.Gzip => new UnpackedGzip(file),
            Compression.Brotli => new UnpackedBrotli(file),
            _ => file,
        };
    }

    /// <summary>Opens a file for its bytes, which are text; of the first that are no UTF-8, where they should be, a warning tells.</summary>
    public static Stream OpenRead(FileSettings settings, ILogger logger) => settings.IsUtf8 ? new Utf8Checked(OpenRead(settings), CheckOf(settings, logger)) : OpenRead(settings);

    /// <summary>Opens a file for its text.</summary>
    public static StreamReader OpenText(FileSettings settings, ILogger logger) =>
        new(OpenRead(settings, logger), settings.TextEncoding, detectEncodingFromByteOrderMarks: true, BufferLength);

    /// <summary>Makes what looks at the bytes of a file that is read as UTF-8.</summary>
    public static Utf8Check CheckOf(FileSettings settings, ILogger logger) => new(position => FileLog.NotUtf8(logger, settings.Path, position));

    /// <summary>Puts the packing of a file around its bytes.</summary>
    public static Stream Packed(FileSettings settings, Stream file) => PackingOf(settings) switch
    {
        Compression.Gzip => new GZipStream(file, CompressionLevel.Optimal),
        Compression.Brotli => new BrotliStream(file, CompressionLevel.Optimal),
        _ => file,
    };

    /// <summary>Does something with a file; what goes wrong with it is told with its path.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static T Reading<T>(FileSettings settings, Func<T> read) => Told(settings, "read", read);

    /// <summary>Makes the error that names a file.</summary>
    public static IOException Error(FileSettings settings, string verb, string why, Exception? cause = null) =>
        new($"{(settings.IsStandard ? $"Standard {(verb == "written" ? "output" : "input")}" : Named(settings))} cannot be {verb}: {why}", cause);

    /// <summary>Makes the error of a packed file whose end is missing.</summary>
    public static UnreadableException BreaksOff() => new("it is packed, and its end is missing. It was cut off, or is still being written.");

    private static string Named(FileSettings settings) =>
        $"The file '{settings.Path}'{(Path.IsPathRooted(settings.Path) ? "" : $" ({Path.GetFullPath(settings.Path)})")}";

    /// <summary>Says whether an exception is one that files throw.</summary>
    public static bool IsOfFile(Exception cause) =>
        cause is IOException or UnauthorizedAccessException or NotSupportedException or DecoderFallbackException or InvalidDataException or InvalidOperationException or ArgumentException;

    /// <summary>Does something with a file.</summary>
    public static T Told<T>(FileSettings settings, string verb, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception cause) when (IsOfFile(cause))
        {
            throw Error(settings, verb, WhyOf(settings, cause), cause);
        }
    }

    /// <summary>Gives the reason without the path, which is told already.</summary>
    public static string WhyOf(FileSettings settings, Exception cause) => cause switch
    {
        FileNotFoundException => "there is no such file.",
        DirectoryNotFoundException => "there is no such directory.",
        UnauthorizedAccessException => Directory.Exists(settings.Path) ? "it is a directory." : "access is denied.",
        EncoderFallbackException unknown => $"{settings.Encoding} has no '{(unknown.CharUnknown == '\0' ? $"{unknown.CharUnknownHigh}{unknown.CharUnknownLow}" : unknown.CharUnknown)}'. Choose an encoding that has all characters: utf-8.",
        InvalidDataException or InvalidOperationException => $"it is not packed as expected ({cause.Message}).",
        _ => cause.Message,
    };

    /// <summary>Says how the bytes of a file are packed.</summary>
    public static Compression PackingOf(FileSettings settings) => settings.Compression != Compression.Auto ? settings.Compression
        : settings.Path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? Compression.Gzip
        : settings.Path.EndsWith(".br", StringComparison.OrdinalIgnoreCase) ? Compression.Brotli
        : Compression.None;
}

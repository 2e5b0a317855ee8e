using System.Text;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Begins a flow with the lines of a text file, opened anew for each run.</summary>
    /// <param name="path">The file.</param>
    /// <param name="encoding">How its text is encoded; UTF-8 unless given. A byte order mark at its beginning says better.</param>
    /// <remarks>
    /// <para>Emits: each line without its end, in order; the file is read as lines are asked for and never held whole.</para>
    /// <para>Backpressure: reads on when there is room.</para>
    /// <para>Completes: after the last line.</para>
    /// <para>Fails: with an <see cref="IOException"/> that names the path, when the file cannot be opened or read. It is closed in every case.</para>
    /// </remarks>
    public static Flow<string> Lines(string path, Encoding? encoding = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new Flow<string>(new SequenceTask<string>("lines", TaskOptions.None, () => ReadLines(path, encoding ?? Encoding.UTF8)));
    }

    private static IEnumerable<string> ReadLines(string path, Encoding encoding)
    {
        using StreamReader reader = OfFile(path, () => new StreamReader(path, encoding));
        while (OfFile(path, reader.ReadLine) is { } line)
        {
            yield return line;
        }
    }

    private static T OfFile<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or NotSupportedException or DecoderFallbackException)
        {
            throw new IOException($"The file '{path}' ({Path.GetFullPath(path)}) cannot be read: {cause.Message}", cause);
        }
    }
}

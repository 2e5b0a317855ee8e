using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Millstream.Durability;

/// <summary>Keeps each item in a file of its own under a directory, as JSON text.</summary>
/// <remarks>
/// <para>
/// The key <c>rows/17</c> is the file <c>rows/17.json</c>. A file is written under another name, then renamed: it is there whole or not at all, and a completed write outlives the
/// process. It outlives a loss of power too where the store flushes and the file system keeps renames. What a killed process left half-written ends with <c>.tmp</c> and is no key.
/// </para>
/// <para>
/// Two different keys are never one file, also where the file system ignores case: upper-case letters, and whatever some system refuses, are written by an escape that begins with
/// '!' (<c>Rows/a:b</c> is <c>!rows/a!0003ab.json</c>). No key leads out of the directory; who can make links inside it can.
/// </para>
/// </remarks>
public sealed class DirectoryStore : ItemStore
{
    /// <summary>Most file systems take names of 255 bytes; the rest is for the extension and the mark of a half-written file.</summary>
    private const int LongestName = 200;

    private readonly string _root;
    private readonly Func<string, Stream> _create;
    private readonly bool _flushes;

    /// <summary>Makes a store of a directory. It is made with the first write if it is not there.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="json">How items are written and read; see <see cref="ItemStore(JsonSerializerOptions)"/>.</param>
    /// <param name="flushToDisk">Whether each write waits until the disk has the content; slower by a disk's round trip. No unless given.</param>
    public DirectoryStore(string path, JsonSerializerOptions? json = null, bool flushToDisk = false)
        : this(path, json, flushToDisk, Create)
    {
    }

    /// <summary>Makes a store whose files are opened by <paramref name="create"/>.</summary>
    internal DirectoryStore(string path, JsonSerializerOptions? json, bool flushToDisk, Func<string, Stream> create)
        : base(json)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _root = Path.GetFullPath(path);
        _flushes = flushToDisk;
        _create = create;
    }

    /// <summary>Gets the directory.</summary>
    public string DirectoryPath => _root;

    /// <inheritdoc/>
    protected override async ValueTask WriteCoreAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        string path = PathOf(key);
        string unfinished = $"{path}.{Guid.NewGuid():N}.tmp";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            Stream file = _create(unfinished);
            await using (file.ConfigureAwait(false))
            {
                await file.WriteAsync(content, cancellationToken).ConfigureAwait(false);
                if (_flushes && file is FileStream onDisk)
                {
                    onDisk.Flush(flushToDisk: true);
                }
            }

            cancellationToken.ThrowIfCancellationRequested();
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception) when (TryDelete(unfinished))
        {
            throw;
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask<ReadOnlyMemory<byte>?> ReadCoreAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(PathOf(key), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    protected override ValueTask<bool> ExistsCoreAsync(string key, CancellationToken cancellationToken) => new(File.Exists(PathOf(key)));

    /// <inheritdoc/>
    protected override async IAsyncEnumerable<string> ListCoreAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!Directory.Exists(_root))
        {
            yield break;
        }

        await Task.Yield();
        foreach (string path in Directory.EnumerateFiles(_root, "*" + FileName.Extension, SearchOption.AllDirectories))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (KeyOf(path) is { } key && key.StartsWith(prefix, StringComparison.Ordinal))
            {
                yield return key;
            }
        }
    }

    private static FileStream Create(string path) => new(
        path,
        new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Options = FileOptions.Asynchronous,
            BufferSize = 0,
        });

    /// <summary>Removes what a failed write left. Always true: it stands in an exception filter, and the failure itself is what is told.</summary>
    private static bool TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It stays as a file that is no key.
        }

        return true;
    }

    private string PathOf(string key)
    {
        string[] segments = key.Split('/');
        string path = _root;
        for (int i = 0; i < segments.Length; i++)
        {
            bool isFolder = i < segments.Length - 1;
            string name = FileName.Of(segments[i], isFolder);
            if (name.Length > LongestName)
            {
                throw new ArgumentException(
                    $"The part '{segments[i]}' of the key '{key}' makes a file name of {name.Length} characters; a directory store takes {LongestName}. "
                    + "Use a shorter key.",
                    nameof(key));
            }

            path = Path.Combine(path, isFolder ? name : name + FileName.Extension);
        }

        return path;
    }

    private string? KeyOf(string path)
    {
        string[] names = Path.GetRelativePath(_root, path).Split(Path.DirectorySeparatorChar);
        names[^1] = names[^1][..^FileName.Extension.Length];
        for (int i = 0; i < names.Length; i++)
        {
            // A file that somebody else put there may read as a key that has another file.
            if (!FileName.TryRead(names[i], out string? segment) || FileName.Of(segment, isFolder: i < names.Length - 1) != names[i])
            {
                return null;
            }

            names[i] = segment;
        }

        return string.Join('/', names);
    }
}

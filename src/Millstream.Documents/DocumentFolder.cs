namespace Millstream.Documents;

/// <summary>Keeps documents in a directory, each under a key, as YAML.</summary>
/// <remarks>A save replaces what was there as a whole or not at all: who reads finds one or the other, also after a crash. Thread-safe; of two saves at once the last one stays.</remarks>
public sealed class DocumentFolder
{
    private const string Extension = ".yaml";
    private const int LongestKey = 100;
    private readonly string _directory;
    private readonly DocumentRules _rules;

    /// <summary>Keeps documents in a directory, which is made when the first is saved.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="rules">What documents may have; the standard unless given.</param>
    public DocumentFolder(string directory, DocumentRules? rules = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        _directory = Path.GetFullPath(directory);
        _rules = rules ?? DocumentRules.Standard;
    }

    /// <summary>Gets the keys of the documents that there are, in order.</summary>
    public IReadOnlyList<string> Keys => !Directory.Exists(_directory)
        ? []
        : [.. Directory.EnumerateFiles(_directory, "*" + Extension).Select(f => Path.GetFileNameWithoutExtension(f)!).Where(IsKey).Order(StringComparer.Ordinal)];

    /// <summary>Saves a document, in the place of the one that has the key.</summary>
    /// <param name="key">1 to 100 letters, digits, <c>-</c> and <c>_</c>.</param>
    /// <param name="document">The document.</param>
    /// <param name="cancellationToken">Gives up before the document is replaced.</param>
    /// <exception cref="ArgumentException">The key is none.</exception>
    /// <exception cref="IOException">It cannot be written; what was there still is.</exception>
    public async Task SaveAsync(string key, GraphDocument document, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        string path = PathOf(key);
        Directory.CreateDirectory(_directory);

        // Written beside the old one and on the disk before it takes its place, which a file system does in one step.
        string written = Path.Combine(_directory, $".{key}.{Guid.NewGuid():n}.tmp");
        try
        {
            var file = new FileStream(written, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
            await using (file.ConfigureAwait(false))
            {
                await file.WriteAsync(System.Text.Encoding.UTF8.GetBytes(document.ToYaml()), cancellationToken).ConfigureAwait(false);
                RandomAccess.FlushToDisk(file.SafeFileHandle);
            }

            cancellationToken.ThrowIfCancellationRequested();
            File.Move(written, path, overwrite: true);
        }
        finally
        {
            File.Delete(written);
        }
    }

    /// <summary>Gives the document of a key; null where there is none.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="GraphDocumentException">What is there is no document.</exception>
    public Task<GraphDocument?> FindAsync(string key, CancellationToken cancellationToken = default)
    {
        string path = PathOf(key);
        return Task.Run(
            () =>
            {
                try
                {
                    return GraphDocument.Load(path, _rules);
                }
                catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
                {
                    return null;
                }
            },
            cancellationToken);
    }

    /// <summary>Removes the document of a key; false where there is none.</summary>
    /// <param name="key">The key.</param>
    public bool Remove(string key)
    {
        string path = PathOf(key);
        bool isThere = File.Exists(path);
        if (isThere)
        {
            File.Delete(path);
        }

        return isThere;
    }

    private static bool IsKey(string key) => key.Length is > 0 and <= LongestKey && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private string PathOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return IsKey(key)
            ? Path.Combine(_directory, key + Extension)
            : throw new ArgumentException($"'{key}' is no key of a document. Use 1 to {LongestKey} letters, digits, '-' and '_'.", nameof(key));
    }
}

using System.Security;
using Millstream.Graphs;

namespace Millstream.Documents;

/// <summary>Reads the files of graphs that a document refers to: below the directory of the document that names them, and nowhere else.</summary>
internal sealed class GraphFiles(Assembling assembling)
{
    private readonly Dictionary<string, GraphDocument?> _read = new(StringComparer.Ordinal);
    private readonly Stack<string> _open = new();

    /// <summary>Makes something of the graph in a file; null, and told, where there is none.</summary>
    public T? With<T>(string file, string? directory, Spot at, Func<GraphDocument, T?> make)
        where T : class
    {
        if (Find(file, directory, at) is not { } path)
        {
            return null;
        }

        if (_open.Contains(path) || _open.Count >= assembling.Rules.Limits.MaxFileDepth)
        {
            assembling.Fault(
                _open.Contains(path) ? FaultKind.Cycle : FaultKind.BadDocument,
                at,
                _open.Contains(path) ? $"The file '{file}' is part of itself." : $"Files refer to files more than {assembling.Rules.Limits.MaxFileDepth} deep.");
            return null;
        }

        if (!_read.TryGetValue(path, out GraphDocument? document))
        {
            _read.Add(path, document = Read(path, file, at));
        }

        else if (document is null)
        {
            assembling.Fault(FaultKind.BadDocument, at, $"The file '{file}' cannot be used, for the faults that are told of it.");
        }

        if (document is null)
        {
            return null;
        }

        _open.Push(path);
        T? made = make(document);
        _open.Pop();
        return made;
    }

    private string? Find(string file, string? directory, Spot at)
    {
        if (directory is null)
        {
            assembling.Fault(FaultKind.BadDocument, at, $"The document was read from no file, so that '{file}' is nowhere. Set its Directory, or write the graph in place.");
            return null;
        }

        string path;
        try
        {
            path = Path.GetFullPath(Path.Combine(directory, file));
        }
        catch (ArgumentException)
        {
            path = "";
        }

        string root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)) + Path.DirectorySeparatorChar;
        if (file.Length == 0 || Path.IsPathRooted(file) || !path.StartsWith(root, StringComparison.Ordinal) || IsLinked(path, root))
        {
            assembling.Fault(FaultKind.BadDocument, at, $"'{file}' is no file below the document's directory. Name one that is, without links: graphs/other.yaml.");
            return null;
        }

        return path;
    }

    /// <summary>Says whether anything below the directory on the way to a file is a link, which may lead anywhere.</summary>
    private static bool IsLinked(string path, string root)
    {
        for (string? at = path; at is not null && at.Length > root.Length; at = Path.GetDirectoryName(at))
        {
            if (new FileInfo(at).LinkTarget is not null)
            {
                return true;
            }
        }

        return false;
    }

    private GraphDocument? Read(string path, string file, Spot at)
    {
        try
        {
            DocumentReading reading = DocumentReading.OfFile(path, assembling.Rules);
            foreach (DocumentFault fault in reading.Faults)
            {
                assembling.Add(fault);
            }

            return reading.Faults.Count == 0 ? reading.Document : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SecurityException or NotSupportedException)
        {
            assembling.Fault(FaultKind.BadDocument, at, $"The file '{file}' cannot be read: {exception.Message}");
            return null;
        }
    }
}

using Millstream.Graphs;

namespace Millstream.Documents;

/// <summary>One thing that is wrong with a document, and where.</summary>
/// <param name="Kind">What sort of fault it is.</param>
/// <param name="Path">Where it is in the document: <c>nodes.lines.settings.path</c>; empty for all of it.</param>
/// <param name="Message">What is wrong, with which thing, and what would be right.</param>
public sealed record DocumentFault(FaultKind Kind, string Path, string Message)
{
    /// <summary>Gets the file, where the document came from one; null otherwise.</summary>
    public string? File { get; init; }

    /// <summary>Gets the line, from 1; 0 where the document was not read from a text.</summary>
    public int Line { get; init; }

    /// <summary>Gets the column, from 1; 0 where the document was not read from a text.</summary>
    public int Column { get; init; }

    /// <summary>Gives the fault as compilers do: <c>g.yaml(3,12): nodes.lines.task: There is no task 'file.line'. Is 'file.lines' meant?</c></summary>
    public override string ToString() =>
        $"{(File, Line) switch
        {
            (null, 0) => "",
            (null, _) => $"({Line},{Column}): ",
            (_, 0) => $"{File}: ",
            _ => $"{File}({Line},{Column}): ",
        }}{(Path.Length == 0 ? "" : $"{Path}: ")}{Message}";
}

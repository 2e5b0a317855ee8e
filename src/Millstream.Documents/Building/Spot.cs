using Millstream.Graphs;

namespace Millstream.Documents;

/// <summary>A place in a document, by its path.</summary>
/// <param name="Source">Where the things of the document stand.</param>
/// <param name="Path">The path.</param>
internal readonly record struct Spot(SourceMap Source, string Path)
{
    public Spot At(string name) => this with { Path = string.IsNullOrEmpty(Path) ? name : $"{Path}.{name}" };

    public Spot At(int index) => this with { Path = $"{Path}[{index}]" };

    /// <summary>Gets the place as faults are shown: <c>g.yaml(3,12): nodes.lines</c>.</summary>
    public string Shown
    {
        get
        {
            Place place = Source.Find(Path);
            return new DocumentFault(FaultKind.BadDocument, "", Path) { File = Source.File, Line = place.Line, Column = place.Column }.ToString();
        }
    }
}

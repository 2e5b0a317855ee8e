namespace Millstream.Graphs;

/// <summary>Stands for a type that is not known yet: in the descriptor of a <c>TaskFamily</c>, where the method has its type parameter.</summary>
/// <remarks>There is no object of it, and no graph has a port of it.</remarks>
public sealed class OpenItem
{
    private OpenItem()
    {
    }
}

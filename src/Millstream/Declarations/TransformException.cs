namespace Millstream;

/// <summary>Thrown when a transform on an edge could not take an item; the task behind the edge was not called with it. Trying again does not help.</summary>
public sealed class TransformException : MillstreamException
{
    internal TransformException(string edge, string transform, Exception cause)
        : base(transform == "convert" ? $"An item on the edge '{edge}' does not fit: {cause.Message}" : $"The transform '{transform}' on the edge '{edge}' could not take an item: {cause.Message}", cause)
    {
        Edge = edge;
        Transform = transform;
    }

    /// <summary>Gets the id of the edge: <c>a.out->b.x</c>.</summary>
    public string Edge { get; }

    /// <summary>Gets the id of the transform.</summary>
    public string Transform { get; }
}

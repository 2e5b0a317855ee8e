namespace Millstream;

/// <summary>Thrown when an edge could not take an item: it was full with the policy to fail, or the user's own buffer threw.</summary>
public sealed class EdgeFailedException : MillstreamException
{
    internal EdgeFailedException(string edgeId, string reason, Exception? cause = null)
        : base($"The edge '{edgeId}' cannot take an item: {reason}.", cause) =>
        EdgeId = edgeId;

    /// <summary>Gets the edge: <c>a.out->b.in</c>.</summary>
    public string EdgeId { get; }
}

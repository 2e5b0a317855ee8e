namespace Millstream;

/// <summary>Thrown when a value was asked of a stream that ended without an item.</summary>
public sealed class EmptyStreamException : MillstreamException
{
    internal EmptyStreamException(string taskName, string flow)
        : base($"'{taskName}' needs at least one item, but the flow '{flow}' ended without any.") =>
        Flow = flow;

    /// <summary>Gets the flow that was empty: its tasks from the source on.</summary>
    public string Flow { get; }
}

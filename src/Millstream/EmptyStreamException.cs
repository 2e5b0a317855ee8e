namespace Millstream;

/// <summary>Thrown when a value was asked of a stream that ended without an item.</summary>
public sealed class EmptyStreamException : MillstreamException
{
    internal EmptyStreamException(string taskName, string flow)
        : base($"'{taskName}' needs at least one item, but the flow '{flow}' ended without any.") =>
        Flow = flow;

    private EmptyStreamException(string message, string flow, Exception? cause)
        : base(message, cause) =>
        Flow = flow;

    internal static EmptyStreamException OfOutput(string output, string runId) => new(
        $"The output '{output}' of the run '{runId}' ended without an item. Use TryFirstAsync where that is to be expected.", output, cause: null);

    /// <summary>Gets the flow that was empty: its tasks from the source on.</summary>
    public string Flow { get; }
}

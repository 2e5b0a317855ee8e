namespace Millstream.Documents;

/// <summary>Thrown when a text is no document: its form is another, or it holds what a document may not. Trying again cannot help.</summary>
public sealed class GraphDocumentException : MillstreamException
{
    internal GraphDocumentException(IReadOnlyList<DocumentFault> faults, Exception? innerException = null)
        : base(
            faults.Count == 1 ? faults[0].ToString() : $"The document has {faults.Count} faults:\n{string.Join('\n', faults)}",
            innerException) =>
        Faults = faults;

    /// <summary>Gets every fault, in the order of the text; at least one.</summary>
    public IReadOnlyList<DocumentFault> Faults { get; }
}

namespace Millstream.Stages;

/// <summary>Ends an edge whose producer was stopped with its run: consumers in other runs end stopped as well, without an error.</summary>
internal sealed class StoppedException : OperationCanceledException
{
    internal StoppedException()
        : base("The producer was stopped.")
    {
    }
}

namespace Millstream.Stages;

/// <summary>Ends the outlet of a branch that a single value did not take: what depends on nothing else ends disabled, without an error.</summary>
internal sealed class BranchNotTakenException : OperationCanceledException
{
    public static BranchNotTakenException Shared { get; } = new();

    private BranchNotTakenException()
        : base("The branch was not taken.")
    {
    }
}

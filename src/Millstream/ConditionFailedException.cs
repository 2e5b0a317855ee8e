namespace Millstream;

/// <summary>Thrown in a task that chooses branches when the condition of one threw. The cause is the inner exception; trying again may help if it passes.</summary>
public sealed class ConditionFailedException : MillstreamException
{
    internal ConditionFailedException(string branch, Exception cause)
        : base($"The condition of the branch '{branch}' failed: {cause.Message}", cause) => Branch = branch;

    /// <summary>Gets the name of the branch.</summary>
    public string Branch { get; }

    internal override bool IsCauseOnly => true;
}

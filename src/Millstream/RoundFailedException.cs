namespace Millstream;

/// <summary>Thrown in a loop whose body or test threw. The cause is the inner exception; trying again may help if it passes.</summary>
public sealed class RoundFailedException : MillstreamException
{
    internal RoundFailedException(int round, Exception cause)
        : base($"Round {round} failed: {cause.Message}", cause) => Round = round;

    /// <summary>Gets the number of the round, from 1.</summary>
    public int Round { get; }

    internal override bool IsCauseOnly => true;
}

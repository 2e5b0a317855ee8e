namespace Millstream;

/// <summary>Thrown when a task was given more items than its <c>MaxIterations</c> allows. Trying again cannot help.</summary>
public sealed class IterationLimitException : MillstreamException
{
    internal IterationLimitException(string task, long iterations, long limit)
        : base($"'{task}': {iterations} iterations exceed the limit of {limit}. Raise MaxIterations, or give the task fewer items.")
    {
        Iterations = iterations;
        Limit = limit;
    }

    /// <summary>Gets how many iterations there would be; of a stream, the first that is too many.</summary>
    public long Iterations { get; }

    /// <summary>Gets how many there may be.</summary>
    public long Limit { get; }
}

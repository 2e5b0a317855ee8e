namespace Millstream.Stages;

/// <summary>One task's user code, called for one item, with the policies that surround it (retry, timeout, fallback).</summary>
/// <remarks>Thread-safe: a parallel task calls it several times at once.</remarks>
internal abstract class ItemCall<TIn, TOut>
{
    /// <summary>
    /// Calls the user's code. Throws what it threw; <see cref="AttemptsException"/> around that when it was called more than once.
    /// </summary>
    public abstract ValueTask<TOut> InvokeAsync(TIn item, long index, CancellationToken cancellationToken);
}

/// <summary>Carries the number of attempts beside the last cause.</summary>
internal sealed class AttemptsException : Exception
{
    internal AttemptsException(Exception cause, int attempts)
        : base(cause.Message, cause)
    {
        Cause = cause;
        Attempts = attempts;
    }

    public Exception Cause { get; }

    public int Attempts { get; }

    /// <summary>Gets what is to be said of it besides; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>Takes an error apart into its cause and the number of attempts.</summary>
    public static (Exception Cause, int Attempts) Unwrap(Exception error) =>
        error is AttemptsException attempts ? (attempts.Cause, attempts.Attempts) : (error, 1);
}

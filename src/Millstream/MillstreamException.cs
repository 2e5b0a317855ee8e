namespace Millstream;

/// <summary>The root of all errors that Millstream itself raises; catch it to catch them all.</summary>
public abstract class MillstreamException : Exception
{
    private protected MillstreamException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>Gets whether the error says nothing of the task it came from, so that a run wraps it as it wraps the errors of user code.</summary>
    internal virtual bool IsCauseOnly => false;
}

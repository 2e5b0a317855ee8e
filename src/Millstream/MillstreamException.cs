namespace Millstream;

/// <summary>The root of all errors that Millstream itself raises; catch it to catch them all.</summary>
public abstract class MillstreamException : Exception
{
    private protected MillstreamException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

namespace Millstream;

/// <summary>Stands for an error of user code in whose text there was a secret of the run's: the same text, with <c>***</c> for the secret.</summary>
public sealed class RedactedException : MillstreamException
{
    private readonly string _text;

    internal RedactedException(string errorType, string message, string text)
        : base(message)
    {
        ErrorType = errorType;
        _text = text;
    }

    /// <summary>Gets the name of the error's type.</summary>
    public string ErrorType { get; }

    /// <inheritdoc/>
    internal override bool IsCauseOnly => true;

    /// <summary>Gives the whole text of the error, with its stack trace.</summary>
    public override string ToString() => _text;
}

namespace Millstream;

/// <summary>Thrown when a task cannot do anything with what it is given, whatever it tries: the call is not repeated.</summary>
public sealed class TaskInputException : MillstreamException
{
    private TaskInputException(string message, Exception? cause)
        : base(message, cause)
    {
    }

    internal override bool IsCauseOnly => true;

    /// <summary>Makes the error, for a task to throw.</summary>
    /// <param name="message">What is wrong with the item, and what would be right.</param>
    /// <param name="cause">What showed it, if something did.</param>
    public static TaskInputException Because(string message, Exception? cause = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(message);
        return new TaskInputException(message, cause);
    }
}

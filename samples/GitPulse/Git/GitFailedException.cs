namespace GitPulse.Git;

/// <summary>Git could not be started, or did not do what was asked. The message is written for the user.</summary>
internal sealed class GitFailedException : Exception
{
    public GitFailedException(string message)
        : base(message)
    {
    }

    public GitFailedException(string message, Exception cause)
        : base(message, cause)
    {
    }
}

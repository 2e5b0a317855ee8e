using Millstream.Graphs;

namespace Millstream;

/// <summary>The root of all errors that Millstream itself raises; catch it to catch them all.</summary>
public abstract class MillstreamException : Exception
{
    private protected MillstreamException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>Gets the sort of error as a word that does not change: <c>task-failed</c> of a <see cref="TaskFailedException"/>.</summary>
    public string Code
    {
        get
        {
            string name = GetType().Name;
            const string Suffix = "Exception";
            name = name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
            return string.Concat(name.Select((c, i) => char.IsUpper(c) ? $"{(i == 0 ? "" : "-")}{char.ToLowerInvariant(c)}" : $"{c}"));
        }
    }

    /// <summary>Gets the node of the task that it concerns; null where it is not one task's.</summary>
    public NodeId? TaskId { get; internal set; }

    /// <summary>Gets or sets whether the failed task's outlet for errors is read: the run does not fail by it.</summary>
    internal bool IsGivenOn { get; set; }

    /// <summary>Gets whether the error says nothing of the task it came from, so that a run wraps it as it wraps the errors of user code.</summary>
    internal virtual bool IsCauseOnly => false;
}

/// <summary>Tells failures apart that end a run from those that the graph itself deals with.</summary>
internal static class RoutedFailure
{
    extension(Exception error)
    {
        /// <summary>Gets whether the failed task's outlet for errors is read: the run does not fail by it.</summary>
        public bool IsRouted => error is MillstreamException { IsGivenOn: true };
    }
}

namespace Millstream;

/// <summary>Thrown when none of the alternatives of a <c>Fallback</c> gave a result for an item. Trying again may help if the cause of one passes.</summary>
public sealed class AlternativesFailedException : MillstreamException
{
    internal AlternativesFailedException(IReadOnlyList<(string Name, Exception Cause)> failures)
        : base(
            $"All {failures.Count} alternatives failed:{string.Concat(failures.Select(f => $"\n{(f.Cause is TimeoutException or TaskFailedException { InnerException: TimeoutException } ? "[timeout] " : "")}{f.Name}: {f.Cause.Message}"))}",
            failures[^1].Cause) =>
        Causes = [.. failures.Select(f => f.Cause)];

    /// <summary>Gets what each alternative threw, in the order they were tried.</summary>
    public IReadOnlyList<Exception> Causes { get; }

    internal override bool IsCauseOnly => true;
}

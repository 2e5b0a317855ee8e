using Millstream.Files;

namespace Millstream.Cli;

/// <summary>The program's outputs, as what may go away under it.</summary>
internal static class StandardStreams
{
    /// <summary>Opens standard error. Where it cannot be written, nothing is: a run does not fail for it.</summary>
    public static Stream Error() => new GuardedStream(Console.OpenStandardError(), static _ => null);

    /// <summary>Says whether an error came of nobody reading standard output any more.</summary>
    public static bool IsGone(Exception error) => error is ReaderGoneException || (error.InnerException is { } inner && IsGone(inner));
}

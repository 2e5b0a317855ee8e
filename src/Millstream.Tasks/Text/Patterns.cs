using System.Text.RegularExpressions;

namespace Millstream.Text;

/// <summary>Regular expressions that cannot hold a run up: most are matched in time that grows with the text alone, and the rest have a limit.</summary>
internal static class Patterns
{
    /// <summary>How long a match may take whose time grows with the text alone: no pattern reaches it, and no busy machine.</summary>
    private static readonly TimeSpan LinearLimit = TimeSpan.FromSeconds(30);

    /// <summary>How long a match may take that tries.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);

    /// <summary>How many characters a pattern may have.</summary>
    public const int MaxLength = 4096;

    /// <summary>Makes a regular expression.</summary>
    /// <exception cref="FormatException">The pattern is none; the message says why.</exception>
    public static Regex Make(string pattern, bool ignoresCase = false)
    {
        if (pattern.Length > MaxLength)
        {
            throw new FormatException($"The pattern has {pattern.Length} characters; it may have {MaxLength}.");
        }

        RegexOptions options = RegexOptions.CultureInvariant | (ignoresCase ? RegexOptions.IgnoreCase : RegexOptions.None);
        try
        {
            return new Regex(pattern, options | RegexOptions.NonBacktracking, LinearLimit);
        }
        catch (NotSupportedException)
        {
            // Back references and looking around need a matcher that tries; it is stopped when it tries too long.
            return new Regex(pattern, options, Limit);
        }
        catch (ArgumentException cause)
        {
            throw new FormatException($"'{pattern}' is no regular expression: {cause.Message}", cause);
        }
    }

    /// <summary>Says what is wrong with a pattern; null when nothing is.</summary>
    public static string? FaultOf(string pattern)
    {
        try
        {
            Make(pattern);
            return null;
        }
        catch (FormatException wrong)
        {
            return wrong.Message;
        }
    }

    /// <summary>Says whether there is a match; none where looking for it takes too long.</summary>
    public static bool IsMatch(Regex pattern, ReadOnlySpan<char> text)
    {
        try
        {
            return pattern.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}

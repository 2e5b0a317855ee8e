using System.Text.RegularExpressions;

namespace Millstream.Text;

/// <summary>A regular expression that cannot hold a run up. Thread-safe.</summary>
/// <remarks>
/// Texts are matched by trying, which is the fastest for nearly every pattern and text. The first time that this takes too long, the pattern is matched from then on in time that grows with
/// the text alone. Only patterns that look around or refer back cannot be: for these a match that takes too long throws <see cref="RegexMatchTimeoutException"/>.
/// </remarks>
internal sealed class Pattern
{
    /// <summary>How many characters a pattern may have.</summary>
    public const int MaxLength = 4096;

    /// <summary>How long a match may take that tries.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a match may take whose time grows with the text alone: no pattern reaches it, and no busy machine.</summary>
    private static readonly TimeSpan LinearLimit = TimeSpan.FromSeconds(30);

    private readonly string _text;
    private readonly RegexOptions _options;
    private volatile Regex _regex;

    private Pattern(string text, RegexOptions options)
    {
        _text = text;
        _options = options;
        _regex = new Regex(text, options | RegexOptions.Compiled, Limit);
    }

    /// <summary>Makes a regular expression.</summary>
    /// <exception cref="FormatException">The text is none; the message says why.</exception>
    public static Pattern Parse(string text, bool ignoresCase = false)
    {
        if (FaultOf(text) is { } fault)
        {
            throw new FormatException(fault);
        }

        return new Pattern(text, RegexOptions.CultureInvariant | (ignoresCase ? RegexOptions.IgnoreCase : RegexOptions.None));
    }

    /// <summary>Says what is wrong with a pattern; null when nothing is.</summary>
    public static string? FaultOf(string text)
    {
        if (text.Length > MaxLength)
        {
            return $"The pattern has {text.Length} characters; it may have {MaxLength}.";
        }

        try
        {
            _ = new Regex(text, RegexOptions.CultureInvariant, Limit);
            return null;
        }
        catch (ArgumentException cause)
        {
            return $"'{text}' is no regular expression: {cause.Message}";
        }
    }

    /// <summary>Gets the names of the groups that have one, and their numbers.</summary>
    public IReadOnlyList<(string Name, int Number)> NamedGroups =>
        [.. _regex.GetGroupNames().Select(n => (n, _regex.GroupNumberFromName(n))).Where(g => g.n != $"{g.Item2}")];

    public bool IsMatch(ReadOnlySpan<char> text)
    {
        try
        {
            return _regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException) when (TryBecomeLinear())
        {
            return _regex.IsMatch(text);
        }
    }

    public Match Match(string text)
    {
        try
        {
            return _regex.Match(text);
        }
        catch (RegexMatchTimeoutException) when (TryBecomeLinear())
        {
            return _regex.Match(text);
        }
    }

    /// <summary>Replaces each match: <c>$1</c> stands for its first group.</summary>
    public string Replace(string text, string replacement)
    {
        try
        {
            return _regex.Replace(text, replacement);
        }
        catch (RegexMatchTimeoutException) when (TryBecomeLinear())
        {
            return _regex.Replace(text, replacement);
        }
    }

    private bool TryBecomeLinear()
    {
        try
        {
            // Whoever matches at the same time makes one too, and one of them is kept.
            if (!_regex.Options.HasFlag(RegexOptions.NonBacktracking))
            {
                _regex = new Regex(_text, _options | RegexOptions.NonBacktracking, LinearLimit);
            }

            return true;
        }
        catch (NotSupportedException)
        {
            return false;
        }
    }
}

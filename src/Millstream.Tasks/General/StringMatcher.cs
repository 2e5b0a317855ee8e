using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Millstream.Text;

namespace Millstream.General;

public static partial class GeneralTasks
{
    /// <summary>
    /// Gives 1 for a text that contains the pattern, or in which it matches anywhere, and 0 for any other. A match that takes longer than a tenth of a second is none, and is told as a
    /// warning.
    /// </summary>
    /// <param name="text">The texts.</param>
    /// <param name="settings">What is looked for.</param>
    /// <param name="logger">Where a match that took too long is told.</param>
    [StreamTask(Name = "string.matcher", Label = "String Matcher")]
    [return: Outlet("output")]
    public static double StringMatcher(string text, StringMatcherSettings settings, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(settings);
        if (!settings.IsRegex)
        {
            return text.Contains(settings.Pattern, settings.IgnoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal) ? 1 : 0;
        }

        try
        {
            return settings.Made.IsMatch(text) ? 1 : 0;
        }
        catch (RegexMatchTimeoutException)
        {
            TextLog.MatchTookTooLong(logger, settings.Pattern, text.Length);
            return 0;
        }
    }
}

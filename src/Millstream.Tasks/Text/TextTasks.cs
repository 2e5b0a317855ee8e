using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Millstream.Data;

namespace Millstream.Text;

/// <summary>Tasks for texts, one by one.</summary>
public static class TextTasks
{
    /// <summary>Keeps the texts in which a regular expression matches anywhere; those in which it does not, with "invert". A match that takes longer than a tenth of a second is none, and is told as a warning.</summary>
    /// <param name="text">The texts.</param>
    /// <param name="settings">The pattern.</param>
    /// <param name="logger">Where a match that took too long is told.</param>
    [StreamTask(Name = "text.match")]
    [return: Outlet("text")]
    public static Step<string> MatchText(string text, MatchSettings settings, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(settings);
        try
        {
            return settings.Regex.IsMatch(text) != settings.Invert ? text : Step.Skip();
        }
        catch (RegexMatchTimeoutException)
        {
            TextLog.MatchTookTooLong(logger, settings.Pattern, text.Length);
            return Step.Skip();
        }
    }

    /// <summary>
    /// Makes rows of texts: each named group of a regular expression is a column, as <c>(?&lt;host&gt;\S+) (?&lt;status&gt;\d+)</c> has two. A text in which it does not match is left out,
    /// or fails the task; a group that took no part has no value.
    /// </summary>
    /// <param name="text">The texts.</param>
    /// <param name="settings">The pattern.</param>
    /// <param name="logger">Where a match that took too long is told.</param>
    [StreamTask(Name = "text.extract")]
    [return: Outlet("rows")]
    public static Step<Row> ExtractRow(string text, ExtractSettings settings, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(settings);
        try
        {
            return settings.Extraction.Of(text) is { } row ? row
                : !settings.MustMatch ? Step.Skip()
                : throw TaskInputException.Because($"'{(text.Length > 120 ? text[..120] + "…" : text)}' does not match '{settings.Pattern}'. Set 'MustMatch' to false to leave such texts out.");
        }
        catch (RegexMatchTimeoutException)
        {
            TextLog.MatchTookTooLong(logger, settings.Pattern, text.Length);
            return Step.Skip();
        }
    }
}

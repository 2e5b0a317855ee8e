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
        bool isMatch = false;
        try
        {
            isMatch = settings.Made.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            TextLog.MatchTookTooLong(logger, settings.Pattern, text.Length);
        }

        return isMatch != settings.Invert ? text : Step.Skip();
    }

    /// <summary>Takes texts apart at a separator, and gives the parts; without a separator at white space, which gives words. Empty parts are left out, unless they are kept.</summary>
    /// <param name="text">The texts.</param>
    /// <param name="settings">The separator.</param>
    [StreamTask(Name = "text.split")]
    [return: Outlet("text")]
    public static IEnumerable<string> SplitText(string text, SplitSettings settings)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(settings);
        StringSplitOptions options = settings.KeepEmpty ? StringSplitOptions.None : StringSplitOptions.RemoveEmptyEntries;
        return settings.Separator.Length == 0 ? text.Split((char[]?)null, options) : text.Split(settings.Separator, options);
    }

    /// <summary>Replaces what a regular expression matches: <c>$1</c> stands for its first group, <c>${name}</c> for one with a name. Where looking for it takes longer than a tenth of a second, the text stays as it is, and a warning is told.</summary>
    /// <param name="text">The texts.</param>
    /// <param name="settings">The pattern.</param>
    /// <param name="logger">Where a match that took too long is told.</param>
    [StreamTask(Name = "text.replace")]
    [return: Outlet("text")]
    public static string ReplaceText(string text, ReplaceSettings settings, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(settings);
        try
        {
            return settings.Made.Replace(text, settings.Replacement);
        }
        catch (RegexMatchTimeoutException)
        {
            TextLog.MatchTookTooLong(logger, settings.Pattern, text.Length);
            return text;
        }
    }

    /// <summary>
    /// Makes rows of texts: each named group of a regular expression is a column, as <c>(?&lt;host&gt;\S+) (?&lt;status&gt;\d+)</c> has two. A text in which it does not match is left out,
    /// or fails the task; so is one where looking takes longer than a tenth of a second, which is told as a warning. A group that took no part has no value.
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
        Row? row = null;
        try
        {
            row = settings.Extraction.Of(text);
        }
        catch (RegexMatchTimeoutException)
        {
            TextLog.MatchTookTooLong(logger, settings.Pattern, text.Length);
        }

        return row is not null ? row
            : !settings.MustMatch ? Step.Skip()
            : throw TaskInputException.Because($"'{(text.Length > 120 ? text[..120] + "…" : text)}' does not match '{settings.Pattern}'. Set 'mustMatch' to false to leave such texts out.");
    }
}

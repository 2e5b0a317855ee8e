using Millstream.Expressions;
using Millstream.Text;

namespace Millstream.Rows;

/// <summary>What is wrong with settings that are small texts of a language of their own.</summary>
internal static class SettingFaults
{
    // The system's timers end a little below 50 days.
    private static readonly TimeSpan LongestLimit = TimeSpan.FromDays(49);

    public static IEnumerable<string> OfExpression(string setting, string text, string example)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            yield return NotSet(setting, $"an expression: {example}");
        }
        else if (!Expression.TryParse(text, out _, out ExpressionException? fault))
        {
            yield return $"the setting '{setting}' has a fault: {fault.Message}";
        }
    }

    public static IEnumerable<string> OfColumns(string setting, string text, string example)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            yield return NotSet(setting, $"columns: {example}");
        }
        else if (FaultOf(() => Projection.Parse(text)) is { } fault)
        {
            yield return $"the setting '{setting}' has a fault: {fault}";
        }
    }

    public static IEnumerable<string> OfPattern(string setting, string text, string example)
    {
        if (text.Length == 0)
        {
            yield return NotSet(setting, $"a regular expression: {example}");
        }
        else if (Pattern.FaultOf(text) is { } fault)
        {
            yield return $"the setting '{setting}' has a fault: {fault}";
        }
    }

    public static string? FaultOf(Func<object> parse)
    {
        try
        {
            parse();
            return null;
        }
        catch (FormatException wrong)
        {
            return wrong.Message;
        }
    }

    /// <summary>Says what is wrong with how long something may take at most; null where nothing is.</summary>
    public static string? OfLimit(string setting, TimeSpan? limit, string example) =>
        limit <= TimeSpan.Zero ? $"the setting '{setting}' is {limit}. It is more than nothing: {example}."
        : limit > LongestLimit ? $"the setting '{setting}' is {limit}. It is {LongestLimit.Days} days at most: {example}."
        : null;

    public static string NotSet(string setting, string expected) => $"the setting '{setting}' is not set. It is {expected}.";
}

using Millstream.Rows;
using Quartz;

namespace Millstream.Timers;

/// <summary>When a timer ticks.</summary>
public sealed class CronSettings : ICheckedSettings
{
    private const string Example = "a cron expression of six fields, seconds first: 0 */5 * * * ? for every five minutes";

    /// <summary>
    /// Gets or sets the cron expression, in the syntax of Quartz: seconds, minutes, hours, day of the month, month, day of the week, and perhaps a year. One of the two days is a question
    /// mark. <c>0 30 8 ? * MON-FRI</c> is half past eight on working days.
    /// </summary>
    public string Expression { get; set; } = "";

    /// <summary>Gets or sets the time zone that the expression is meant in, by its name in the IANA database: <c>Europe/Vienna</c>; <c>local</c> for that of the machine.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>Gets or sets what becomes of ticks that were due while what is behind was busy: all but the newest are left out, or all are given, one behind the other.</summary>
    public MissedTicks Missed { get; set; }

    internal CronExpression Cron => new(Expression) { TimeZone = Zone() };

    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        if (string.IsNullOrWhiteSpace(Expression))
        {
            yield return SettingFaults.NotSet(nameof(Expression), Example);
        }
        else if (Wrong() is { } fault)
        {
            int fields = Expression.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
            yield return $"the setting 'Expression' is '{Expression}', which is no cron expression: {(fields < 6 ? $"it has {fields} fields" : fault.TrimEnd('.'))}. It is {Example}.";
        }

        if (!IsKnown())
        {
            yield return $"the setting 'TimeZone' is '{TimeZone}', which is no time zone that this machine knows. Examples: UTC, local, Europe/Vienna.";
        }
    }

    private TimeZoneInfo Zone() => TimeZone.Equals("local", StringComparison.OrdinalIgnoreCase) ? TimeZoneInfo.Local : TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    private bool IsKnown()
    {
        try
        {
            return Zone() is not null;
        }
        catch (Exception cause) when (cause is TimeZoneNotFoundException or InvalidTimeZoneException or ArgumentException or System.Security.SecurityException)
        {
            return false;
        }
    }

    /// <summary>Names a number that no time of a day has: Quartz takes some of them.</summary>
    private string? TooLarge()
    {
        foreach ((string field, (string what, int most)) in Expression.Split(' ', StringSplitOptions.RemoveEmptyEntries).Zip([("seconds", 59), ("minutes", 59), ("hours", 23)]))
        {
            // What stands behind a slash is a step.
            string? number = field.Split(',', '-').Select(part => part.Split('/')[0]).FirstOrDefault(part => int.TryParse(part, out int value) && value > most);
            if (number is not null)
            {
                return $"'{number}' is none of the {what}, 0 to {most}";
            }
        }

        return null;
    }

    private string? Wrong()
    {
        try
        {
            return TooLarge() ?? (CronExpression.IsValidExpression(Expression) ? null : Told());
        }
        catch (Exception cause) when (cause is FormatException or ArgumentException)
        {
            return cause.Message;
        }

        string Told()
        {
            CronExpression.ValidateExpression(Expression);
            return "it cannot be read";
        }
    }
}

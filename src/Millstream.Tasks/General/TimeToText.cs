using System.Globalization;

namespace Millstream.General;

public static partial class GeneralTasks
{
    /// <summary>Writes the time of each item as text; of one without a time the clock's.</summary>
    /// <param name="item">The items, of any kind.</param>
    /// <param name="timestamp">The time of the item.</param>
    /// <param name="settings">How it is written.</param>
    /// <param name="time">Knows which zone is the local one.</param>
    [StreamTask(Name = "time.to-text", Label = "Time To Text")]
    [return: Outlet("text")]
    public static string TimeToText<T>([Port(IsFree = true)] T item, DateTimeOffset timestamp, TimeToTextSettings settings, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(time);
        TimeZoneInfo zone = settings.Zone == "local" ? time.LocalTimeZone : TimeZoneInfo.FindSystemTimeZoneById(settings.Zone);
        return TimeZoneInfo.ConvertTime(timestamp, zone).ToString(settings.Format, CultureInfo.InvariantCulture);
    }
}

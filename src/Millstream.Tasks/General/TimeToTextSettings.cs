using System.Globalization;
using Millstream.Rows;

namespace Millstream.General;

/// <summary>How a time is written.</summary>
public sealed class TimeToTextSettings : ICheckedSettings
{
    /// <summary>Gets or sets the format, as .NET has them; always in the invariant culture.</summary>
    public string Format { get; set; } = "dd/MM/yyyy, HH:mm:ss";

    /// <summary>Gets or sets the time zone: <c>local</c>, <c>UTC</c>, or a name as <c>Europe/Berlin</c>.</summary>
    public string Zone { get; set; } = "local";

    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        if (SettingFaults.FaultOf(() => DateTimeOffset.UnixEpoch.ToString(Format, CultureInfo.InvariantCulture)) is not null)
        {
            yield return $"the setting 'Format' is '{Format}', which is no format of times. Write it as dd/MM/yyyy, HH:mm:ss.";
        }

        if (Zone != "local" && !TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out _))
        {
            yield return $"the setting 'Zone' is '{Zone}', which is no time zone. It is local, UTC, or a name as Europe/Berlin.";
        }
    }
}

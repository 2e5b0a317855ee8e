using System.Globalization;
using System.Text;

namespace Millstream.Declarations;

/// <summary>Times as people write them: <c>500ms</c>, <c>1.5s</c>, <c>1h30m</c>, <c>00:01:00</c>.</summary>
internal static class Durations
{
    private static readonly (string Unit, decimal Ticks)[] Units =
    [
        ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute), ("s", TimeSpan.TicksPerSecond), ("ms", TimeSpan.TicksPerMillisecond),
    ];

    /// <summary>Reads a time. A number alone is none: nobody knows of what.</summary>
    public static bool TryParse(string text, out TimeSpan time)
    {
        string rest = text.Trim();
        if (rest.Contains(':', StringComparison.Ordinal))
        {
            return TimeSpan.TryParse(rest, CultureInfo.InvariantCulture, out time);
        }

        time = default;
        decimal ticks = 0;
        bool isNegative = rest.StartsWith('-');
        rest = rest.TrimStart('-');
        if (rest is "0")
        {
            return true;
        }

        if (rest.Length is 0 or > 64)
        {
            return false;
        }

        while (rest.Length > 0)
        {
            int digits = rest.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count();
            int letters = rest.Skip(digits).TakeWhile(char.IsAsciiLetter).Count();
            string unit = rest.Substring(digits, letters);
            int known = Array.FindIndex(Units, u => u.Unit == unit);
            if (known < 0 || digits > 20 || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number))
            {
                return false;
            }

            ticks += number > long.MaxValue / Units[known].Ticks ? decimal.MaxValue / 100 : number * Units[known].Ticks;
            rest = rest[(digits + letters)..].TrimStart();
        }

        if (ticks > long.MaxValue)
        {
            return false;
        }

        time = TimeSpan.FromTicks((long)(isNegative ? -ticks : ticks));
        return true;
    }

    /// <summary>Writes a time so that it can be read.</summary>
    public static string Text(TimeSpan time)
    {
        if (time <= TimeSpan.Zero || time.Ticks % TimeSpan.TicksPerMillisecond != 0)
        {
            return time == TimeSpan.Zero ? "0s" : time.ToString("c", CultureInfo.InvariantCulture);
        }

        var text = new StringBuilder();
        decimal left = time.Ticks;
        foreach ((string unit, decimal ticks) in Units)
        {
            decimal count = Math.Floor(left / ticks);
            left -= count * ticks;
            if (count > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"{count}{unit}");
            }
        }

        return text.ToString();
    }
}

using System.Globalization;

namespace GitPulse.Views;

/// <summary>Where there is no terminal: now and then a line that says how far the run is.</summary>
internal static class PlainProgress
{
    /// <summary>How often; so a short run prints nothing.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    public static Task ShowAsync(TextWriter output, Func<PulseSnapshot> snapshot, Task run, TimeProvider time) =>
        Ticks.UntilEndAsync(run, Period, time, () => output.WriteLine(Describe(snapshot())));

    public static string Describe(PulseSnapshot snapshot)
    {
        var expected = snapshot.Expected is { } count
            ? string.Create(CultureInfo.InvariantCulture, $" of {count:N0}")
            : "";
        var elapsed = snapshot.Elapsed.ToString("h\\:mm\\:ss", CultureInfo.InvariantCulture);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{snapshot.Commits:N0}{expected} commits, {snapshot.CommitsPerSecond:N0}/s, {elapsed}");
    }
}

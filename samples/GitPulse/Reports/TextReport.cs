using System.Globalization;
using GitPulse.Git;
using GitPulse.Tallies;

namespace GitPulse.Reports;

/// <summary>Writes a report as plain lines for people.</summary>
internal static class TextReport
{
    private const int BarWidth = 40;

    private static readonly string[] Days =
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    public static void Write(TextWriter output, PulseReport report)
    {
        if (report.Interrupted)
        {
            Line(output, $"Interrupted: these are the newest {report.Commits:N0} commits only.");
        }

        Line(
            output,
            $"{report.Commits:N0} commits, {report.Insertions:N0} insertions, {report.Deletions:N0} deletions");
        Names(output, "Most changed files", report.Files);
        Names(output, "Most changed directories", report.Directories);
        Names(output, "Authors", report.Authors);

        Heading(output, "Largest commits");
        Line(output, $"{"lines",12}{"insertions",14}{"deletions",14}  hash");
        foreach (var commit in report.Largest)
        {
            Line(output, $"{commit.Lines,12:N0}{commit.Insertions,14:N0}{commit.Deletions,14:N0}  {commit.Hash}");
        }

        Heading(output, "Commits by hour");
        Bars(output, report.Hours, hour => hour.ToString("00", CultureInfo.InvariantCulture));
        Heading(output, "Commits by weekday");
        Bars(output, report.Weekdays, day => Days[day]);

        Heading(output, "Busiest week");
        Line(output, report.BusiestWeek is { } week
            ? $"{week.Commits,12:N0} commits  {week.Week}, from Monday {week.Monday:yyyy-MM-dd}"
            : (FormattableString)$"{0,12} commits");
    }

    private static void Names(TextWriter output, string title, IReadOnlyList<NameCount> names)
    {
        Heading(output, title);
        Line(output, $"{"commits",12}{"insertions",14}{"deletions",14}  name");
        foreach (var entry in names)
        {
            var name = entry.Name.Length == 0 ? "(no name)" : GitText.Printable(entry.Name);
            Line(output, $"{entry.Commits,12:N0}{entry.Insertions,14:N0}{entry.Deletions,14:N0}  {name}");
        }
    }

    private static void Bars(TextWriter output, IReadOnlyList<long> counts, Func<int, string> label)
    {
        var most = Math.Max(1, counts.Max());
        for (var i = 0; i < counts.Count; i++)
        {
            var bar = new string('#', (int)((counts[i] * BarWidth + most - 1) / most));
            Line(output, $"{counts[i],12:N0}  {label(i),-9}  {bar}");
        }
    }

    private static void Heading(TextWriter output, string title)
    {
        output.WriteLine();
        output.WriteLine(title);
    }

    private static void Line(TextWriter output, FormattableString line) =>
        output.WriteLine(line.ToString(CultureInfo.InvariantCulture).TrimEnd());
}

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using GitPulse.Reports;
using GitPulse.Tallies;

namespace GitPulse.Tests;

/// <summary>
/// What plain git and awk count, with nothing of GitPulse: names are bytes, one character for each (Latin-1).
/// </summary>
internal sealed partial class Expected
{
    /// <summary>
    /// Git prints with NULs, which change place with the line ends, so that awk has a line for each field; a line end in
    /// a name is byte 1 then. A file without a path is a rename: the old path's line and the new one's follow.
    /// </summary>
    private const string Count =
        """
        git -C "$1" log -z --numstat $2 --format='@%H %an' | tr '\n\000' '\001\n' | LC_ALL=C awk -F'\t' '
        function count(path,   dir) {
          if (seen["f" path] != commits) { seen["f" path] = commits; files[path]++ }
          fi[path] += added; fd[path] += removed
          dir = path
          if (!sub(/\/[^\/]*$/, "", dir)) dir = "."
          if (seen["d" dir] != commits) { seen["d" dir] = commits; dirs[dir]++ }
          di[dir] += added; dd[dir] += removed
          ai[author] += added; ad[author] += removed
          lines[hash] += added + removed
          insertions += added; deletions += removed
        }
        rename == 1 { rename = 2; next }
        rename == 2 { rename = 0; count($0); next }
        /^@/ {
          commits++; hash = substr($0, 2); sub(/ .*/, "", hash); lines[hash] += 0
          author = $0; sub(/^@[0-9a-f]* /, "", author); authors[author]++
          next
        }
        {
          sub(/^\001/, ""); added = $1; removed = $2; path = $0; sub(/^[^\t]*\t[^\t]*\t/, "", path)
          if (path == "") rename = 1; else count(path)
        }
        END {
          printf "total\t%d\t%d\t%d\t\n", commits, insertions, deletions
          for (n in files) printf "file\t%d\t%d\t%d\t%s\n", files[n], fi[n], fd[n], n
          for (n in dirs) printf "directory\t%d\t%d\t%d\t%s\n", dirs[n], di[n], dd[n], n
          for (n in authors) printf "author\t%d\t%d\t%d\t%s\n", authors[n], ai[n], ad[n], n
          for (n in lines) printf "largest\t%d\t0\t0\t%s\n", lines[n], n
        }'
        """;

    private readonly Dictionary<string, List<Row>> _rows;
    private readonly Dictionary<string, long> _hours;
    private readonly Dictionary<string, long> _weekdays;
    private readonly Dictionary<string, long> _weeks;

    private Expected(
        Dictionary<string, List<Row>> rows,
        Dictionary<string, long> hours,
        Dictionary<string, long> weekdays,
        Dictionary<string, long> weeks)
    {
        _rows = rows;
        _hours = hours;
        _weekdays = weekdays;
        _weeks = weeks;
    }

    /// <param name="repository">Its folder.</param>
    /// <param name="renames"><c>--find-renames</c>, which is what git does by itself, or <c>--no-renames</c>.</param>
    /// <param name="newest">How many commits are counted; all unless given.</param>
    public static async Task<Expected> FromAsync(
        string repository, string renames = "--find-renames", long newest = int.MaxValue)
    {
        var limit = string.Create(CultureInfo.InvariantCulture, $"--max-count={newest}");
        var output = (await Shell.ScriptAsync(Count, repository, $"{renames} {limit}")).Succeeded().Output;
        var rows = Encoding.Latin1.GetString(output)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('\t', 5))
            .GroupBy(cells => cells[0], cells => new Row(
                cells[4].Replace('\x01', '\n'), Number(cells[1]), Number(cells[2]), Number(cells[3])))
            .ToDictionary(group => group.Key, group => group.ToList());
        return new Expected(
            rows,
            await DatesAsync(repository, limit, "%H"),
            await DatesAsync(repository, limit, "%u"),
            await DatesAsync(repository, limit, "%G-W%V"));
    }

    /// <summary>Asserts that a report with all names (<c>--top 0</c>) says the same, in the order it promises.</summary>
    public void AssertEqualTo(PulseReport report)
    {
        var total = Assert.Single(Rows("total"));
        Assert.Equal((total.Commits, total.Insertions, total.Deletions), (report.Commits, report.Insertions, report.Deletions));
        AssertNames("file", report.Files);
        AssertNames("directory", report.Directories);
        AssertNames("author", report.Authors);
        Assert.Equal(
            Rows("largest").OrderByDescending(row => row.Commits).ThenBy(row => row.Name, StringComparer.Ordinal)
                .Select(row => (row.Name, row.Commits)),
            report.Largest.Select(commit => (commit.Hash, commit.Lines)));
        Assert.Equal(
            Enumerable.Range(0, 24).Select(hour => _hours.GetValueOrDefault(hour.ToString("00", null))), report.Hours);
        Assert.Equal(
            Enumerable.Range(1, 7).Select(day => _weekdays.GetValueOrDefault(day.ToString("0", null))), report.Weekdays);
        var busiest = _weeks.OrderByDescending(week => week.Value).ThenBy(week => week.Key, StringComparer.Ordinal).First();
        Assert.Equal((busiest.Key, busiest.Value), (report.BusiestWeek?.Week, report.BusiestWeek?.Commits));
        Assert.False(report.Interrupted);
    }

    private static async Task<Dictionary<string, long>> DatesAsync(string repository, string limit, string format)
    {
        const string Dates = """git -C "$1" log "$2" --format=%ad --date="format:$3" | sort | uniq -c""";
        return (await Shell.ScriptAsync(Dates, repository, limit, format)).Succeeded().Text
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Trim().Split(' '))
            .ToDictionary(cells => cells[1], cells => Number(cells[0]));
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static Row ToRow(NameCount count) =>
        new(BytesOf(count.Name), count.Commits, count.Insertions, count.Deletions);

    /// <summary>Undoes GitText, in another way: a report's name as the bytes that git has.</summary>
    private static string BytesOf(string name) => EscapedByte().Replace(
        Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(name)),
        escape => ((char)Convert.ToInt32(escape.Groups[1].Value, 16)).ToString());

    [GeneratedRegex(@"\\x([0-9a-f]{2})", RegexOptions.CultureInvariant)]
    private static partial Regex EscapedByte();

    private List<Row> Rows(string kind) => _rows.GetValueOrDefault(kind) ?? [];

    /// <summary>The same names with the same numbers; most commits first, then by the bytes of the name as printed.</summary>
    private void AssertNames(string kind, IReadOnlyList<NameCount> actual)
    {
        Assert.Equal(
            Rows(kind).OrderBy(row => row.Name, StringComparer.Ordinal),
            actual.Select(ToRow).OrderBy(row => row.Name, StringComparer.Ordinal));
        Assert.Equal(
            actual.OrderByDescending(count => count.Commits)
                .ThenBy(count => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(count.Name)), StringComparer.Ordinal),
            actual);
    }

    private sealed record Row(string Name, long Commits, long Insertions, long Deletions);
}

using System.Globalization;
using System.Runtime.InteropServices;
using Millstream.Aggregates;
using Millstream.Benchmarks.Harness;
using Millstream.Benchmarks.Peers;
using Millstream.Csv;
using Millstream.Data;
using Millstream.Files;
using Millstream.Items;
using Millstream.Rows;
using Millstream.Text;

namespace Millstream.Benchmarks;

/// <summary>P9: a CSV file of a gigabyte, made before: of the requests that failed, how many there were and how many bytes, for each host. The work of three tasks that need no code.</summary>
internal static class P9Table
{
    public static IReadOnlyList<BenchmarkCase> Cases =>
    [
        new ThroughputCase("P9-csv")
        {
            Items = 12_500_000,
            Expected = RequestFile.Checksum,
            Reference = "loop",
            Variants =
            [
                new("loop", Loop),
                new("Millstream", items => TasksAsync(items, fuse: true)),
                new("Millstream, each task a stage", items => TasksAsync(items, fuse: false)),
                new("Millstream, of lines and lambdas", LambdasAsync),
                .. Command("awk", items => ["-F,", "NR > 1 && $5 >= 400 { c[$2]++; s[$2] += $6 } END { for (h in c) printf \"%s %d %.0f\\n\", h, c[h], s[h] }", RequestFile.Of(items)]),
                .. Command("sqlite3", items => [":memory:", "-cmd", ".mode csv", "-cmd", $".import '{RequestFile.Of(items)}' r", ".separator ' '", "select host, count(*), sum(bytes) from r where cast(status as integer) >= 400 group by host"], 2_500_000),
                .. Command("duckdb", items => ["-csv", "-noheader", "-separator", " ", "-c", $"select host, count(*), sum(bytes) from '{RequestFile.Of(items)}' where status >= 400 group by host"]),
            ],
        },
        new ThroughputCase("P9-lines")
        {
            Items = 12_500_000,
            Expected = RequestFile.Failures,
            Reference = "loop",
            Variants =
            [
                new("loop", LoopOfLines),
                new("Millstream", async items =>
                {
                    IReadOnlyList<long> count = await FileTasksPlacing.ReadLines(new FileLinesSettings { Path = RequestFile.Of(items) })
                        .MatchText(new MatchSettings { Pattern = "view,[45]0[0-9]," }).CountItems().RunAsync();
                    return count[0];
                }),
            ],
        },
    ];

    private static long Loop(long items)
    {
        using var file = new StreamReader(RequestFile.Of(items));
        file.ReadLine();
        var hosts = new Dictionary<string, (long Count, long Bytes)>();
        var byName = hosts.GetAlternateLookup<ReadOnlySpan<char>>();
        while (file.ReadLine() is { } line)
        {
            ReadOnlySpan<char> rest = line, host = default, status = default, bytes = default;
            for (int column = 0; column < 6; column++)
            {
                int end = rest.IndexOf(',');
                ReadOnlySpan<char> cell = end < 0 ? rest : rest[..end];
                switch (column)
                {
                    case 1:
                        host = cell;
                        break;
                    case 4:
                        status = cell;
                        break;
                    case 5:
                        bytes = cell;
                        break;
                }

                rest = rest[(end + 1)..];
            }

            if (int.Parse(status, CultureInfo.InvariantCulture) >= 400)
            {
                ref (long Count, long Bytes) sum = ref CollectionsMarshal.GetValueRefOrAddDefault(byName, host, out _);
                sum.Count++;
                sum.Bytes += long.Parse(bytes, CultureInfo.InvariantCulture);
            }
        }

        return hosts.Sum(h => RequestFile.Weigh(h.Key, h.Value.Count, h.Value.Bytes));
    }

    private static async Task<long> TasksAsync(long items, bool fuse)
    {
        Flow<Row> groups = CsvTasksPlacing.ReadCsv(new CsvReadSettings { Path = RequestFile.Of(items) })
            .FilterRows(new FilterSettings { Condition = "status >= 400" })
            .GroupRows(new GroupRowsSettings { By = "host", Compute = "count, sum(bytes)" });
        long checksum = 0;
        await foreach (Row row in groups.With(new RunOptions { Fuse = fuse }))
        {
            checksum += RequestFile.Weigh(row["host"].ToString(), Whole(row["count"]), Whole(row["sum_bytes"]));
        }

        return checksum;
    }

    private static long Whole(Cell cell) => cell.TryInteger(out long whole) ? whole : 0;

    private static async Task<long> LambdasAsync(long items)
    {
        long checksum = 0;
        Flow<KeyValuePair<string, (long Count, long Bytes)>> hosts = Flow.Lines(RequestFile.Of(items)).Skip(1)
            .Then(line => line.Split(','))
            .Where(cells => int.Parse(cells[4], CultureInfo.InvariantCulture) >= 400)
            .AggregateBy(cells => cells[1], (Count: 0L, Bytes: 0L), (sum, cells) => (sum.Count + 1, sum.Bytes + long.Parse(cells[5], CultureInfo.InvariantCulture)));
        await foreach ((string host, (long count, long bytes)) in hosts)
        {
            checksum += RequestFile.Weigh(host, count, bytes);
        }

        return checksum;
    }

    private static long LoopOfLines(long items)
    {
        using var file = new StreamReader(RequestFile.Of(items));
        var pattern = new System.Text.RegularExpressions.Regex("view,[45]0[0-9],", System.Text.RegularExpressions.RegexOptions.NonBacktracking);
        long count = 0;
        while (file.ReadLine() is { } line)
        {
            count += pattern.IsMatch(line) ? 1 : 0;
        }

        return count;
    }

    /// <summary>A program that prints the host, the number and the bytes of each group; no variant where the machine does not have it.</summary>
    private static IEnumerable<Variant> Command(string program, Func<long, string[]> arguments, long? items = null) =>
        Program(program) is { } path ? [new Variant(program, count => CommandAsync(path, arguments(count))) { Items = items }] : [];

    private static string? Program(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static async Task<long> CommandAsync(string path, string[] arguments)
    {
        using var program = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(path, arguments) { RedirectStandardOutput = true })!;
        long checksum = 0;
        while (await program.StandardOutput.ReadLineAsync() is { } line)
        {
            string[] words = line.Replace("\"", "", StringComparison.Ordinal).Split(' ');
            checksum += RequestFile.Weigh(words[0], long.Parse(words[1], CultureInfo.InvariantCulture), long.Parse(words[2], CultureInfo.InvariantCulture));
        }

        await program.WaitForExitAsync();
        return checksum;
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Millstream.Benchmarks.Harness;

/// <summary>Writes results for people and for programs.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    };

    public static string ToJson(IReadOnlyList<Result> results) => JsonSerializer.Serialize(results, Json);

    /// <summary>Gives one table for each kind of case that was measured: throughput, latency, memory.</summary>
    public static string ToMarkdown(IReadOnlyList<Result> results) => string.Join(
        Environment.NewLine,
        new[]
        {
            Table(
                "| case | variant | M items/s | bytes/item | ratio |\n| --- | --- | ---: | ---: | --- |",
                results.Where(row => row.ItemsPerSecond is not null),
                row => $"{Millions(row.ItemsPerSecond!.Value)} | {Bytes(row.BytesPerItem!.Value)} | {Ratio(row)}"),
            Table(
                "| case | variant | p50 µs | p99 µs | ratio |\n| --- | --- | ---: | ---: | --- |",
                results.Where(row => row.P50Microseconds is not null),
                row => $"{Fixed(row.P50Microseconds!.Value)} | {Fixed(row.P99Microseconds!.Value)} | {Ratio(row)}"),
            Table(
                "| case | variant | live heap growth MB |\n| --- | --- | ---: |",
                results.Where(row => row.HeapGrowthBytes is not null),
                row => Fixed(row.HeapGrowthBytes!.Value / 1e6)),
        }.Where(table => table.Length > 0));

    private static string Table(string head, IEnumerable<Result> rows, Func<Result, string> cells)
    {
        StringBuilder table = new();
        foreach (Result row in rows)
        {
            table.AppendLine(CultureInfo.InvariantCulture, $"| {row.Case} | {row.Variant} | {cells(row)} |");
        }

        return table.Length == 0 ? "" : head.ReplaceLineEndings() + Environment.NewLine + table;
    }

    private static string Ratio(Result row) =>
        row.Variant == row.Reference ? "1.00x" : $"{Significant(row.Ratio!.Value)}x {row.Reference}";

    private static string Millions(double value) => Significant(value / 1e6);

    private static string Bytes(double value) => value < 0.05 ? "0" : Significant(value);

    private static string Fixed(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>Three digits that mean something: 0.0102, 1.35, 109, 2800.</summary>
    private static string Significant(double value)
    {
        int decimals = Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Max(value, 1e-6))), 0, 6);
        return value.ToString("F" + decimals, CultureInfo.InvariantCulture);
    }
}

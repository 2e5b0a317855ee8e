using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Millstream.Csv;
using Millstream.Data;
using Millstream.Files;
using Millstream.Json;

namespace Millstream;

/// <summary>Whatever is in a file, a task reads it or fails with the error that tells which file it is.</summary>
public sealed class MalformedTests : IDisposable
{
    private static readonly string[] Pieces = ["a", ",", "\"", "\n", "\r", "{", "}", "[", "]", ":", "1", "-", "e", "\\", "\\u12", "null", "true", "\"\"", " ", "\t", "ü", "\0", "\uFEFF", "#"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Random_files_are_read_or_told_by_their_path()
    {
        var random = new Random(11);
        int failed = 0, read = 0;
        for (int i = 0; i < 400; i++)
        {
            string path = _folder.Write($"{i % 8}{(i % 10 == 9 ? ".gz" : i % 10 == 8 ? ".br" : "")}", Any(random));
            Flow<object?> rows = (i % 4) switch
            {
                0 => CsvTasksPlacing.ReadCsv(new CsvReadSettings { Path = path, BadRows = (BadRows)random.Next(4), Header = random.Next(2) == 0, Trim = random.Next(2) == 0 }).Then(r => (object?)r.ToJson()),
                1 => JsonTasksPlacing.ReadJson(new JsonReadSettings { Path = path, Form = (JsonForm)random.Next(2) }).Then(r => (object?)r.ToJson()),
                2 => FileTasksPlacing.ReadLines(new FileLinesSettings { Path = path, Encoding = random.Next(2) == 0 ? "utf-16" : "utf-8" }).Then(l => (object?)l),
                _ => CsvTasksPlacing.ReadCsv(new CsvReadSettings { Path = path, Delimiter = "auto", Comment = "#", Encoding = random.Next(2) == 0 ? "utf-16" : "utf-8" }).Then(r => (object?)r.ToJson()),
            };
            try
            {
                await rows.ResultAsync();
                read++;
            }
            catch (TaskFailedException failure)
            {
                failed++;
                Assert.IsType<IOException>(failure.InnerException);
                Assert.StartsWith($"The file '{path}' cannot be read: ", failure.InnerException.Message, StringComparison.Ordinal);
            }
        }

        Assert.InRange(failed, 20, 380);
        Assert.InRange(read, 20, 380);
    }

    [Fact]
    public void Ten_thousand_random_texts_are_JSON_or_a_format_fault()
    {
        var random = new Random(12);
        var cells = new JsonCells();
        int read = 0;
        for (int i = 0; i < 10_000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => Pieces[random.Next(Pieces.Length)]));
            try
            {
                Cell cell = cells.Parse(text);
                Assert.Equal(cell.ToJson(), Cell.ParseJson(cell.ToJson()).ToJson());
                read++;
            }
            catch (FormatException)
            {
                // Told as what it is.
            }
        }

        Assert.InRange(read, 50, 9_000);
    }

    [Fact]
    public void Ten_thousand_random_lines_are_records_or_a_fault_of_the_input()
    {
        var random = new Random(13);
        for (int i = 0; i < 500; i++)
        {
            string[] lines = [.. Enumerable.Range(0, 20).Select(_ => string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => Pieces[random.Next(Pieces.Length)])).Replace("\n", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal))];
            var records = new CsvLines(new CsvParseSettings { BadRows = (BadRows)random.Next(4), Header = random.Next(2) == 0, Comment = random.Next(2) == 0 ? "#" : "", Delimiter = random.Next(3) == 0 ? "auto" : "," }, NullLogger.Instance);
            try
            {
                foreach (string line in lines)
                {
                    Assert.All(records.Take(line), row => row.ToJson());
                }

                Assert.All(records.End(), row => row.ToJson());
            }
            catch (TaskInputException fault)
            {
                Assert.Contains("line ", fault.Message, StringComparison.Ordinal);
            }
        }
    }

    private static byte[] Any(Random random)
    {
        if (random.Next(4) == 0)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            return bytes;
        }

        return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => Pieces[random.Next(Pieces.Length)])));
    }
}

using System.Buffers;
using System.Text;
using Millstream.Csv;
using Millstream.Json;
using Millstream.Testing;

namespace Millstream.Files;

/// <summary>Bytes that are no UTF-8 are told of, whoever reads them.</summary>
public sealed class Utf8CheckTests : IDisposable
{
    private static readonly byte[][] Pieces =
        [[0x41], [0xC3, 0xBC], [0xE2, 0x82, 0xAC], [0xF0, 0x9F, 0x8E, 0x88], [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x8E], [0x80], [0xFF], [0xED, 0xA0, 0x80], [0xC0, 0x80], [.. "plain text that is long enough for whole vectors of it"u8]];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_first_byte_that_is_none_is_told_however_the_bytes_come()
    {
        for (int seed = 0; seed < 5_000; seed++)
        {
            var random = new Random(seed);

            // Mostly good ones, so that what is wrong stands anywhere.
            byte[] bytes = [.. Enumerable.Range(0, random.Next(12)).SelectMany(_ => Pieces[random.Next(8) == 0 ? random.Next(Pieces.Length) : random.Next(4)])];
            var told = new List<long>();
            var check = new Utf8Check(told.Add);
            for (int next = 0, length; next < bytes.Length; next += length)
            {
                length = random.Next(1, Math.Min(bytes.Length - next, 7) + 1);
                check.Take(bytes.AsSpan(next, length));
            }

            check.End();
            Assert.True(told.SequenceEqual(FirstWrong(bytes)), $"Seed {seed}: {Convert.ToHexString(bytes)} gives {string.Join(", ", told)}.");
            Assert.Equal(told.Count > 0, Encoding.UTF8.GetString(bytes).Contains('\uFFFD', StringComparison.Ordinal));
        }
    }

    [Fact]
    public void What_begins_within_a_character_is_looked_at_behind_it()
    {
        var told = new List<long>();
        var check = new Utf8Check(told.Add);
        check.GoTo(100);
        check.Take([0x82]);
        check.Take([0xAC, 0x41]);
        Assert.Empty(told);

        check.Take([0xAC]);
        Assert.Equal([103], told);
    }

    [Theory]
    [InlineData("file.lines")]
    [InlineData("file.lines, followed")]
    [InlineData("csv.read")]
    [InlineData("csv.files")]
    [InlineData("json.read")]
    [InlineData("json.read, an array")]
    public async Task Each_task_tells_it_once_and_goes_on(string task)
    {
        string good = task.StartsWith("json", StringComparison.Ordinal) ? "[{\"a\":\"gr\u00fcn\"}]" : "a,b\ngr\u00fcn,1\n";
        string path = _folder.Write("good", good);
        Assert.Empty(await WarningsAsync(task, path));
        Assert.Empty(await WarningsAsync(task, _folder.Write("marked", good, Encoding.UTF8)));

        path = _folder.Write("latin", [.. Encoding.Latin1.GetBytes(good.Replace("1", "\u00e4", StringComparison.Ordinal))]);
        Assert.Equal(
            [$"The file '{path}' has bytes that are no UTF-8, the first is byte {good.IndexOf('\u00fc', StringComparison.Ordinal)}: such are read as U+FFFD. Set 'encoding' to how it is encoded, such as windows-1252."],
            await WarningsAsync(task, path));
    }

    [Fact]
    public async Task A_mark_of_another_encoding_is_none_of_them()
    {
        string path = _folder.Write("u16", "gr\u00fcn\n", Encoding.Unicode);

        Assert.Empty(await WarningsAsync("file.lines", path));
        Assert.Empty(await WarningsAsync("file.lines, followed", path));

        var told = new List<long>();
        using var text = new GrowingText(path, Encoding.UTF8, isFromEnd: true, new Utf8Check(told.Add));
        File.AppendAllText(path, "\u00fc\n", new UnicodeEncoding(bigEndian: false, byteOrderMark: false));
        var buffer = new char[16];
        Assert.EndsWith("\u00fc\n", new string(buffer, 0, text.Read(buffer.AsSpan())), StringComparison.Ordinal);
        Assert.Empty(told);
    }

    private static IEnumerable<long> FirstWrong(byte[] bytes)
    {
        for (int at = 0, length; at < bytes.Length; at += length)
        {
            if (Rune.DecodeFromUtf8(bytes.AsSpan(at), out _, out length) != OperationStatus.Done)
            {
                return [at];
            }
        }

        return [];
    }

    private static async Task<IReadOnlyList<string>> WarningsAsync(string task, string path)
    {
        var log = new TestLog();
        var options = new RunOptions { Logger = log };
        switch (task)
        {
            case "file.lines":
                await FileTasksPlacing.ReadLines(new FileLinesSettings { Path = path }).ResultAsync(options);
                break;
            case "file.lines, followed":
                int lines = (await FileTasksPlacing.ReadLines(new FileLinesSettings { Path = path }).ResultAsync()).Count;
                await FileTasksPlacing.ReadLines(new FileLinesSettings { Path = path, Follow = true }).Take(lines).ResultAsync(options);
                break;
            case "csv.read":
                await CsvTasksPlacing.ReadCsv(new CsvReadSettings { Path = path }).ResultAsync(options);
                break;
            case "csv.files":
                await CsvTasksPlacing.ReadCsvFiles(Flow.From<object?>(path), new CsvFilesSettings()).rows.ResultAsync(options);
                break;
            case "json.read":
                await JsonTasksPlacing.ReadJson(new JsonReadSettings { Path = path }).ResultAsync(options);
                break;
            default:
                await JsonTasksPlacing.ReadJson(new JsonReadSettings { Path = path, Form = JsonForm.Array }).ResultAsync(options);
                break;
        }

        return log.Lines;
    }
}

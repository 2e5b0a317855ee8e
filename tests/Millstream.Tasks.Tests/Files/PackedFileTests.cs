using System.IO.Compression;
using System.Text;
using Millstream.Csv;
using Millstream.Data;
using Millstream.Graphs;
using Millstream.Json;

namespace Millstream.Files;

/// <summary>A packed file that breaks off is told; what was read of it before is what was packed.</summary>
public sealed class PackedFileTests : IDisposable
{
    private static readonly byte[] Noise = MakeNoise();

    private readonly TempFolder _folder = new();

    public static TheoryData<string, CompressionLevel, int> Ways
    {
        get
        {
            var ways = new TheoryData<string, CompressionLevel, int>();
            foreach (string name in (string[])["a.gz", "a.br"])
            {
                foreach (int buffer in (int[])[1, 7, 5_000])
                {
                    ways.Add(name, CompressionLevel.NoCompression, buffer);
                    ways.Add(name, CompressionLevel.SmallestSize, buffer);
                }
            }

            return ways;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Ways))]
    public void It_fails_wherever_it_breaks_off(string name, CompressionLevel level, int buffer)
    {
        byte[] text = [.. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 200).Select(i => $"line {i}\n"))), .. Noise];
        byte[] packed = Packed(name, level, text);

        Assert.Equal(text, Unpacked(name, packed, buffer));
        Assert.Equal([], Unpacked(name, [], buffer));
        for (int cut = 1; cut < packed.Length; cut += cut < 40 || cut > packed.Length - 40 ? 1 : 37)
        {
            var come = new MemoryStream();
            Assert.Throws<UnreadableException>(() => Unpacked(name, packed[..cut], buffer, come));
            Assert.True(text.AsSpan().StartsWith(come.ToArray()), $"Cut at {cut}: what came is not what was packed.");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5_000)]
    public void Gzip_in_several_parts_is_read_to_the_last(int buffer)
    {
        byte[] one = Packed("a.gz", CompressionLevel.Optimal, Noise), two = Packed("a.gz", CompressionLevel.Optimal, [.. "two"u8]), none = Packed("a.gz", CompressionLevel.Optimal, []);
        byte[] all = [.. one, .. none, .. two, .. two];

        Assert.Equal([.. Noise, .. "twotwo"u8], Unpacked("a.gz", all, buffer));

        // What some programs fill up blocks with.
        Assert.Equal([.. Noise, .. "twotwo"u8], Unpacked("a.gz", [.. all, .. new byte[100]], buffer));
        Assert.Equal([.. Noise, .. "two"u8], Unpacked("a.gz", all[..^two.Length], buffer));
        for (int cut = 1; cut < two.Length; cut++)
        {
            Assert.Throws<UnreadableException>(() => Unpacked("a.gz", all[..^cut], buffer));
        }
    }

    [Theory]
    [InlineData("a.gz")]
    [InlineData("a.br")]
    public async Task Every_task_that_reads_files_fails(string name)
    {
        byte[] packed = Packed(name, CompressionLevel.Optimal, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i}\n"))));
        string path = _folder.Write(name, packed[..(packed.Length / 2)]);
        string message = $"The file '{path}' cannot be read: it is packed, and its end is missing. It was cut off, or is still being written.";

        Assert.Equal(message, (await FileTasksPlacing.ReadLines(new FileLinesSettings { Path = path }).CauseAsync()).Message);
        Assert.Equal(message, (await Flow.From<object?>(path).ReadFileLines().CauseAsync()).Message);
        Assert.Equal(message, (await CsvTasksPlacing.ReadCsv(new CsvReadSettings { Path = path }).CauseAsync()).Message);
        Assert.Equal(message, (await JsonTasksPlacing.ReadJson(new JsonReadSettings { Path = path }).CauseAsync()).Message);
        (Flow<Row> rows, Flow<Row> bad) = CsvTasksPlacing.ReadCsvFiles(Flow.From<object?>(path));
        var g = new GraphBuilder("read");
        g.Output("rows", rows.Count());
        g.Output("bad", bad);
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), cancellationToken: TestContext.Current.CancellationToken);
        await run.Completion.WaitAsync(Runs.Deadline, TestContext.Current.CancellationToken);
        Assert.Equal("it is packed, and its end is missing. It was cut off, or is still being written", Assert.Single(await run.ResultAsync<IReadOnlyList<Row>>("bad"))["reason"].ToString());
    }

    private static byte[] MakeNoise()
    {
        byte[] noise = new byte[3_000];
        new Random(7).NextBytes(noise);
        return noise;
    }

    private static byte[] Packed(string name, CompressionLevel level, byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (Stream to = name == "a.gz" ? new GZipStream(packed, level, leaveOpen: true) : new BrotliStream(packed, level, leaveOpen: true))
        {
            to.Write(bytes);
        }

        return packed.ToArray();
    }

    private byte[] Unpacked(string name, byte[] packed, int buffer, MemoryStream? to = null)
    {
        to ??= new MemoryStream();
        using Stream bytes = TextFile.OpenRead(new FileLinesSettings { Path = _folder.Write(name, packed) });
        byte[] some = new byte[buffer];
        while (bytes.Read(some) is > 0 and int read)
        {
            to.Write(some, 0, read);
        }

        return to.ToArray();
    }
}

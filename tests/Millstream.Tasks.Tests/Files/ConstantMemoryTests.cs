using Millstream.Csv;
using Millstream.Data;

namespace Millstream.Files;

/// <summary>Large files do not fill the memory. It looks at the heap of the process, so no other test runs beside it.</summary>
[Collection(nameof(Alone))]
public sealed class ConstantMemoryTests
{
    [Fact]
    public async Task A_file_of_any_size_is_read_in_constant_memory()
    {
        using var folder = new TempFolder();
        string path = folder["big.csv"];
        await using (var file = new StreamWriter(path))
        {
            await file.WriteLineAsync("id,host,text");
            string text = new('x', 200);
            for (int i = 0; i < 200_000; i++)
            {
                await file.WriteLineAsync($"{i},h{i % 10},{text}");
            }
        }

        long most = 0, first = 0;
        int seen = 0;
        Flow<Row> rows = CsvTasksPlacing.ReadCsv(new CsvReadSettings { Path = path }).Then(row =>
        {
            if (++seen % 40_000 == 0)
            {
                long now = GC.GetTotalMemory(forceFullCollection: true);
                first = first == 0 ? now : first;
                most = Math.Max(most, now);
            }

            return row;
        });
        await Aggregates.GroupTasksPlacing.GroupRows(rows, new Aggregates.GroupRowsSettings { By = "host" }).ResultAsync();

        Assert.Equal(200_000, seen);
        // The file has 43 MB.
        Assert.InRange(most - first, long.MinValue, 12 << 20);
    }
}

using System.Runtime.Versioning;
using Millstream.Data;

namespace Millstream.Sorting;

public sealed class SortTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Rows_are_put_in_order_and_equal_ones_stay_as_they_came(bool fuse, int capacity)
    {
        Row[] rows = [.. new[] { ("b", "10"), ("a", "9"), ("c", "10"), ("a", "100"), ("d", "") }.Select(r => Row.Of(("name", r.Item1), ("n", r.Item2)))];

        Assert.Equal(["a9", "b10", "c10", "a100", "d"], await Sorted(rows, "n", fuse, capacity));
        Assert.Equal(["d", "a100", "b10", "c10", "a9"], await Sorted(rows, "n desc", fuse, capacity));
        Assert.Equal(["a100", "a9", "b10", "c10", "d"], await Sorted(rows, "name asc, n desc", fuse, capacity));
        Assert.Equal(["a100", "a9", "b10", "c10", "d"], await Sorted(rows, "name ASC, n Desc", fuse, capacity));
        Assert.Equal(["d", "a9", "b10", "c10", "a100"], await Sorted(rows, "length(n), name", fuse, capacity));

        static async Task<IEnumerable<string>> Sorted(Row[] rows, string by, bool fuse, int capacity) =>
            (await Flow.From(rows).SortRows(new SortSettings { By = by }).ResultAsync(Runs.Mode(fuse, capacity))).Select(r => $"{r["name"]}{r["n"]}");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(100_000)]
    public async Task A_sort_that_needs_files_gives_what_OrderBy_gives_and_leaves_none(int inMemory)
    {
        var random = new Random(inMemory);
        var cells = new JsonCells();
        Row[] rows = [.. Enumerable.Range(0, 2_000).Select(i => random.Next(3) switch
        {
            0 => cells.Parse($$"""{"k":{{random.Next(50)}},"i":{{i}},"t":"ü{{i}}"}""").Row!,
            1 => cells.Parse($$"""{"k":"{{random.Next(50)}}","i":{{i}},"l":[1,{"x":null}],"b":true}""").Row!,
            _ => Row.Of(("k", random.Next(2) == 0 ? Cell.Null : new Cell(random.NextDouble())), ("i", i)),
        })];
        string[] expected = [.. rows.OrderBy(r => r["k"]).ThenByDescending(r => r["i"].TryInteger(out long n) ? n % 5 : 0).Select(r => r.ToJson())];

        IReadOnlyList<Row> sorted = await Flow.From(rows).SortRows(new SortSettings { By = "k, i % 5 desc", MaxRowsInMemory = inMemory, TemporaryFolder = _folder.Path }).ResultAsync();

        Assert.Equal(expected, sorted.Select(r => r.ToJson()));
        Assert.Equal(rows.OrderBy(r => r["k"]).First()["i"].Kind, sorted[0]["i"].Kind);
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public async Task Numbers_keep_all_their_digits_in_files()
    {
        string[] numbers = ["99999999999999999999", "99999999999999999998", "0.12345678901234567891", "1e-400", "9007199254740992.5", "12345678901234567890123456789012345678901", "-0.5", "7"];
        Row[] rows = [.. numbers.Select(n => Row.Parse($$"""{"id":{{n}},"l":[{{n}}]}"""))];
        async Task<IEnumerable<string>> SortedAsync(int inMemory) =>
            (await Flow.From(rows).SortRows(new SortSettings { By = "id", MaxRowsInMemory = inMemory }).ResultAsync()).Select(r => r.ToJson());

        IEnumerable<string> sorted = await SortedAsync(100);

        Assert.Equal(sorted, await SortedAsync(1));
        Assert.Contains("""{"id":99999999999999999998,"l":[99999999999999999998]}""", sorted);
    }

    [Fact]
    public void Many_parts_are_made_few_files()
    {
        using var sort = new ExternalSort(RowOrder.Parse("i"), maxRows: 2, _folder.Path);
        foreach (int i in Enumerable.Range(0, 2 * 64 * 3 + 1).Reverse())
        {
            sort.Add(Row.Of(("i", i)));
        }

        Assert.InRange(sort.FileCount, 64 * 3, (64 * 3) + 3);
        Assert.InRange(_folder.Names.Length, 0, 64);
        Assert.Equal(Enumerable.Range(0, 2 * 64 * 3 + 1), sort.Rows().Select(r => r["i"].TryInteger(out long n) ? (int)n : -1));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Nobody_else_may_read_what_is_kept_in_a_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The rights of a file are Unix's here.");
        using var file = new RowFile(_folder.Path);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder[Assert.Single(_folder.Names)]));
    }

    [Fact]
    public async Task Files_are_gone_when_the_run_fails_too()
    {
        Flow<Row> rows = Flow.Range(0, 100).Then(i => i == 99 ? throw new InvalidOperationException("boom") : Row.Of(("i", i)));

        await Assert.ThrowsAsync<TaskFailedException>(() => rows.SortRows(new SortSettings { By = "i", MaxRowsInMemory = 10, TemporaryFolder = _folder.Path }).ResultAsync());

        Assert.Empty(_folder.Names);
    }

    [Theory]
    [InlineData("", "the setting 'By' is not set. It is columns: age desc, name.")]
    [InlineData("a down", "the setting 'By' has a fault: 'a down' is no expression: at 3, there is 'down', and 'desc', ',' or the end is expected.")]
    public void An_order_is_checked_before_anything_runs(string by, string fault) =>
        Assert.Equal([$"'sort': {fault}"], Runs.Refusals(() => Flow.From<Row>().SortRows(new SortSettings { By = by })));
}

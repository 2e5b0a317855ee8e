using Millstream.Aggregates;
using Millstream.Data;

namespace Millstream.Joins;

/// <summary>A task that waits for two inlets at the same time, where all wait for each other.</summary>
public sealed class SeveralWaitsTests
{
    private const int Count = 400;

    public static TheoryData<bool, int, int?> Modes => new()
    {
        { true, 4, null }, { false, 4, null }, { false, 64, null }, { true, 4, 1 }, { false, 1, 1 }, { false, 4, 1 }, { false, 4, 2 },
    };

    /// <summary>What is joined with itself is grouped, while the same rows wait for the groups: only more room lets that go on.</summary>
    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Edges_grow_where_it_and_others_wait_for_room(bool fuse, int capacity, int? parallelism)
    {
        for (int run = 0; run < 20; run++)
        {
            Flow<Row> rows = Flow.Iter(NumbersAsync()).Then(x => Row.Of(("x", x), ("m", x % 3)));
            Flow<Row> groups = rows.JoinWindow(rows, new JoinWindowSettings { On = "x", Time = "1767225600000 + x * 10", Within = TimeSpan.FromMilliseconds(100) })
                .GroupRows(new GroupRowsSettings { By = "m", Compute = "n: count" });

            IReadOnlyList<Row> joined = await rows.JoinRows(groups, new JoinSettings { On = "m" }).ResultAsync(Runs.Mode(fuse, capacity) with { MaxParallelism = parallelism });

            Assert.Equal(Count, joined.Count);
            Assert.Equal(["134", "133", "133"], joined.Take(3).Select(r => r["n"].ToString()));
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task It_lets_others_work_while_it_waits_for_room(bool fuse, int capacity, int? parallelism)
    {
        Flow<Row> left = Flow.Iter(RowsOf(2)), right = Flow.Iter(RowsOf(14));

        IReadOnlyList<Row> pairs = await left.JoinWindow(right, new JoinWindowSettings { On = "k", Time = "at", Within = TimeSpan.FromSeconds(10) }).Then(x => x)
            .ResultAsync(Runs.Mode(fuse, capacity) with { MaxParallelism = parallelism });

        Assert.Equal(23, pairs.Count);
    }

    private static Row[] RowsOf(int count) => [.. Enumerable.Range(0, count).Select(i => Row.Of(("k", "a"), ("at", 1767225600000L + (i * 1000))))];

    private static async IAsyncEnumerable<long> NumbersAsync()
    {
        for (long i = 0; i < Count; i++)
        {
            if (i % 5 == 0)
            {
                await Task.Yield();
            }

            yield return i;
        }
    }
}

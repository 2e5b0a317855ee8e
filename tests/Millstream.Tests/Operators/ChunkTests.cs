using System.Runtime.CompilerServices;

namespace Millstream;

public sealed class ChunkTests
{
    public static TheoryData<bool, int> Runs => OperatorModes.Runs;

    [Theory]
    [MemberData(nameof(Runs))]
    [Trait("Proves", "FLU-171")]
    public async Task The_part_begun_is_emitted_at_the_end(bool fuse, int capacity)
    {
        var got = await Flow.Iter(OperatorModes.Gen, 5).Chunk(3).RunAsync(new RunOptions { Fuse = fuse, Capacity = capacity })
            .WaitAsync(OperatorModes.Deadline);

        Assert.Equal([[0, 1, 2], [3, 4]], got);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    [Trait("Proves", "FLU-171")]
    public async Task The_part_begun_is_emitted_when_an_endless_source_is_drained(bool fuse, int capacity)
    {
        var waiting = new TaskCompletionSource();
        async IAsyncEnumerable<int> Endless([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            for (var i = 0; i < 5; i++)
            {
                yield return i;
            }

            waiting.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        await using var run = Flow.Iter(() => Endless()).Chunk(3).Start(new RunOptions { Fuse = fuse, Capacity = capacity });
        await waiting.Task.WaitAsync(OperatorModes.Deadline);
        await run.DrainAsync().WaitAsync(OperatorModes.Deadline);

        Assert.Equal([[0, 1, 2], [3, 4]], await run.ResultAsync<IReadOnlyList<int[]>>("result"));
        Assert.Equal(0, run.Snapshot().Task("chunk").Dropped);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    [Trait("Proves", "FLU-171")]
    public async Task The_part_begun_is_dropped_and_counted_when_the_source_fails(bool fuse, int capacity)
    {
        static IEnumerable<int> FailAtFive()
        {
            for (var i = 0; i < 5; i++)
            {
                yield return i;
            }

            throw new IOException("Broken.");
        }

        var chunks = Flow.Iter(FailAtFive).Chunk(3);
        var options = new RunOptions { Fuse = fuse, Capacity = capacity };
        var got = new List<int[]>();
        var error = await Assert.ThrowsAsync<TaskFailedException>(async () =>
        {
            await foreach (var chunk in chunks.With(options))
            {
                got.Add(chunk);
            }
        });
        await using var run = chunks.Start(options);
        await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.WaitAsync(OperatorModes.Deadline));

        Assert.Equal([[0, 1, 2]], got);
        Assert.Equal(("FailAtFive", 5L), (error.TaskName, error.ItemIndex));
        Assert.Equal(2, run.Snapshot().Task("chunk").Dropped);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task The_part_begun_is_dropped_and_counted_when_nobody_wants_it(bool fuse, int capacity)
    {
        var chunks = Flow.Range(0, 5).Chunk(3);

        await using var run = chunks.Take(1).Start(new RunOptions { Fuse = fuse, Capacity = capacity });
        await run.Completion.WaitAsync(OperatorModes.Deadline);

        Assert.Equal([[0, 1, 2]], await run.ResultAsync<IReadOnlyList<int[]>>("result"));
        Assert.InRange(run.Snapshot().Task("chunk").Dropped, 0, 2);
    }

    [Fact]
    public async Task A_count_far_above_the_number_of_items_costs_no_room_for_them() =>
        Assert.Equal(
            [Enumerable.Range(0, 1000)],
            await Flow.Range(0, 1000).Chunk(int.MaxValue).RunAsync().WaitAsync(OperatorModes.Deadline));

    [Fact]
    public void A_chunk_has_at_least_one_item() =>
        Assert.Equal("count", Assert.Throws<ArgumentOutOfRangeException>(() => Flow.Range(0, 3).Chunk(0)).ParamName);

    [Fact]
    public void What_is_made_of_several_items_counts_for_itself() =>
        Assert.Null(((Tasks.TaskBody)Flow.Range(0, 3).Chunk(2).Node.Task).Lift());
}

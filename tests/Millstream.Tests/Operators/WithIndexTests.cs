using Millstream.Durability;
using Millstream.Graphs;
using Millstream.Telemetry;
using static Millstream.Fixtures;

namespace Millstream;

public sealed class WithIndexTests
{
    public static TheoryData<bool, int> AllModes => Modes;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-38")]
    public async Task What_is_left_out_leaves_a_gap_in_the_index(bool fuse, int capacity)
    {
        var store = new MemoryStore();
        RunOptions mode = Mode(fuse, capacity);

        IReadOnlyList<int> stepped = await Flow.Iter(Gen, 6).Then(x => x % 2 == 0 ? Step.Emit(x) : Step.Skip()).Save("step_{index}", store)
            .RunAsync(mode, Token).WaitAsync(Deadline, Token);
        IReadOnlyList<int> filtered = await Flow.Iter(Gen, 6).Where(x => x % 2 == 0).Save("where_{index}", store)
            .RunAsync(mode, Token).WaitAsync(Deadline, Token);

        Assert.Equal([0, 2, 4], stepped);
        Assert.Equal([0, 2, 4], filtered);
        Assert.Equal(["step_0 = 0", "step_2 = 2", "step_4 = 4", "where_0 = 0", "where_2 = 2", "where_4 = 4"], await Stored(store));
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-42")]
    public async Task What_makes_new_items_of_several_counts_them_from_0(bool fuse, int capacity)
    {
        var store = new MemoryStore();
        RunOptions mode = Mode(fuse, capacity);
        Flow<int> even = Flow.Iter(Gen, 6).Where(x => x % 2 == 0);

        await even.Distinct().Take(3).Save("kept/{index}", store).RunAsync(mode, Token).WaitAsync(Deadline, Token);
        await Flow.Iter(Gen, 6).Chunk(2).Save("chunk/{index}", store).RunAsync(mode, Token).WaitAsync(Deadline, Token);
        await even.Zip(even).Then((a, b) => a + b).Save("zip/{index}", store).RunAsync(mode, Token).WaitAsync(Deadline, Token);
        await Flow.Merge(even, even).CountBy(x => x).Then(pair => pair.Key).Save("keyed/{index}", store).RunAsync(mode, Token).WaitAsync(Deadline, Token);
        await even.Merge(Flow.Iter(Gen, 0)).Save("merge/{index}", store).RunAsync(mode, Token).WaitAsync(Deadline, Token);
        IReadOnlyList<(int Item, ItemIndex Index)> read = await even.Distinct().Take(3).WithIndex().RunAsync(mode, Token).WaitAsync(Deadline, Token);

        Assert.Equal(["(0, 0)", "(2, 2)", "(4, 4)"], read.Select(p => p.ToString()));
        Assert.Equal(
            [
                "chunk/0 = [0,1]", "chunk/1 = [2,3]", "chunk/2 = [4,5]", "kept/0 = 0", "kept/2 = 2", "kept/4 = 4", "keyed/0 = 0", "keyed/1 = 2", "keyed/2 = 4",
                "merge/0 = 0", "merge/1 = 2", "merge/2 = 4", "zip/0 = 0", "zip/1 = 4", "zip/2 = 8",
            ],
            await Stored(store));
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-39")]
    public async Task Several_items_of_one_have_indices_of_their_own(bool fuse, int capacity)
    {
        var store = new MemoryStore();

        IReadOnlyList<int> list = await Flow.Iter(Gen, 3).Then(x => Enumerable.Repeat(x, 2)).Save("{index}", store)
            .RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token);

        Assert.Equal([0, 0, 1, 1, 2, 2], list);
        Assert.Equal(["0.0 = 0", "0.1 = 0", "1.0 = 1", "1.1 = 1", "2.0 = 2", "2.1 = 2"], await Stored(store));
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    public async Task Every_shape_of_task_carries_the_index(bool fuse, int capacity)
    {
        IReadOnlyList<(int Item, ItemIndex Index)> list = await Flow.Iter(Gen, 40)
            .Then(Twice)
            .Then(Inc, o => o.Parallel(3))
            .Then(async x => { await Task.Yield(); return x; })
            .Then(async (x, ct) => { await Task.Yield(); ct.ThrowIfCancellationRequested(); return x; }, o => o.Parallel(3))
            .Then(x => x % 4 == 1 ? Step.Emit(x) : Step.Skip(), o => o.Parallel(2))
            .Then(x => Enumerable.Range(x, 2), o => o.Parallel(2))
            .Then(x => x == 9 ? throw new InvalidOperationException() : x, o => o.Retry(1).Fallback((int x, Exception _) => -x))
            .Then(x => x == 10 ? throw new InvalidOperationException() : x, o => o.SkipErrors())
            .Then(x => new[] { x, x }.Where(_ => true).Take(1))
            .Take(7)
            .WithIndex()
            .RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token);

        Assert.Equal(
            ["1@0.0.0", "2@0.1.0", "5@2.0.0", "6@2.1.0", "-9@4.0.0", "13@6.0.0", "14@6.1.0"], list.Select(p => $"{p.Item}@{p.Index}"));
        Assert.Equal([0, 0, 2, 2, 4, 6, 6], list.Select(p => p.Index.Source));
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    public async Task Who_does_not_read_the_index_gets_the_item_alone(bool fuse, int capacity)
    {
        Flow<int> shared = Flow.Iter(Gen, 100).Then(Twice).Where(x => x % 8 == 0);
        Flow<(int Item, ItemIndex Index)> indexed = shared.WithIndex();
        FlowValue<int> sum = shared.Reduce(Add, 0);
        Flow<int> live = shared.Then(Watch);
        Flow<int> merged = Flow.Merge(shared.Then(Inc), shared);
        Flow<(int, ItemIndex)> below = indexed.Then(p => p.Item).Take(2).WithIndex();

        await using GraphRun run = FlowRuns.Start([shared, indexed, sum, live, merged, below], Mode(fuse, capacity), Token);
        await run.Completion.WaitAsync(Deadline, Token);

        int[] expected = [.. Enumerable.Range(0, 25).Select(i => 8 * i)];
        Assert.Equal(expected, await run.ResultAsync(shared, Token));
        Assert.Equal(expected.Select(x => $"{x}@{x / 2}"), (await run.ResultAsync(indexed, Token)).Select(p => $"{p.Item}@{p.Index}"));
        Assert.Equal(expected.Sum(), await run.ResultAsync(sum, Token));
        Assert.Equal(expected, await run.ResultAsync(live, Token));
        Assert.Equal(50, (await run.ResultAsync(merged, Token)).Count);
        Assert.Equal(["(0, 0)", "(8, 4)"], (await run.ResultAsync(below, Token)).Select(p => p.ToString()));

        static async IAsyncEnumerable<int> Watch(IAsyncEnumerable<int> items)
        {
            await foreach (int item in items)
            {
                yield return item;
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reading_the_index_changes_no_plan_no_count_and_no_error(bool fuse)
    {
        var letters = new List<string>();
        foreach (bool isRead in new[] { false, true })
        {
            Flow<int> flow = Flow.Iter(Gen, 10).Where(IsEven).Then(FailOn4, o => o.DeadLetterErrors()).Then(Twice, o => o.Parallel(2))
                .Then(x => x > 12 ? throw new InvalidOperationException("too much") : x, o => o.Named("Low"));
            var store = new MemoryStore();
            await using GraphRun run = (isRead ? flow.Save("{index}-{x}", store).Save("total/{index}", store) : flow.Then(Same).Then(Same))
                .Start(new RunOptions { Fuse = fuse }, Token);
            TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.WaitAsync(Deadline, Token));
            RunProgress progress = run.Snapshot();
            letters.Add(string.Join(
                '\n',
                progress.Tasks.Take(5).Select(t => $"{t.TaskId} {t.TaskName} {t.Emitted} {t.DeadLettered}")
                    .Append($"{error.TaskId} {error.TaskName} {error.ItemIndex}")
                    .Concat(run.DeadLetters.Select(d => $"{d.TaskId} {d.ItemIndex} {d.Item}"))
                    .Append(string.Join(' ', LocalEngine.Plan(run.Graph, new RunOptions { Fuse = fuse }).ToString().Split('\n').Take(2)))));
        }

        Assert.Equal(letters[0], letters[1]);
        Assert.Contains("FailOn4 2 4", letters[1], StringComparison.Ordinal);

        static bool IsEven(int x) => x % 2 == 0;

        static int FailOn4(int x) => x == 4 ? throw new InvalidOperationException("four") : x;

        static async Task<int> Same(int x)
        {
            await Task.CompletedTask;
            return x;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "FLU-170")]
    public async Task A_fold_may_read_the_index_of_every_item(bool fuse)
    {
        const int Count = 1_000_000;

        (bool[] seen, long sum) = await Flow.Iter(Gen, Count).Then(Twice).WithIndex()
            .Reduce(Mark, () => (new bool[Count], 0L))
            .RunAsync(new RunOptions { Fuse = fuse }, Token).WaitAsync(TimeSpan.FromSeconds(60), Token);

        Assert.DoesNotContain(false, seen);
        Assert.Equal((long)Count * (Count - 1) / 2, sum);

        static (bool[] Seen, long Sum) Mark((bool[] Seen, long Sum) state, (int Item, ItemIndex Index) item)
        {
            Assert.Equal(item.Item, 2 * item.Index.Source);
            Assert.False(state.Seen[item.Index.Source]);
            state.Seen[item.Index.Source] = true;
            return (state.Seen, state.Sum + item.Index.Source);
        }
    }

    [Fact]
    public void An_edge_with_a_buffer_of_the_users_cannot_carry_the_index()
    {
        Flow<int> flow = Flow.Iter(Gen, 3).Then(Twice, o => o.Buffer<int>(() => null!));

        GraphConfigurationException error = Assert.Throws<GraphConfigurationException>(() => flow.WithIndex().Build());

        Assert.Contains("The edge before 'Twice' has a buffer of your own", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edge_bounded_in_bytes_asks_for_the_size_of_the_item()
    {
        IReadOnlyList<(string Item, ItemIndex Index)> list = await Flow.From("a", "bb", "ccc")
            .Then(s => s.ToUpperInvariant(), o => o.CapacityBytes<string>(2, s => s.Length)).WithIndex()
            .RunAsync(Token).WaitAsync(Deadline, Token);

        Assert.Equal(["A 0", "BB 1", "CCC 2"], list.Select(p => $"{p.Item} {p.Index}"));
    }

    [Fact]
    public void Indices_are_equal_and_ordered_part_by_part()
    {
        var two = new ItemIndex(2);

        Assert.Equal(two.Child(1), new ItemIndex(2).Child(1));
        Assert.NotEqual(two, two.Child(0));
        Assert.True(two < two.Child(0));
        Assert.True(two.Child(5) < new ItemIndex(3));
        Assert.True(two.Child(1) >= two.Child(1));
        Assert.Equal("2.00010", $"{two.Child(10)}".Replace("10", "00010", StringComparison.Ordinal));
        Assert.Equal("00002.00010", two.Child(10).ToString("D5", null));
        Assert.Equal("0", default(ItemIndex).ToString());
    }
}

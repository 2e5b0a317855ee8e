using Millstream.Graphs;
using static Millstream.Fixtures;

namespace Millstream;

public sealed class ThenBesideTests
{
    public static TheoryData<bool, int> AllModes => Modes;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-87")]
    public async Task A_value_beside_the_items_is_computed_once_in_a_run(bool fuse, int capacity)
    {
        int computed = 0;
        FlowValue<int> count = Flow.Iter(Gen, 7).Reduce((n, _) => n + 1, 0).Then(n =>
        {
            Interlocked.Increment(ref computed);
            return n;
        });
        Flow<int> items = Flow.From(100, 101, 102);
        RunOptions mode = Mode(fuse, capacity);

        Assert.Equal(2121, await items.Then(Scale, count).Reduce(Add, 0).RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal(1, computed);
        Assert.Equal(4242, await items.Then(Twice).Then(Scale, count).Reduce(Add, 0).RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal(2, computed);
        Assert.Equal([700, 707, 714], await items.Then(Scale, 7).RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal(2121, await items.Then(ScaleAsync, count, o => o.Parallel(2)).Join(SumOf).RunAsync(mode, Token).WaitAsync(Deadline, Token));

        static async Task<int> ScaleAsync(int x, int factor, CancellationToken cancellationToken)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            return x * factor;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "FLU-87")]
    public async Task Items_beside_a_value_still_stream(bool fuse)
    {
        int yielded = 0;
        using var gate = new ManualResetEventSlim();
        using var entered = new CountdownEvent(4);
        IEnumerable<int> Source()
        {
            for (int i = 0; i < 200; i++)
            {
                Interlocked.Increment(ref yielded);
                yield return i;
            }
        }

        Task<int> running = Flow.Iter(Source).Then(Held, Flow.Iter(Gen, 8).Reduce(Add, 0), o => o.Parallel(4).Capacity(4)).Join(SumOf)
            .RunAsync(new RunOptions { Fuse = fuse, Capacity = 4 }, Token);
        Assert.True(await Task.Run(() => entered.Wait(Deadline, Token), Token));
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, Token);

        Assert.InRange(Volatile.Read(ref yielded), 4, 9);
        gate.Set();
        Assert.Equal(28 * 199 * 100, await running.WaitAsync(Deadline, Token));

        int Held(int x, int factor)
        {
            if (!entered.IsSet)
            {
                entered.Signal();
            }

            gate.Wait(Token);
            return x * factor;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "FLU-88")]
    public async Task A_mapped_list_beside_a_value(bool fuse)
    {
        FlowValue<int> ten = Flow.Value(10);

        Assert.Equal([12, 14], await Flow.Map(Twice, [1, 2]).Then(Add, ten).RunAsync(new RunOptions { Fuse = fuse }, Token));
    }

    [Fact]
    [Trait("Proves", "FLU-120")]
    public void A_value_that_needs_the_whole_of_the_same_stream_is_refused()
    {
        Flow<int> it = Flow.Iter(Gen, 3);

        GraphConfigurationException direct = Assert.Throws<GraphConfigurationException>(() => it.Then(Scale, it.Reduce(Add, 0)).Build());
        Assert.Throws<GraphConfigurationException>(() => it.Where(x => x > 1).Then(Scale, it.Then(Twice).Join(SumOf).Then(Inc)).Then(Twice).Build());
        Assert.Throws<GraphConfigurationException>(() => it.Reduce(Add, it.Reduce(Add, 0)).Build());
        Assert.Throws<GraphConfigurationException>(
            () => it.Then(Scale, it.Reduce(Add, () => 0, combine: (a, b) => a + b)).Build());

        Assert.Equal(
            "'Scale' reads the stream of 'Gen' item by item, but the value beside it comes from 'Add', which needs the whole of that stream first: neither could go "
            + "on. Store the stream first and read it back, or begin two sources.",
            direct.Message);
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    public async Task What_can_go_on_is_not_refused(bool fuse, int capacity)
    {
        Flow<int> it = Flow.Iter(Gen, 300);
        FlowValue<int> sum = it.Reduce(Add, 0);
        FlowValue<int> count = it.Reduce((n, _) => n + 1, 0);
        RunOptions mode = Mode(fuse, capacity);

        Assert.Equal(149, await sum.Then((s, n) => s / n, count).RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal([44850 * 300], await it.Reduce(Add, 0).Then(x => Gen(1).Select(_ => x)).Then(Scale, count).RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal([0, 2], await Flow.Iter(Gen, 2).Then(Scale, Flow.Iter(Gen, 3).Take(3).Join(l => l[2])).RunAsync(mode, Token).WaitAsync(Deadline, Token));
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    public async Task A_value_that_fails_fails_the_run_once_and_calls_no_body(bool fuse, int capacity)
    {
        int bodies = 0;
        FlowValue<int> failing = Flow.Value(1).Then(new Func<int, int>(_ => throw new InvalidOperationException("no value")), o => o.Named("Bad"));

        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => Flow.Iter(Gen, int.MaxValue)
            .Then((x, y) => Interlocked.Increment(ref bodies), failing).RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token));

        Assert.Equal(("Bad", 0L), (error.TaskName, error.ItemIndex));
        Assert.Equal(0, bodies);
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    public async Task A_value_that_never_comes_is_told(bool fuse, int capacity)
    {
        FlowValue<int> skipped = Flow.Value(1).Then(new Func<int, int>(_ => throw new InvalidOperationException()), o => o.Named("Gone").SkipErrors());

        EmptyStreamException error = await Assert.ThrowsAsync<EmptyStreamException>(
            () => Flow.Iter(Gen, int.MaxValue).Then(Scale, skipped).RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token));

        Assert.Contains("'Scale' needs at least one item, but the flow", error.Message, StringComparison.Ordinal);
        Assert.Contains("Gone", error.Flow, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_letter_is_the_item_alone()
    {
        await using GraphRun run = Flow.Iter(Gen, 3)
            .Then((x, limit) => x < limit ? x : throw new InvalidOperationException(), Flow.Value(2), o => o.DeadLetterErrors())
            .WithIndex().Start(cancellationToken: Token);
        await run.Completion.WaitAsync(Deadline, Token);

        DeadLetter letter = Assert.Single(run.DeadLetters);
        Assert.Equal(2, letter.Item);
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    public async Task Items_beside_a_value_keep_their_index_and_their_name(bool fuse, int capacity)
    {
        var store = new Durability.MemoryStore();

        await Flow.Iter(Gen, 4).Where(x => x % 2 == 0).Then(Scale, Flow.Value(5)).Save("{x}/{index}", store)
            .RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token);
        await Flow.Iter(Gen, 2).Then(Scale, 5).Save("c/{x}/{factor}/{index}", store)
            .RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token);

        Assert.Equal(["0/0 = 0", "2/2 = 10", "c/0/5/0 = 0", "c/1/5/1 = 5"], await Stored(store));
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-80")]
    public async Task The_parts_of_a_pair_come_from_one_call(bool fuse, int capacity)
    {
        int calls = 0;
        FlowValue<(int, string)> pair = Flow.Value(3).Then(n =>
        {
            Interlocked.Increment(ref calls);
            return (n, "a");
        });
        var (n, s) = pair;
        RunOptions mode = Mode(fuse, capacity);

        Assert.Equal((3, "a"), await Flow.RunAllAsync(n, s, mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal(1, calls);
        Assert.Equal(3, await n.RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal("a", await s.RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal(3, calls);
    }
}

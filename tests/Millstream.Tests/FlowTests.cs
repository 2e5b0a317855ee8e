using static Millstream.Fixtures;

namespace Millstream;

/// <summary>What holds for every flow, whatever its operators.</summary>
public sealed class FlowTests
{
    public static TheoryData<bool, int> AllModes => Modes;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-01")]
    public async Task Building_runs_nothing(bool fuse, int capacity)
    {
        int yields = 0;
        int bodies = 0;
        int folds = 0;
        FlowValue<int> sum = Flow.Iter(Source, 10).Then(Body).Reduce(Fold, 0);
        sum.Build();
        Assert.Equal((0, 0, 0), (yields, bodies, folds));

        Assert.Equal(90, await sum.RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token));
        Assert.Equal((10, 10, 10), (yields, bodies, folds));

        IEnumerable<int> Source(int n)
        {
            foreach (int x in Gen(n))
            {
                yields++;
                yield return x;
            }
        }

        int Body(int x)
        {
            bodies++;
            return Twice(x);
        }

        int Fold(int acc, int x)
        {
            folds++;
            return acc + x;
        }
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-02")]
    public async Task Each_run_is_a_run_of_its_own(bool fuse, int capacity)
    {
        int started = 0;
        FlowValue<int> sum = Flow.Iter(Source, 10).Then(Twice).Reduce(Add, 0);
        RunOptions mode = Mode(fuse, capacity);

        Assert.Equal(90, await sum.RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal(90, await sum.RunAsync(mode, Token).WaitAsync(Deadline, Token));
        int[] both = await Task.WhenAll(Task.Run(() => sum.RunAsync(mode)), Task.Run(() => sum.RunAsync(mode))).WaitAsync(Deadline, Token);
        Assert.Equal([90, 90], both);
        Assert.Equal(4, started);

        IEnumerable<int> Source(int n)
        {
            Interlocked.Increment(ref started);
            foreach (int x in Gen(n))
            {
                yield return x;
            }
        }
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-03")]
    public async Task An_operator_leaves_the_flow_as_it_was(bool fuse, int capacity)
    {
        Flow<int> f = Flow.Iter(Gen, 3);
        Flow<int> g = f.Then(Twice);

        Assert.Equal([0, 1, 2], await f.RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token));
        Assert.Equal([0, 2, 4], await g.RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token));
        Assert.NotSame(f, g);
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-31")]
    public async Task Results_of_a_parallel_task_come_in_source_order(bool fuse, int capacity)
    {
        var random = new Random(31);
        int[] delays = [.. Enumerable.Range(0, 500).Select(_ => random.Next(6))];
        Flow<int> flow = Flow.Iter(Gen, 500).Then(DelayedAsync, o => o.Parallel(8));
        RunOptions mode = Mode(fuse, capacity);

        IReadOnlyList<int> list = await flow.RunAsync(mode, Token).WaitAsync(Deadline, Token);
        var live = new List<int>();
        await foreach (int x in flow.With(mode, Token))
        {
            live.Add(x);
        }

        Assert.Equal(Enumerable.Range(0, 500), list);
        Assert.Equal(Enumerable.Range(0, 500), live);

        async Task<int> DelayedAsync(int x)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(delays[x]), TimeProvider.System, Token);
            return x;
        }
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-33")]
    public async Task A_value_goes_through_tasks(bool fuse, int capacity)
    {
        RunOptions mode = Mode(fuse, capacity);

        Assert.Equal(20, await Flow.Value(5).Then(Twice).Then(Plus10).RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal(20, await Flow.Value(5).Then(async x => { await Task.Yield(); return 2 * x; }).Then(async (x, ct) => { await Task.Yield(); ct.ThrowIfCancellationRequested(); return x + 10; }).RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal([0, 1, 2], await Flow.Value(3).Then(Gen).RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal("abc", await Flow.Value(3).Then(_ => "abc").RunAsync(mode, Token).WaitAsync(Deadline, Token));
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-40")]
    public async Task A_body_may_run_a_flow_itself(bool fuse, int capacity)
    {
        RunOptions mode = Mode(fuse, capacity);

        IReadOnlyList<int> sums = await Flow.Iter(Gen, 5)
            .Then(async (n, ct) => await Flow.Iter(Gen, n + 1).Then(Twice, o => o.Parallel(1)).Reduce(Add, 0).RunAsync(mode, ct), o => o.Parallel(1))
            .RunAsync(mode, Token).WaitAsync(Deadline, Token);

        Assert.Equal([0, 2, 6, 12, 20], sums);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "FLU-168")]
    public async Task A_chain_of_thousands_of_tasks(bool fuse)
    {
        FlowValue<int> value = Flow.Value(0);
        Flow<int> flow = Flow.Iter(Gen, 3);
        for (int i = 0; i < 5000; i++)
        {
            value = value.Then(Inc);
            flow = flow.Then(Inc);
        }

        var options = new RunOptions { Fuse = fuse };
        Assert.Equal(5000, await value.RunAsync(options, Token).WaitAsync(TimeSpan.FromSeconds(60), Token));
        Assert.Equal([5000, 5001, 5002], await flow.RunAsync(options, Token).WaitAsync(TimeSpan.FromSeconds(60), Token));
        Assert.Equal(
            ["5000@0", "5001@1", "5002@2"],
            (await flow.WithIndex().RunAsync(options, Token).WaitAsync(TimeSpan.FromSeconds(60), Token)).Select(p => $"{p.Item}@{p.Index}"));
    }
}

using Millstream.Durability;
using Millstream.Telemetry;
using static Millstream.Fixtures;

namespace Millstream;

/// <summary>Generators as sources: what may be given to them.</summary>
public sealed class IterTests
{
    public static TheoryData<bool, int> AllModes => Modes;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Proves", "FLU-14")]
    public void Null_is_refused_by_the_name_of_the_parameter()
    {
        AssertRefused("items", () => Flow.Iter((IEnumerable<int>)null!));
        AssertRefused("items", () => Flow.Iter((IAsyncEnumerable<int>)null!));
        AssertRefused("generator", () => Flow.Iter((Func<IEnumerable<int>>)null!));
        AssertRefused("generator", () => Flow.Iter((Func<int, IEnumerable<int>>)null!, 3));
        AssertRefused("argument", () => Flow.Iter(Gen, (FlowValue<int>)null!));
        AssertRefused("reader", () => Flow.Iter((System.Threading.Channels.ChannelReader<int>)null!));
        AssertRefused("task", () => Flow.Iter(Gen, 3).Then((Func<int, int>)null!));
        AssertRefused("task", () => Flow.Iter(Gen, 3).Then((Func<int, Task<int>>)null!));
        AssertRefused("source", () => ((Flow<int>)null!).Then(Twice));

        static void AssertRefused(string parameter, Func<object> build) =>
            Assert.Equal(parameter, Assert.Throws<ArgumentNullException>(build).ParamName);
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-15")]
    public async Task The_argument_may_be_a_value_of_the_run_computed_once_before_the_generator_starts(bool fuse, int capacity)
    {
        var log = new List<string>();
        FlowValue<int> three = Flow.Value(2).Then(x => { log.Add("value"); return x + 1; });
        IEnumerable<int> Logged(int n)
        {
            log.Add("generator");
            return Gen(n);
        }

        RunOptions mode = Mode(fuse, capacity);

        Assert.Equal([0, 1, 2], await Flow.Iter(Logged, three).RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal(["value", "generator"], log);
        Assert.Equal([0, 2, 4], await Flow.Iter(GenAsync, three).Then(Twice).RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal([0, 1, 2], await Flow.Iter(Gen, Flow.Iter(Gen, 3).Reduce(Add, 0)).RunAsync(mode, Token).WaitAsync(Deadline, Token));
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    public async Task Items_made_with_a_value_of_the_run_are_numbered_from_0_and_counted_as_those_of_a_source(bool fuse, int capacity)
    {
        var store = new MemoryStore();
        await using GraphRun run = Flow.Iter(Gen, Flow.Value(2).Then(Inc)).Save("{index}", store).Start(Mode(fuse, capacity), Token);

        await run.Completion.WaitAsync(Deadline, Token);

        Assert.Equal(["0 = 0", "1 = 1", "2 = 2"], await Stored(store));
        TaskStatistics source = run.Snapshot().Task("Gen");
        Assert.Equal((3, 3, 3, 3), (source.Started, source.Done, source.Emitted, source.Total));
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    public async Task Without_its_argument_a_generator_is_not_called(bool fuse, int capacity)
    {
        bool isCalled = false;
        IEnumerable<int> Called(int n)
        {
            isCalled = true;
            return Gen(n);
        }

        RunOptions mode = Mode(fuse, capacity);
        FlowValue<int> failing = Flow.Value(0).Then(x => 1 / x, o => o.Named("divide"));
        FlowValue<int> skipping = Flow.Value(0).Then(x => 1 / x, o => o.Named("divide").SkipErrors());

        var failed = await Assert.ThrowsAsync<TaskFailedException>(
            () => Flow.Iter(Called, failing).Then(Twice).RunAsync(mode, Token).WaitAsync(Deadline, Token));
        var empty = await Assert.ThrowsAsync<EmptyStreamException>(
            () => Flow.Iter(Called, skipping).RunAsync(mode, Token).WaitAsync(Deadline, Token));

        Assert.Equal("divide", failed.TaskName);
        Assert.Contains("'Called' needs at least one item", empty.Message, StringComparison.Ordinal);
        Assert.Contains("'value -> divide'", empty.Message, StringComparison.Ordinal);
        Assert.False(isCalled);
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    public async Task A_generator_that_was_given_a_value_fails_and_ends_like_any_source(bool fuse, int capacity)
    {
        int disposed = 0;
        IEnumerable<int> Counting(int failAt)
        {
            try
            {
                for (int i = 0; i != failAt; i++)
                {
                    yield return i;
                }
            }
            finally
            {
                disposed++;
            }

            throw new IOException("broken");
        }

        RunOptions mode = Mode(fuse, capacity);
        var error = await Assert.ThrowsAsync<TaskFailedException>(
            () => Flow.Iter(Counting, Flow.Value(5)).Then(Twice).RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal(("Counting", 5L, 1), (error.TaskName, error.ItemIndex!.Value, disposed));

        Flow<int> endless = Flow.Iter(Counting, Flow.Value(-1));
        Assert.Equal([0, 1, 2], await endless.Take(3).RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal(2, disposed);

        var started = new TaskCompletionSource();
        await using GraphRun run = endless.Then(x => { started.TrySetResult(); return x; }).Count().Start(mode, Token);
        await started.Task.WaitAsync(Deadline, Token);
        await run.DrainAsync(Token).WaitAsync(Deadline, Token);
        Assert.Equal(run.Snapshot().Task("Counting").Emitted, await run.ResultAsync<long>("result", Token));
        Assert.Equal(3, disposed);
    }

    [Fact]
    public async Task A_generator_that_still_waits_for_its_argument_is_drained_and_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        FlowValue<int> never = Flow.Value(1).Then(async (x, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return x;
        });
        Flow<int> waiting = Flow.Iter(Gen, never);

        Task<IReadOnlyList<int>> cancelled = waiting.RunAsync(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.WaitAsync(Deadline, Token));

        await using GraphRun drained = waiting.Start(new RunOptions { Grace = TimeSpan.FromMilliseconds(50) }, Token);
        await drained.DrainAsync(Token).WaitAsync(Deadline, Token);
        Assert.Equal(RunStatus.Completed, drained.Status);
    }

    [Fact]
    public void A_plan_shows_it_as_a_source()
    {
        string plan = LocalEngine.Plan(Flow.Iter(Gen, Flow.Value(3)).Then(Twice).Build()).ToString();

        Assert.Contains("(source): Gen + Twice", plan, StringComparison.Ordinal);
    }

    private static async IAsyncEnumerable<int> GenAsync(int n)
    {
        for (int i = 0; i < n; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }
}

using System.Collections.Concurrent;
using Millstream.Graphs;
using Millstream.Testing;
using static Millstream.RunModes;

namespace Millstream.Failure;

/// <summary>Calls that are repeated: how often, for which errors, and after which waits; the same fused or not.</summary>
public sealed class RetryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "FLU-125")]
    public async Task A_call_that_fails_twice_is_made_three_times(bool fuse, int capacity)
    {
        var calls = 0;
        await using var run = Flow.From(21).Then(Work, o => o.Retry(2)).Then(x => x + 1).Start(Of(fuse, capacity), Token);

        await run.Completion.InTime();

        Assert.Equal([43], await run.ResultAsync<IReadOnlyList<int>>("result", Token));
        Assert.Equal(3, calls);
        Assert.Equal((1, 1, 3), Counts(run, nameof(Work)));

        int Work(int x) => ++calls < 3 ? throw new IOException($"attempt {calls}") : 2 * x;
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "FLU-126")]
    public async Task The_error_of_a_call_that_always_fails_is_the_last_one(bool fuse, int capacity)
    {
        var calls = 0;
        await using var run = Flow.From(21).Then(x => x).Then(Fail, o => o.Retry(2)).Start(Of(fuse, capacity), Token);

        var error = await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.InTime());

        Assert.Equal(3, calls);
        Assert.Equal(("Fail", 0L, 3), (error.TaskName, error.ItemIndex!.Value, error.Attempt));
        Assert.Equal("attempt 3", error.InnerException!.Message);
        Assert.Equal("Task \"Fail\" failed at item 0 (attempt 3): attempt 3", error.Message);
        Assert.Equal((1, 0, 3), Counts(run, nameof(Fail)));

        int Fail(int x) => throw new IOException($"attempt {++calls}");
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "FLU-127")]
    public async Task Each_item_has_attempts_of_its_own(bool fuse, int capacity)
    {
        foreach (var parallel in new[] { 1, 4 })
        {
            var calls = new ConcurrentDictionary<int, int>();
            await using var run = Flow.Map(Work, [1, 2, 3, 4], o => o.Retry(1).Parallel(parallel)).Start(Of(fuse, capacity), Token);

            await run.Completion.InTime();

            Assert.Equal([10, 20, 30, 40], await run.ResultAsync<IReadOnlyList<int>>("result", Token));
            Assert.Equal([(1, 1), (2, 2), (3, 1), (4, 2)], calls.OrderBy(c => c.Key).Select(c => (c.Key, c.Value)));
            Assert.Equal((4, 4, 6), Counts(run, nameof(Work)));

            int Work(int x) => calls.AddOrUpdate(x, 1, (_, n) => n + 1) == 1 && x % 2 == 0 ? throw new IOException("not yet") : 10 * x;
        }
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "FLU-128")]
    public async Task The_wait_before_a_repetition_doubles(bool fuse, int capacity)
    {
        var time = new ManualTimeProvider();
        var began = time.GetTimestamp();
        var attempts = new List<double>();
        await using var run = Flow.From(1).Then(Fail, o => o.Retry(2, TimeSpan.FromMilliseconds(50), isExponential: true))
            .Start(Of(fuse, capacity) with { Time = time }, Token);

        for (var elapsed = 0; elapsed < 150; elapsed++)
        {
            await time.WaitForTimersAsync(1, Token).InTime();
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        var error = await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.InTime());
        Assert.Equal(3, error.Attempt);
        Assert.Equal([0, 50, 150], attempts);

        int Fail(int x)
        {
            attempts.Add(time.GetElapsedTime(began).TotalMilliseconds);
            throw new IOException("not yet");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1100)]
    public async Task However_many_repetitions_the_wait_stays_within_what_timers_take(int failures)
    {
        var time = new ManualTimeProvider();
        int calls = 0;
        Task<IReadOnlyList<int>> run = Flow.From(1).Then(x => ++calls <= failures ? throw new IOException("not yet") : x, o => o.Retry(failures, TimeSpan.FromHours(1), isExponential: true))
            .RunAsync(new RunOptions { Time = time }, Token);
        while (!run.IsCompleted)
        {
            // A day is the longest wait; several of the first end within one.
            time.Advance(TimeSpan.FromDays(1));
            await Task.Yield();
        }

        Assert.Equal([1], await run.InTime());
        Assert.Equal(failures + 1, calls);
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "FLU-128")]
    public async Task An_error_that_is_not_worth_it_is_not_repeated(bool fuse, int capacity)
    {
        var calls = 0;

        var error = await Assert.ThrowsAsync<TaskFailedException>(() => Flow.From(1)
            .Then(Fail, o => o.Retry(2, TimeSpan.FromMilliseconds(50), isExponential: true, when: e => e is not ArgumentException))
            .RunAsync(Of(fuse, capacity), Token).InTime());

        Assert.Equal((1, 1), (calls, error.Attempt));

        int Fail(int x)
        {
            calls++;
            throw new ArgumentException("never");
        }
    }

    [Fact]
    // A cache on a source is refused in the same way once there are caches.
    [Trait("Proves", "FLU-137")]
    public void A_generator_cannot_be_repeated()
    {
        AssertRefused(() => Flow.Iter(Gen, 3, o => o.Retry(1)));
        AssertRefused(() => Flow.Iter(GenAsync, 3, o => o.Retry(1)));
        AssertRefused(() => Flow.Iter(Gen(3), o => o.Named(nameof(Gen)).Retry(1)));
        AssertRefused(() => Flow.Iter(Gen, Flow.Value(3), o => o.Retry(1)));

        static void AssertRefused(Func<object> build)
        {
            var error = Assert.Throws<GraphConfigurationException>(build);
            Assert.Contains("'Gen", error.Message, StringComparison.Ordinal);
            Assert.Contains("Retry", error.Message, StringComparison.Ordinal);
            Assert.Contains("a source cannot be repeated or cached silently", error.Message, StringComparison.Ordinal);
        }
    }

    private static (long Started, long Done, long Attempts) Counts(GraphRun run, string task)
    {
        var statistics = run.Snapshot().Task(task);
        return (statistics.Started, statistics.Done, statistics.Attempts);
    }

    private static IEnumerable<int> Gen(int n) => Enumerable.Range(0, n);

    private static IAsyncEnumerable<int> GenAsync(int n) => Gen(n).ToAsyncEnumerable();
}

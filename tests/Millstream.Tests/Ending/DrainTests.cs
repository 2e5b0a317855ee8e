using System.Runtime.CompilerServices;
using Millstream.Failure;
using static Millstream.RunModes;

namespace Millstream.Ending;

/// <summary>A drained run: sources stop, everything made arrives, and the run completes.</summary>
public sealed class DrainTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "FLU-161")]
    public async Task A_drained_sum_covers_every_item_that_the_generator_gave(bool fuse, int capacity)
    {
        var (given, disposed) = (0L, 0);
        var isGoing = new TaskCompletionSource();
        await using var run = Flow.Iter(Endless).Then(x => x).Reduce((long a, int x) => a + x, 0L).Start(Of(fuse, capacity), Token);
        await isGoing.Task.InTime();

        await run.DrainAsync(Token).InTime();

        await run.Completion.InTime();
        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal(given, await run.ResultAsync<long>("result", Token));
        Assert.Equal(1, disposed);

        IEnumerable<int> Endless()
        {
            try
            {
                for (var i = 0; ; i++)
                {
                    given += i;
                    yield return i;
                    if (i == 5000)
                    {
                        isGoing.SetResult();
                    }
                }
            }
            finally
            {
                disposed++;
            }
        }
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "FLU-163")]
    public async Task A_source_that_waits_on_its_token_drains_at_once(bool fuse, int capacity)
    {
        var isWaiting = new TaskCompletionSource();
        await using var run = Flow.Iter(SevenAsync()).Then(x => x).Start(Of(fuse, capacity), Token);
        await isWaiting.Task.InTime();

        await run.DrainAsync(Token).WaitAsync(RunModes.AtOnce, Token);

        await run.Completion.InTime();
        Assert.Equal(Enumerable.Range(0, 7), await run.ResultAsync<IReadOnlyList<int>>("result", Token));

        async IAsyncEnumerable<int> SevenAsync([EnumeratorCancellation] CancellationToken token = default)
        {
            for (var i = 0; i < 7; i++)
            {
                yield return i;
            }

            isWaiting.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        }
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "FLU-163")]
    public async Task A_source_that_blocks_is_left_behind_and_what_it_had_made_arrives(bool fuse, int capacity)
    {
        using var unblock = new ManualResetEventSlim();
        var isBlocked = new TaskCompletionSource();
        var log = new ListLogger();
        var options = Of(fuse, capacity) with { Grace = TimeSpan.FromMilliseconds(200), Logger = log };
        await using var run = Flow.Iter(Seven).Then(x => x).Start(options, Token);
        await isBlocked.Task.InTime();

        await run.DrainAsync(Token).WaitAsync(RunModes.AtOnce, Token);

        await run.Completion.InTime();
        Assert.Equal(Enumerable.Range(0, 7), await run.ResultAsync<IReadOnlyList<int>>("result", Token));
        Assert.Contains(log.Lines, line => line.Contains("'Seven'", StringComparison.Ordinal) && line.Contains("left behind", StringComparison.Ordinal));
        unblock.Set();

        IEnumerable<int> Seven()
        {
            for (var i = 0; i < 7; i++)
            {
                yield return i;
            }

            isBlocked.SetResult();
            unblock.Wait(Deadline);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(64)]
    public async Task What_a_step_still_holds_arrives_after_the_grace_time_too(int capacity)
    {
        var options = new RunOptions { Capacity = capacity, Grace = TimeSpan.FromMilliseconds(10) };
        var goOn = new TaskCompletionSource();
        var isHeld = new TaskCompletionSource();
        var seen = new List<int>();
        await using var run = Flow.Iter(Endless).Then(x => Enumerable.Range(x * 500, 500).Where(_ => true)).Then(SlowAsync)
            .Start(options, Token);
        await isHeld.Task.InTime();

        var draining = run.DrainAsync(Token);
        await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
        Assert.False(draining.IsCompleted);
        goOn.SetResult();
        await draining.InTime();

        Assert.Equal(RunStatus.Completed, run.Status);
        var items = await run.ResultAsync<IReadOnlyList<int>>("result", Token);
        Assert.Equal(Enumerable.Range(0, items.Count), items);
        Assert.Equal(0, items.Count % 500);

        static IEnumerable<int> Endless()
        {
            for (var i = 0; ; i++)
            {
                yield return i;
            }
        }

        async Task<int> SlowAsync(int x)
        {
            seen.Add(x);
            if (x == 100)
            {
                isHeld.SetResult();
                await goOn.Task;
            }

            return x;
        }
    }
}

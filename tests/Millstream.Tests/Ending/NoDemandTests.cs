using System.Runtime.CompilerServices;
using static Millstream.RunModes;

namespace Millstream.Ending;

/// <summary>A task whose consumers are gone is stopped, also when it waits for user code or blocks in it.</summary>
public sealed class NoDemandTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "FLU-13")]
    public async Task An_endless_source_ends_with_its_only_consumer(bool fuse, int capacity)
    {
        var made = 0;
        IEnumerable<int> Endless()
        {
            for (var i = 0; ; i++)
            {
                made++;
                yield return i;
            }
        }

        Assert.Equal([0, 1, 2], await Flow.Iter(Endless).Take(3).RunAsync(Of(fuse, capacity), Token).InTime());

        // One task with an edge before it and the terminal: k (b + c) + b + 2.
        Assert.InRange(made, 3, 3 + capacity + 1 + capacity + 2);
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    public async Task A_source_that_waits_for_what_nobody_wants_is_told_by_its_token(bool fuse, int capacity)
    {
        var isDisposed = false;

        Assert.Equal([0, 1, 2], await Flow.Iter(ThreeThenWaitAsync()).Then(x => x).Take(3).RunAsync(Of(fuse, capacity), Token).InTime());
        Assert.True(isDisposed);

        async IAsyncEnumerable<int> ThreeThenWaitAsync([EnumeratorCancellation] CancellationToken token = default)
        {
            try
            {
                yield return 0;
                yield return 1;
                yield return 2;
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            }
            finally
            {
                isDisposed = true;
            }
        }
    }

    [Theory]
    [InlineData(true, 1024)]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    public async Task A_source_that_blocks_in_what_nobody_wants_is_left_behind(bool fuse, int capacity)
    {
        using var unblock = new ManualResetEventSlim();
        var options = Of(fuse, capacity) with { Grace = TimeSpan.FromMilliseconds(100) };

        Assert.Equal([0, 1, 2], await Flow.Iter(ThreeThenBlock).Then(x => x).Take(3).RunAsync(options, Token).InTime());
        unblock.Set();

        IEnumerable<int> ThreeThenBlock()
        {
            yield return 0;
            yield return 1;
            yield return 2;
            unblock.Wait(Deadline);
        }
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    public async Task Bodies_that_work_at_what_nobody_wants_are_told_by_their_token(bool fuse, int capacity)
    {
        foreach (var calls in new[] { 1, 3 })
        {
            var running = 0;
            var items = await Flow.Iter(Enumerable.Range(0, 100)).Then(BodyAsync, o => o.Parallel(calls)).Then(x => x).Take(3)
                .RunAsync(Of(fuse, capacity), Token).InTime();

            Assert.Equal([0, 1, 2], items);
            Assert.Equal(0, Volatile.Read(ref running));

            async Task<int> BodyAsync(int x, CancellationToken token)
            {
                Interlocked.Increment(ref running);
                try
                {
                    await Task.Delay(x < 3 ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                    return x;
                }
                finally
                {
                    Interlocked.Decrement(ref running);
                }
            }
        }
    }

    [Theory]
    [InlineData(true, 1024)]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    public async Task A_body_that_blocks_at_what_nobody_wants_is_left_behind(bool fuse, int capacity)
    {
        using var unblock = new ManualResetEventSlim();
        var options = Of(fuse, capacity) with { Grace = TimeSpan.FromMilliseconds(100) };
        foreach (var calls in new[] { 1, 3 })
        {
            Assert.Equal(
                [0, 1, 2],
                await Flow.Iter(Enumerable.Range(0, 100)).Then(Block, o => o.Parallel(calls)).Then(x => x).Take(3)
                    .RunAsync(options, Token).InTime());
        }

        unblock.Set();

        int Block(int x)
        {
            if (x >= 3)
            {
                unblock.Wait(Deadline);
            }

            return x;
        }
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    public async Task A_task_that_reads_the_live_stream_is_told_at_its_next_item(bool fuse, int capacity)
    {
        var isDisposed = false;

        Assert.Equal([0, 1, 2], await Flow.Iter(Endless()).Then(FirstThreeAsync).Then(x => x).Take(3).RunAsync(Of(fuse, capacity), Token).InTime());
        Assert.True(isDisposed);

        static IEnumerable<int> Endless()
        {
            for (var i = 0; ; i++)
            {
                yield return i;
            }
        }

        async IAsyncEnumerable<int> FirstThreeAsync(IAsyncEnumerable<int> items)
        {
            try
            {
                await foreach (var item in items)
                {
                    if (item < 3)
                    {
                        yield return item;
                    }
                }
            }
            finally
            {
                isDisposed = true;
            }
        }
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    public async Task A_failure_in_what_nobody_wants_fails_nothing(bool fuse, int capacity)
    {
        var items = await Flow.Iter(ThreeThenFailAsync()).Then(x => x).Take(3).RunAsync(Of(fuse, capacity), Token).InTime();

        Assert.Equal([0, 1, 2], items);

        static async IAsyncEnumerable<int> ThreeThenFailAsync([EnumeratorCancellation] CancellationToken token = default)
        {
            yield return 0;
            yield return 1;
            yield return 2;
            var told = new TaskCompletionSource();
            await using var registration = token.Register(told.SetResult);
            await told.Task;
            throw new IOException("The line is down.");
        }
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    public async Task What_a_step_holds_goes_on_while_the_source_waits(bool fuse, int capacity)
    {
        var goOn = new TaskCompletionSource();
        var read = new List<int>();

        await foreach (var x in Flow.Iter(TwoAsync).Then(x => Enumerable.Range(x * 3000, 3000).Where(_ => true)).With(Of(fuse, capacity), Token))
        {
            read.Add(x);
            if (x == 2999)
            {
                goOn.SetResult();
            }
        }

        Assert.Equal(Enumerable.Range(0, 9000), read);

        async IAsyncEnumerable<int> TwoAsync()
        {
            yield return 0;
            await goOn.Task;
            yield return 1;
            await Task.Yield();
            yield return 2;
        }
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    public async Task What_a_step_holds_goes_on_while_a_call_waits(bool fuse, int capacity)
    {
        var goOn = new TaskCompletionSource();
        var read = new List<int>();

        await foreach (var x in Flow.Iter(Enumerable.Range(0, 3)).Then(CallAsync)
            .Then(x => Enumerable.Range(x * 3000, 3000).Where(_ => true)).With(Of(fuse, capacity), Token))
        {
            read.Add(x);
            if (x == 2999)
            {
                goOn.SetResult();
            }
        }

        Assert.Equal(Enumerable.Range(0, 9000), read);

        async ValueTask<int> CallAsync(int x)
        {
            if (x > 0)
            {
                await goOn.Task;
            }

            return x;
        }
    }
}

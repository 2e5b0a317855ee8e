using System.Threading.Channels;
using static Millstream.RunModes;

namespace Millstream.Ending;

/// <summary>The caller's token, and the end of a loop: everything wakes, and everything opened is disposed.</summary>
public sealed class CancellationTests
{
    /// <summary>Everything that a run can wait for.</summary>
    public static TheoryData<string, bool, int> Waits
    {
        get
        {
            var waits = new TheoryData<string, bool, int>();
            foreach (var wait in new[] { "channel", "async generator", "full edge", "body", "parallel body", "fold", "save", "live task", "retry delay", "time limit" })
            {
                foreach (var (fuse, capacity) in new[] { (true, 1024), (false, 4), (false, 1) })
                {
                    waits.Add(wait, fuse, capacity);
                }
            }

            return waits;
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "FLU-155")]
    public async Task A_cancelled_run_ends_with_the_callers_token_after_its_generator_was_disposed(bool fuse, int capacity)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var isWaiting = new TaskCompletionSource();
        var (disposed, started, isOver) = (0, 0, false);
        var run = Flow.Iter(Endless).Then(BodyAsync).RunAsync(Of(fuse, capacity), cancel.Token);
        await isWaiting.Task.InTime();

        await cancel.CancelAsync();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(RunModes.AtOnce, Token));
        isOver = true;

        Assert.Equal(cancel.Token, error.CancellationToken);
        Assert.Equal(1, disposed);
        Assert.Equal(1, started);

        IEnumerable<int> Endless()
        {
            try
            {
                for (var i = 0; ; i++)
                {
                    yield return i;
                }
            }
            finally
            {
                Assert.False(isOver);
                disposed++;
            }
        }

        async Task<int> BodyAsync(int x, CancellationToken token)
        {
            Assert.False(isOver);
            started++;
            isWaiting.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return x;
        }
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "FLU-16")]
    public async Task A_loop_under_a_token_ends_with_it(bool fuse, int capacity)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var disposed = 0;
        var read = 0;

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Flow.Iter(Endless).With(Of(fuse, capacity)).WithCancellation(cancel.Token))
            {
                if (++read == 3)
                {
                    await cancel.CancelAsync();
                }
            }
        }).InTime();

        Assert.Equal(cancel.Token, error.CancellationToken);
        Assert.Equal(1, disposed);

        IEnumerable<int> Endless() => Counting(() => disposed++);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "FLU-156")]
    public async Task Under_a_token_that_is_cancelled_already_nothing_is_started(bool fuse)
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        var started = 0;
        IEnumerable<int> Gen()
        {
            started++;
            return [1];
        }

        var flow = Flow.Iter(Gen).Then(x => x + 1);
        var collected = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => flow.RunAsync(new RunOptions { Fuse = fuse }, cancel.Token).InTime());
        var (items, looped) = await CollectAsync(flow.With(new RunOptions { Fuse = fuse }, cancel.Token)).InTime();

        Assert.Equal(cancel.Token, collected.CancellationToken);
        Assert.Equal(cancel.Token, Assert.IsAssignableFrom<OperationCanceledException>(looped).CancellationToken);
        Assert.Empty(items);
        Assert.Equal(0, started);
    }

    [Theory]
    [MemberData(nameof(Waits))]
    [Trait("Proves", "FLU-157")]
    public async Task Every_wait_ends_at_once_when_the_run_is_cancelled(string wait, bool fuse, int capacity)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var isWaiting = new TaskCompletionSource();
        var channel = Channel.CreateBounded<int>(new BoundedChannelOptions(1));
        var options = Of(fuse, capacity);
        Task run;
        IAsyncEnumerator<int>? outside = null;
        switch (wait)
        {
            case "channel":
                run = Flow.Iter(channel.Reader).Then(x => x + 1).RunAsync(options, cancel.Token);
                isWaiting.SetResult();
                break;
            case "async generator":
                run = Flow.Iter(WaitingAsync()).Then(x => x + 1).RunAsync(options, cancel.Token);
                break;
            case "full edge":
                outside = Flow.Iter(Endless).Then(x => x + 1, o => o.Capacity(1)).With(options, cancel.Token).GetAsyncEnumerator();
                await outside.MoveNextAsync();
                run = Task.CompletedTask;
                isWaiting.SetResult();
                break;
            case "body":
                run = Flow.Iter(Endless).Then(BodyAsync).RunAsync(options, cancel.Token);
                break;
            case "parallel body":
                run = Flow.Iter(Endless).Then(BodyAsync, o => o.Parallel(3)).RunAsync(options, cancel.Token);
                break;
            case "fold":
                run = Flow.Iter(Endless).Reduce(FoldAsync, 0).RunAsync(options, cancel.Token);
                break;
            case "save":
                var slow = new ProbedStore(onWrite: _ => { isWaiting.TrySetResult(); return new TaskCompletionSource().Task; });
                run = Flow.Iter(Endless).Save("{index}", slow).RunAsync(options, cancel.Token);
                break;
            case "live task":
                run = Flow.Iter(WaitingAsync()).Then(PassAsync).RunAsync(options, cancel.Token);
                break;
            case "retry delay":
                run = Flow.Iter(Endless).Then(Fail, o => o.Retry(5, TimeSpan.FromHours(1))).RunAsync(options, cancel.Token);
                break;
            default:
                run = Flow.Iter(Endless).Then(BodyAsync, o => o.Timeout(TimeSpan.FromHours(1))).RunAsync(options, cancel.Token);
                break;
        }

        await isWaiting.Task.InTime();
        var began = TimeProvider.System.GetTimestamp();
        await cancel.CancelAsync();
        if (outside is not null)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            {
                while (await outside.MoveNextAsync())
                {
                }
            }).InTime();
            await outside.DisposeAsync();
        }
        else
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.InTime());
        }

        Assert.True(TimeProvider.System.GetElapsedTime(began) < RunModes.AtOnce);

        async IAsyncEnumerable<int> WaitingAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token = default)
        {
            isWaiting.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            yield break;
        }

        async Task<int> BodyAsync(int x, CancellationToken token)
        {
            isWaiting.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return x;
        }

        async Task<int> FoldAsync(int sum, int x, CancellationToken token)
        {
            isWaiting.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return sum + x;
        }

        int Fail(int x)
        {
            isWaiting.TrySetResult();
            throw new IOException("bad");
        }
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "FLU-158")]
    public async Task After_a_break_the_generator_was_disposed_and_no_body_runs(bool fuse, int capacity)
    {
        var isDisposed = false;
        var running = 0;
        var read = 0;

        await foreach (var _ in Flow.Iter(GenAsync).Then(BodyAsync, o => o.Parallel(3)).With(Of(fuse, capacity), Token))
        {
            if (++read == 3)
            {
                break;
            }
        }

        Assert.True(isDisposed);
        Assert.Equal(0, Volatile.Read(ref running));

        async IAsyncEnumerable<int> GenAsync()
        {
            try
            {
                for (var i = 0; ; i++)
                {
                    await Task.Yield();
                    yield return i;
                }
            }
            finally
            {
                await Task.Yield();
                isDisposed = true;
            }
        }

        async Task<int> BodyAsync(int x, CancellationToken token)
        {
            Interlocked.Increment(ref running);
            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(x < 3 ? 0 : 10_000), TimeProvider.System, token);
                return x;
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        }
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "FLU-159")]
    public async Task However_a_run_ends_its_generator_was_disposed_exactly_once(bool fuse, int capacity)
    {
        var options = Of(fuse, capacity);
        var disposed = 0;
        IEnumerable<int> Endless() => Counting(() => Interlocked.Increment(ref disposed));

        await Assert.ThrowsAsync<TaskFailedException>(() => Flow.Iter(Endless).Then(FailAt).RunAsync(options, Token).InTime());
        Assert.Equal(1, disposed);

        await Assert.ThrowsAsync<TaskFailedException>(
            () => Flow.Iter(Endless).Reduce((a, x) => a + FailAt(x), 0).RunAsync(options, Token).InTime());
        Assert.Equal(2, disposed);

        Assert.Equal([0, 1, 2], await Flow.Iter(Endless).Take(3).RunAsync(options, Token).InTime());
        Assert.Equal(3, disposed);

        var refusing = new ProbedStore(onWrite: key => key == "2" ? throw new IOException("full") : Task.CompletedTask);
        await Assert.ThrowsAsync<TaskFailedException>(() => Flow.Iter(Endless).Save("{index}", refusing).RunAsync(options, Token).InTime());
        Assert.Equal(4, disposed);

        static int FailAt(int x) => x == 100 ? throw new IOException("bad") : x;
    }

    [Fact]
    public async Task A_callback_on_a_token_that_blocks_keeps_nobody_from_ending()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var unblock = new ManualResetEventSlim();
        var isWaiting = new TaskCompletionSource();
        var options = new RunOptions { Grace = TimeSpan.FromMilliseconds(100) };
        var run = Flow.Iter(Endless).Then(BodyAsync).RunAsync(options, cancel.Token);
        await isWaiting.Task.InTime();

        var cancelling = cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(RunModes.AtOnce, Token));
        await cancelling.InTime();
        unblock.Set();

        async Task<int> BodyAsync(int x, CancellationToken token)
        {
            await using var registration = token.Register(() => unblock.Wait(Deadline));
            isWaiting.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);
            return x;
        }
    }

    private static IEnumerable<int> Endless() => Counting(static () => { });

    private static IEnumerable<int> Counting(Action dispose)
    {
        try
        {
            for (var i = 0; ; i++)
            {
                yield return i;
            }
        }
        finally
        {
            dispose();
        }
    }

    private static async IAsyncEnumerable<int> PassAsync(IAsyncEnumerable<int> items)
    {
        await foreach (var item in items)
        {
            yield return item;
        }
    }
}

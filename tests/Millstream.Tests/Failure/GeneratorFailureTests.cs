using System.Runtime.CompilerServices;
using static Millstream.RunModes;

namespace Millstream.Failure;

/// <summary>What becomes of a run whose generator fails, or whose generator is in the middle of something when another task does.</summary>
public sealed class GeneratorFailureTests
{
    private static readonly InvalidOperationException BadItem = new("bad item");

    /// <summary>Every way to the end of a flow, and every mode.</summary>
    public static TheoryData<string, bool, int> Ways
    {
        get
        {
            var ways = new TheoryData<string, bool, int>();
            foreach (var way in new[] { "collect", "fold", "unordered fold", "join", "await foreach" })
            {
                foreach (var (fuse, capacity) in new[] { (true, 1024), (true, 1), (false, 1024), (false, 4), (false, 1) })
                {
                    ways.Add(way, fuse, capacity);
                }
            }

            return ways;
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Ways))]
    [Trait("Proves", "FLU-141")]
    public async Task A_failed_generator_is_named_with_the_item_that_it_was_asked_for(string way, bool fuse, int capacity)
    {
        var cause = new IOException("broken");
        IEnumerable<int> Broken()
        {
            for (var i = 0; i < 5; i++)
            {
                yield return i;
            }

            throw cause;
        }

        var error = await Assert.ThrowsAsync<TaskFailedException>(
            () => RunAsync(way, Flow.Iter(Broken), Of(fuse, capacity)).InTime());

        Assert.Equal("Broken", error.TaskName);
        Assert.Equal(5, error.ItemIndex);
        Assert.Same(cause, error.InnerException);
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "FLU-142")]
    public async Task What_a_generator_gave_before_it_failed_arrives_before_the_error(bool fuse, int capacity)
    {
        var (items, error) = await CollectAsync(Flow.Iter(BrokenAt5).Then(Twice).With(Of(fuse, capacity), Token)).InTime();

        Assert.Equal([0, 2, 4, 6, 8], items);
        Assert.IsType<IOException>(Assert.IsType<TaskFailedException>(error).InnerException);
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    public async Task What_an_asynchronous_generator_gave_before_it_failed_arrives_before_the_error(bool fuse, int capacity)
    {
        var (items, error) = await CollectAsync(Flow.Iter(BrokenAt5Async).Then(Twice).With(Of(fuse, capacity), Token)).InTime();

        Assert.Equal([0, 2, 4, 6, 8], items);
        var failure = Assert.IsType<TaskFailedException>(error);
        Assert.Equal((5, "BrokenAt5Async"), (failure.ItemIndex, failure.TaskName));
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "FLU-160")]
    public async Task The_error_of_a_body_is_thrown_and_that_of_the_generators_finally_attached(bool fuse, int capacity)
    {
        var options = Of(fuse, capacity);
        foreach (var flow in new[] { Flow.Iter(Untidy).Then(FailOn3), Flow.Iter(UntidyAsync).Then(FailOn3) })
        {
            await using var run = flow.Start(options, Token);

            var error = await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.InTime());

            Assert.Same(BadItem, error.InnerException);
            var other = Assert.IsType<TaskFailedException>(Assert.Single(error.AlsoFailed));
            Assert.Equal("cannot tidy up", other.InnerException!.Message);
            Assert.Equal([error, other], run.Errors);
        }

        IEnumerable<int> Untidy()
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
                Throw();
            }
        }

        async IAsyncEnumerable<int> UntidyAsync()
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
                Throw();
            }
        }

        static void Throw() => throw new IOException("cannot tidy up");
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    public async Task The_error_of_a_generators_finally_alone_fails_the_run(bool fuse, int capacity)
    {
        var error = await Assert.ThrowsAsync<TaskFailedException>(
            () => Flow.Iter(Untidy).Then(Twice).RunAsync(Of(fuse, capacity), Token).InTime());

        Assert.Equal(("Untidy", 3L), (error.TaskName, error.ItemIndex!.Value));

        static IEnumerable<int> Untidy()
        {
            try
            {
                yield return 0;
                yield return 1;
                yield return 2;
            }
            finally
            {
                Throw();
            }
        }

        static void Throw() => throw new IOException("cannot tidy up");
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    public async Task A_source_that_waits_when_a_step_behind_it_fails_has_ended_before_it_is_disposed(bool fuse, int capacity)
    {
        var isDisposed = false;

        var error = await Assert.ThrowsAsync<TaskFailedException>(
            () => Flow.Iter(FourThenWaitAsync()).Then(FailOn3).RunAsync(Of(fuse, capacity), Token).InTime());

        Assert.Equal(("FailOn3", 3L), (error.TaskName, error.ItemIndex!.Value));
        Assert.Empty(error.AlsoFailed);
        Assert.True(isDisposed);

        async IAsyncEnumerable<int> FourThenWaitAsync([EnumeratorCancellation] CancellationToken token = default)
        {
            try
            {
                for (var i = 0; i < 4; i++)
                {
                    yield return i;
                }

                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            }
            finally
            {
                isDisposed = true;
            }
        }
    }

    private static int Twice(int x) => x * 2;

    private static int FailOn3(int x) => x == 3 ? throw BadItem : x;

    private static IEnumerable<int> BrokenAt5()
    {
        for (var i = 0; i < 5; i++)
        {
            yield return i;
        }

        throw new IOException("broken");
    }

    private static async IAsyncEnumerable<int> BrokenAt5Async()
    {
        for (var i = 0; i < 5; i++)
        {
            await Task.Yield();
            yield return i;
        }

        throw new IOException("broken");
    }

    private static async Task RunAsync(string way, Flow<int> flow, RunOptions options)
    {
        switch (way)
        {
            case "collect":
                await flow.RunAsync(options, Token);
                break;
            case "fold":
                await flow.Reduce((a, x) => a + x, 0).RunAsync(options, Token);
                break;
            case "unordered fold":
                await flow.Reduce((a, x) => a + x, 0, ordered: false).RunAsync(options, Token);
                break;
            case "join":
                await flow.Join(all => all.Count).RunAsync(options, Token);
                break;
            default:
                await foreach (var _ in flow.With(options, Token))
                {
                }

                break;
        }
    }
}

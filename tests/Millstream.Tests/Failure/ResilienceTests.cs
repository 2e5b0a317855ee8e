using Millstream.Graphs;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using static Millstream.RunModes;

namespace Millstream.Failure;

/// <summary>A pipeline of the user's around each call of a task.</summary>
public sealed class ResilienceTests
{
    private static readonly ResiliencePipeline TwoMore = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 2, Delay = TimeSpan.Zero })
        .Build();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    public async Task Its_retries_repeat_the_call_and_are_counted(bool fuse, int capacity)
    {
        var calls = new int[4];
        var flow = Flow.Range(0, 4).Then(SecondTime, o => o.Resilience(TwoMore).Named("call"));
        await using var run = flow.Start(Of(fuse, capacity), Token);
        await run.Completion.InTime();

        Assert.Equal([0, 1, 2, 3], await run.ResultAsync(flow, Token));
        Assert.Equal([2, 2, 2, 2], calls);
        Assert.Equal(8, run.Snapshot().Tasks.Single(t => t.TaskName == "call").Attempts);

        int SecondTime(int x) => ++calls[x] == 2 ? x : throw new IOException("first time");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task What_fails_for_good_tells_how_often_it_was_tried(int parallel)
    {
        var error = await Assert.ThrowsAsync<TaskFailedException>(() => Flow.Range(0, 3)
            .Then(x => x < 2 ? x : throw new IOException("never"), o => o.Resilience(TwoMore).Parallel(parallel).Named("call"))
            .RunAsync(Token).InTime());

        Assert.Equal((2L, 3), (error.ItemIndex, error.Attempt));
        Assert.IsType<IOException>(error.InnerException);
    }

    [Fact]
    public async Task An_open_circuit_fails_items_without_a_call()
    {
        int calls = 0;
        var breaker = new ResiliencePipelineBuilder()
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions { FailureRatio = 0.5, MinimumThroughput = 2, BreakDuration = TimeSpan.FromHours(1) })
            .Build();
        var flow = Flow.Range(0, 5).Then(Fail, o => o.Resilience(breaker));
        var letters = await flow.DeadLetters().RunAsync(Token).InTime();

        Assert.Equal(2, calls);
        Assert.Equal([1, 1, 0, 0, 0], letters.Select(l => l.Attempt));
        Assert.All(letters.Take(2), l => Assert.IsType<IOException>(l.Error));
        Assert.All(letters.Skip(2), l => Assert.IsType<BrokenCircuitException>(l.Error));

        int Fail(int x)
        {
            calls++;
            throw new IOException("down");
        }
    }

    [Fact]
    public async Task A_timeout_limits_each_attempt_inside_it()
    {
        int calls = 0;
        var items = await Flow.Range(0, 1)
            .Then(SlowAtFirstAsync, o => o.Resilience(TwoMore).Timeout(TimeSpan.FromMilliseconds(50)))
            .RunAsync(Token).InTime();

        Assert.Equal([0], items);
        Assert.Equal(2, calls);

        async ValueTask<int> SlowAtFirstAsync(int x, CancellationToken token)
        {
            if (++calls == 1)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            }

            return x;
        }
    }

    [Fact]
    public async Task A_fallback_is_used_when_the_pipeline_gives_up() =>
        Assert.Equal([-1, -1], await Flow.Range(0, 2)
            .Then(Never, o => o.Resilience(TwoMore).Fallback((int _, Exception _) => -1))
            .RunAsync(Token).InTime());

    [Fact]
    public void It_is_refused_beside_retry_in_either_order_and_on_a_source()
    {
        var after = Assert.Throws<GraphConfigurationException>(() => Flow.Range(0, 2).Then(Never, o => o.Retry(3).Resilience(TwoMore)));
        var before = Assert.Throws<GraphConfigurationException>(() => Flow.Range(0, 2).Then(Never, o => o.Named("x").Resilience(TwoMore).Retry(3)));
        var source = Assert.Throws<GraphConfigurationException>(() => Flow.Iter(() => Enumerable.Range(0, 2), o => o.Resilience(TwoMore)));

        Assert.Contains("Both Retry(3) and Resilience are set, and nothing says which is around which.", after.Message, StringComparison.Ordinal);
        Assert.Contains("Both Retry(3) and Resilience are set on 'x'", before.Message, StringComparison.Ordinal);
        Assert.Contains("has the option Resilience", source.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_retries_at_all_go_with_it() =>
        Assert.Equal([0, 1], await Flow.Range(0, 2).Then(x => x, o => o.Retry(0).Resilience(TwoMore)).RunAsync(Token).InTime());

    private static int Never(int x) => throw new IOException("never");
}

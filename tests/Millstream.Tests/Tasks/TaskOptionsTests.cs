namespace Millstream.Tasks;

/// <summary>Options of tasks and runs: each is checked where it is given.</summary>
public sealed class TaskOptionsTests
{
    [Fact]
    public void A_delay_of_a_retry_is_at_most_one_day()
    {
        Accept(o => o.Retry(2, TimeSpan.FromDays(1), isExponential: true));
        AssertRefused("delay", TimeSpan.FromDays(1) + TimeSpan.FromTicks(1), "from none to one day", o => o.Retry(2, TimeSpan.FromDays(1) + TimeSpan.FromTicks(1)));
        AssertRefused("delay", TimeSpan.FromTicks(-1), "from none to one day", o => o.Retry(2, TimeSpan.FromTicks(-1)));
    }

    [Fact]
    public void A_time_limit_is_one_that_a_timer_can_take()
    {
        Accept(o => o.Timeout(TimeSpan.FromTicks(1)));
        Accept(o => o.Timeout(TimeSpan.FromMilliseconds(int.MaxValue)));
        AssertRefused("limit", TimeSpan.Zero, "more than none, and at most 2,147,483,647 ms", o => o.Timeout(TimeSpan.Zero));
        AssertRefused("limit", TimeSpan.MaxValue, "more than none, and at most 2,147,483,647 ms", o => o.Timeout(TimeSpan.MaxValue));
        AssertRefused("limit", Timeout.InfiniteTimeSpan, "For no limit leave the option out.", o => o.Timeout(Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public async Task The_longest_delay_and_limit_can_be_run()
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(token);
        var hasFailed = new TaskCompletionSource();

        Task<IReadOnlyList<int>> run = Flow.From(1)
            .Then(x => x, o => o.Timeout(TimeSpan.FromMilliseconds(int.MaxValue)))
            .Then(Fail, o => o.Retry(40, TimeSpan.FromDays(1), isExponential: true)).RunAsync(cancel.Token);
        await hasFailed.Task.InTime();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.InTime());

        int Fail(int x)
        {
            hasFailed.TrySetResult();
            throw new IOException("not yet");
        }
    }

    [Fact]
    public void An_edge_may_not_grow_by_less_than_nothing()
    {
        Assert.Equal(0, new RunOptions { GrowthQuotaBytes = 0 }.GrowthQuotaBytes);
        AssertOutOfRange("GrowthQuotaBytes", -1L, "0 (no growth) or more", () => new RunOptions { GrowthQuotaBytes = -1 });
    }

    [Fact]
    public void A_grace_time_is_one_that_a_timer_can_take()
    {
        Assert.Equal(TimeSpan.Zero, new RunOptions { Grace = TimeSpan.Zero }.Grace);
        AssertOutOfRange("Grace", TimeSpan.MaxValue, "zero to 2,147,483,647 ms", () => new RunOptions { Grace = TimeSpan.MaxValue });
        AssertOutOfRange("Grace", TimeSpan.FromTicks(-1), "zero to 2,147,483,647 ms", () => new RunOptions { Grace = TimeSpan.FromTicks(-1) });
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t")]
    public void A_run_has_an_id_that_can_be_read(string id)
    {
        var error = Assert.Throws<ArgumentException>(() => new RunOptions { RunId = id });

        Assert.Equal("RunId", error.ParamName);
        Assert.StartsWith($"RunId: '{id}' is blank. Give the run an id, or null for a new one.", error.Message, StringComparison.Ordinal);
        Assert.Null(new RunOptions { RunId = null }.RunId);
    }

    private static void Accept(Func<TaskOptions, TaskOptions> options) => Flow.From(1).Then(x => x, options);

    private static void AssertRefused(string parameter, object value, string range, Func<TaskOptions, TaskOptions> options) =>
        AssertOutOfRange(parameter, value, range, () => Flow.From(1).Then(x => x, options));

    private static void AssertOutOfRange(string parameter, object value, string range, Func<object> build)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(build);
        Assert.Equal(parameter, error.ParamName);
        Assert.Equal(value, error.ActualValue);
        Assert.Contains(range, error.Message, StringComparison.Ordinal);
    }
}

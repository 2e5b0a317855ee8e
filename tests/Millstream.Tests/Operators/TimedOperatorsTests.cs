using Millstream.Testing;

namespace Millstream.Operators;

/// <summary>Throttle, Debounce, Sample, Delay, Timeout and Chunk by time, driven by a clock that only the test moves.</summary>
public sealed class TimedOperatorsTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTimeProvider _time = new();
    private readonly TestSource<int> _source = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private RunOptions Options => new() { Time = _time };

    [Fact, Trait("Proves", "FLU-172")]
    public async Task Throttle_spaces_items_and_loses_none()
    {
        await using var sink = new TestSink<int>(_source.Flow.Throttle(Second), Options);
        _source.Push(1, 2, 3);
        _source.Complete();

        Assert.Equal([1], await sink.TakeAsync(1, Token));
        await AdvanceAsync(Second);
        Assert.Equal([2], await sink.TakeAsync(1, Token));
        await AdvanceAsync(Second);
        Assert.Equal([3], await sink.TakeAsync(1, Token));
        await sink.EndAsync(Token);
    }

    [Theory, Trait("Proves", "FLU-172")]
    [InlineData("debounce")]
    [InlineData("sample")]
    public async Task Debounce_gives_what_nothing_followed_sample_the_newest_of_each_period_and_both_what_they_hold_at_the_end(string way)
    {
        await using var sink = new TestSink<int>(way == "debounce" ? _source.Flow.Debounce(Second) : _source.Flow.Sample(Second), Options);
        await _source.HandOverAsync(1, Token);
        await AdvanceAsync(Second);
        Assert.Equal([1], await sink.TakeAsync(1, Token));

        _source.Push(2, 3);
        _source.Complete();
        Assert.Equal([3], await sink.TakeAsync(1, Token));
        await sink.EndAsync(Token);
    }

    [Fact, Trait("Proves", "FLU-172")]
    public async Task Delay_moves_each_item_in_order()
    {
        await using var sink = new TestSink<int>(_source.Flow.Delay(Second), Options);
        foreach (int item in (int[])[1, 2, 3])
        {
            await _source.HandOverAsync(item, Token);
            await AdvanceAsync(Second);
            Assert.Equal([item], await sink.TakeAsync(1, Token));
        }

        _source.Complete();
        await sink.EndAsync(Token);
    }

    [Fact, Trait("Proves", "FLU-172")]
    public async Task Timeout_fails_at_the_first_gap_longer_than_its_limit()
    {
        await using var sink = new TestSink<int>(_source.Flow.Timeout(Second), Options);
        await _source.HandOverAsync(1, Token);
        Assert.Equal([1], await sink.TakeAsync(1, Token));
        await AdvanceAsync(Second);

        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => sink.TakeAsync(1, Token));
        Assert.IsType<TimeoutException>(error.InnerException);
        Assert.Equal("timeout", error.TaskName);
        Assert.Equal("No item came for 1000 ms.", error.InnerException.Message);
    }

    [Fact]
    public async Task Chunk_by_time_gives_a_part_when_its_time_is_over_or_it_is_full()
    {
        await using var sink = new TestSink<int[]>(_source.Flow.Chunk(Second, 2), Options);
        await _source.HandOverAsync(1, Token);
        await AdvanceAsync(Second);
        await AssertNextAsync(1);

        _source.Push(2, 3, 4);
        await AssertNextAsync(2, 3);
        _source.Complete();
        await AssertNextAsync(4);
        await sink.EndAsync(Token);

        async Task AssertNextAsync(params int[] part)
        {
            int[] taken = Assert.Single(await sink.TakeAsync(1, Token));
            Assert.Equal(part, taken);
        }
    }

    [Theory]
    [InlineData("debounce", 1)]
    [InlineData("sample", 1)]
    [InlineData("delay", 2)]
    [InlineData("chunk", 2)]
    public async Task What_an_operator_holds_when_its_source_fails_is_counted_as_dropped(string name, int held)
    {
        GraphRun run = name switch
        {
            "debounce" => _source.Flow.Debounce(Second).Start(Options, Token),
            "sample" => _source.Flow.Sample(Second).Start(Options, Token),
            "delay" => _source.Flow.Delay(Second).Start(Options, Token),
            _ => _source.Flow.Chunk(Second).Start(Options, Token),
        };
        await using GraphRun owned = run;
        for (int item = 0; item < held; item++)
        {
            await _source.HandOverAsync(item, Token);
        }

        await _time.WaitForTimersAsync(1, Token).WaitAsync(TimeSpan.FromSeconds(60), Token);
        _source.Fail(new IOException("broken"));

        await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.WaitAsync(TimeSpan.FromSeconds(60), Token));
        Assert.Equal(held, run.Snapshot().Task(name).Dropped);
    }

    [Fact]
    public async Task A_kill_ends_every_timed_wait_at_once()
    {
        Flow<int>[] flows =
        [
            _source.Flow.Throttle(Second), new TestSource<int>().Flow.Delay(Second), new TestSource<int>().Flow.Timeout(Second),
            new TestSource<int>().Flow.Debounce(Second), new TestSource<int>().Flow.Sample(Second),
        ];

        foreach (Flow<int> flow in flows)
        {
            GraphRun run = flow.Start(Options, Token);
            await run.KillAsync(Token).WaitAsync(TimeSpan.FromSeconds(60), Token);
            Assert.Equal(RunStatus.Killed, run.Status);
        }
    }

    [Fact]
    public void A_time_that_is_none_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>("interval", () => _source.Flow.Throttle(TimeSpan.Zero));

    /// <summary>Moves the clock once somebody waits for it.</summary>
    private async Task AdvanceAsync(TimeSpan by)
    {
        await _time.WaitForTimersAsync(1, Token).WaitAsync(TimeSpan.FromSeconds(60), Token);
        _time.Advance(by);
    }
}

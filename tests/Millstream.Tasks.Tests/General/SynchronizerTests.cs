using Millstream.Graphs;

namespace Millstream.General;

[Trait("Proves", "TD-117")]
public sealed class SynchronizerTests
{
    [Fact]
    public Task All_streams_come_out_by_the_release_rule() => WithAsync(new() { Streams = 2 }, new RunOptions(), async rig =>
    {
        await rig.SayAsync("input1", 1, at: 100);
        await rig.SayAsync("input2", 2, at: 200);
        Assert.Equal(("1@100", ""), (rig.Heard("output1"), rig.Heard("output2")));
        await rig.SayAsync("input1", 3, at: 150);
        Assert.Equal(("3@150", ""), (rig.Heard("output1"), rig.Heard("output2")));
        await rig.SayAsync("input1", 4, at: 250);
        Assert.Equal(("", "2@200"), (rig.Heard("output1"), rig.Heard("output2")));
        await rig.SayAsync("input2", 5, at: 260);
        Assert.Equal(("4@250", ""), (rig.Heard("output1"), rig.Heard("output2")));
        await rig.PauseAsync("input1");
        Assert.Equal(("paused", "5@260"), (rig.Heard("output1"), rig.Heard("output2")));
        await rig.EndAsync("input1");
        Assert.Equal(("end", ""), (rig.Heard("output1"), rig.Heard("output2")));
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public Task The_rule_holds_for_as_many_as_are_connected(int streams) => WithAsync(new() { Streams = streams }, new RunOptions(), async rig =>
    {
        // Each is seen, then the first goes ahead: what it gives is held until all others have come as far.
        for (int n = 1; n <= streams; n++)
        {
            await rig.SayAsync($"input{n}", n, at: 100 + n);
        }

        string[] first = [.. Enumerable.Range(1, streams).Select(n => rig.Heard($"output{n}"))];
        Assert.Equal("1@101", first[0]);
        await rig.SayAsync("input1", 10, at: 500);
        for (int n = 2; n <= streams; n++)
        {
            Assert.Equal("", rig.Heard("output1"));
            await rig.SayAsync($"input{n}", 20 + n, at: 500 + n);
        }

        // The last of them has made way for it, and for what the others held before.
        Assert.Equal("10@500", rig.Heard("output1"));
        for (int n = 2; n <= streams; n++)
        {
            string[] heard = [.. (first[n - 1] + " " + rig.Heard($"output{n}")).Split(' ', StringSplitOptions.RemoveEmptyEntries)];
            Assert.Equal($"{n}@{100 + n}", heard[0]);
        }
    });

    [Fact]
    public Task A_silent_stream_is_waited_for_as_long_as_the_run_says() =>
        WithAsync(new() { Streams = 3 }, new RunOptions { StallTimeout = TimeSpan.FromSeconds(2) }, rig => SilentAsync(rig, 2000));

    [Fact]
    public Task Or_as_its_own_setting_says() => WithAsync(
        new() { Streams = 3, StallTimeout = TimeSpan.FromSeconds(1) }, new RunOptions { StallTimeout = TimeSpan.FromSeconds(2) }, rig => SilentAsync(rig, 1000));

    [Fact]
    public Task Zero_is_for_ever() => WithAsync(new() { Streams = 2, StallTimeout = TimeSpan.Zero }, new RunOptions { StallTimeout = TimeSpan.FromSeconds(2) }, async rig =>
    {
        await rig.SayAsync("input1", 1, at: 100);
        await rig.SayAsync("input2", 2, at: 200);
        await rig.PassAsync(1_000_000);
        Assert.Equal("", rig.Heard("output2"));
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task In_code_it_has_as_many_as_it_is_given(int streams)
    {
        Flow<int>[] flows = [.. Enumerable.Range(0, streams).Select(n => Flow.From(Enumerable.Range(0, 10).Select(i => (i * streams) + n).ToArray()).TimedBy(i => DateTimeOffset.FromUnixTimeMilliseconds(i)))];

        IReadOnlyList<Flow<int>> together = await GeneralTasks.SynchronizeAsync(flows);

        Assert.Equal(streams, together.Count);
        var g = new GraphBuilder("together");
        for (int n = 0; n < streams; n++)
        {
            g.Output($"out{n}", together[n]);
        }

        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), cancellationToken: TestContext.Current.CancellationToken);
        await run.Completion.WaitAsync(Runs.Deadline, TestContext.Current.CancellationToken);
        for (int n = 0; n < streams; n++)
        {
            Assert.Equal(Enumerable.Range(0, 10).Select(i => (i * streams) + n), await run.ResultAsync<IReadOnlyList<int>>($"out{n}"));
        }
    }

    private static async Task SilentAsync(LiveRig rig, long limit)
    {
        await rig.SayAsync("input1", 1, at: 100);
        await rig.SayAsync("input2", 2, at: 200);
        await rig.PassAsync(limit - 1);
        Assert.Equal("", rig.Heard("output2"));
        await rig.PassAsync(1);
        Assert.Equal("2@200", rig.Heard("output2"));
        Assert.Equal("", rig.Heard("output3"));
    }

    private static async Task WithAsync(SynchronizerSettings settings, RunOptions options, Func<LiveRig, Task> test) => await LiveRig.RunAsync(
        await SynchronizerDefinitions.Synchronizer<int>().SetUpAsync(settings, cancellationToken: TestContext.Current.CancellationToken), test, options);
}

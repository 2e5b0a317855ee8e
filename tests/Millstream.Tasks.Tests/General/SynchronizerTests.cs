namespace Millstream.General;

// TD-117 is not claimed: that a stream appears as one connects is the editor's.
public sealed class SynchronizerTests
{
    [Fact]
    public Task All_streams_come_out_by_the_release_rule() => WithAsync(2, new RunOptions(), async rig =>
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

    [Fact]
    public Task A_silent_stream_is_waited_for_as_long_as_the_run_says() => WithAsync(3, new RunOptions { StallTimeout = TimeSpan.FromSeconds(2) }, async rig =>
    {
        await rig.SayAsync("input1", 1, at: 100);
        await rig.SayAsync("input2", 2, at: 200);
        await rig.PassAsync(1999);
        Assert.Equal("", rig.Heard("output2"));
        await rig.PassAsync(1);
        Assert.Equal("2@200", rig.Heard("output2"));
        Assert.Equal("", rig.Heard("output3"));
    });

    private static async Task WithAsync(int streams, RunOptions options, Func<LiveRig, Task> test) => await LiveRig.RunAsync(
        await SynchronizerDefinitions.Synchronizer<int>().SetUpAsync(new SynchronizerSettings { Streams = streams }, cancellationToken: TestContext.Current.CancellationToken), test, options);
}

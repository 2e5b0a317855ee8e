namespace Millstream.General;

[Trait("Proves", "TD-115")]
public sealed class TimeBufferTests
{
    [Fact]
    public Task An_item_leaves_when_the_clock_is_past_it_by_the_size() => WithAsync(new TimeBufferSettings(), async rig =>
    {
        await rig.SayAsync("input", 1, at: 0);
        await rig.SayAsync("input", 2, at: 300);
        await rig.SayAsync("input", 3, at: 300);
        await rig.PassAsync(999);
        Assert.Equal("", rig.Heard());
        await rig.PassAsync(1);
        Assert.Equal("1@0", rig.Heard());
        await rig.PassAsync(300);
        Assert.Equal("2@300 3@300", rig.Heard());

        // A pause stays in its place.
        await rig.SayAsync("input", 4, at: 310);
        await rig.PauseAsync("input");
        Assert.Equal("", rig.Heard());
        await rig.PassAsync(10);
        Assert.Equal("4@310 paused", rig.Heard());

        // One that is late leaves at once; the end waits for what is held.
        await rig.ResumeAsync("input");
        await rig.SayAsync("input", 5, at: 310);
        Assert.Equal("resumed 5@310", rig.Heard());
        await rig.SayAsync("input", 6, at: 1310);
        await rig.EndAsync("input");
        await rig.PassAsync(998);
        Assert.Equal("", rig.Heard());
        await rig.PassAsync(1);
        Assert.Equal("6@1310 end", rig.Heard());
    });

    [Fact]
    public Task Or_when_the_newest_item_is() => WithAsync(new TimeBufferSettings { TimeReference = TimeReference.Items, Size = TimeSpan.FromMilliseconds(100) }, async rig =>
    {
        await rig.SayAsync("input", 1, at: 0);
        await rig.SayAsync("input", 2, at: 99);
        await rig.PassAsync(5000);
        Assert.Equal("", rig.Heard());
        await rig.SayAsync("input", 3, at: 100);
        Assert.Equal("1@0", rig.Heard());
        await rig.SayAsync("input", 4, at: 250);
        Assert.Equal("2@99 3@100", rig.Heard());
        await rig.EndAsync("input");
        Assert.Equal("4@250 end", rig.Heard());
    });

    private static Task WithAsync(TimeBufferSettings settings, Func<LiveRig, Task> test) => LiveRig.RunAsync(GeneralTasksDefinitions.TimeBuffer<int>().WithSettings(settings), test);
}

namespace Millstream.General;

[Trait("Proves", "TD-107")]
public sealed class MessageDetectorTests
{
    [Fact]
    public Task It_tells_at_the_start_and_on_each_change_whether_items_come() => WithAsync(new MessageDetectorSettings(), async rig =>
    {
        Assert.Equal("0@0", rig.Heard());
        await rig.SayAsync("input", 1, at: 7);
        Assert.Equal("1@0", rig.Heard());
        await rig.SayAsync("input", 2, at: 8);
        await rig.SayTimelessAsync("input", 3);
        await rig.PassAsync(10_000);
        Assert.Equal("", rig.Heard());
        await rig.PauseAsync("input");
        Assert.Equal("0@10000", rig.Heard());
        await rig.ResumeAsync("input");
        Assert.Equal("1@10000", rig.Heard());
    });

    [Fact]
    public Task Closed_an_item_without_a_time_counts_as_none() => WithAsync(new MessageDetectorSettings { FailMode = FailMode.Closed }, async rig =>
    {
        await rig.SayAsync("input", 1, at: 7);
        await rig.SayTimelessAsync("input", 3);
        await rig.SayAsync("input", 2, at: 8);
        Assert.Equal("0@0 1@0 0@0 1@0", rig.Heard());
    });

    [Fact]
    public Task It_times_out() => WithAsync(new MessageDetectorSettings { TimeOut = TimeSpan.FromMilliseconds(50) }, async rig =>
    {
        await rig.SayAsync("input", 1, at: 7);
        await rig.PassAsync(49);
        Assert.Equal("0@0 1@0", rig.Heard());
        await rig.PassAsync(1);
        Assert.Equal("0@50", rig.Heard());
        await rig.SayAsync("input", 2, at: 8);
        await rig.PassAsync(30);
        await rig.SayAsync("input", 3, at: 9);
        await rig.PassAsync(49);
        Assert.Equal("1@50", rig.Heard());
        await rig.PassAsync(1);
        Assert.Equal("0@130", rig.Heard());
    });

    [Fact]
    public Task It_repeats() => WithAsync(new MessageDetectorSettings { RepeatInterval = TimeSpan.FromMilliseconds(100), TimeOut = TimeSpan.FromMilliseconds(250) }, async rig =>
    {
        await rig.PassAsync(200);
        Assert.Equal("0@0 0@100 0@200", rig.Heard());
        await rig.SayAsync("input", 1, at: 7);
        await rig.PassAsync(400);
        Assert.Equal("1@200 1@300 1@400 0@450 0@550", rig.Heard());
    });

    [Fact]
    public void It_takes_anything_and_gives_numbers()
    {
        TaskDescriptor detector = BuiltInTasks.Catalogue.FindFamily("message.detector")!.Descriptor;

        Assert.True(detector.Inlets[0].Description.IsFree);
        Assert.Equal((typeof(double), null), (detector.Outlets[0].ItemType, detector.Outlets[0].Description.Mirrors));
    }

    private static Task WithAsync(MessageDetectorSettings settings, Func<LiveRig, Task> test) =>
        LiveRig.RunAsync(GeneralTasksDefinitions.MessageDetector<int>().WithSettings(settings), test);
}

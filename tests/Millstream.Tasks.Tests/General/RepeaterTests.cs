namespace Millstream.General;

[Trait("Proves", "TD-113")]
public sealed class RepeaterTests
{
    [Fact]
    public Task It_gives_the_last_item_again_at_the_rate_with_the_current_time() => WithAsync(new RepeaterSettings(), async rig =>
    {
        await rig.PassAsync(500);
        Assert.Equal("", rig.Heard());
        await rig.SayAsync("input", 1, at: 3);
        Assert.Equal("1@500", rig.Heard());
        await rig.PassAsync(250);
        Assert.Equal("1@600 1@700", rig.Heard());
        await rig.SayAsync("input", 2, at: 4);
        await rig.PassAsync(100);
        Assert.Equal("2@800", rig.Heard());

        // What has no time is passed on, and is not repeated.
        await rig.SayTimelessAsync("input", 9);
        Assert.Equal("9", rig.Heard());
        await rig.PassAsync(100);
        Assert.Equal("2@900", rig.Heard());
        await rig.PauseAsync("input");
        await rig.PassAsync(300);
        Assert.Equal("paused", rig.Heard());
        await rig.ResumeAsync("input");
        await rig.PassAsync(100);
        Assert.Equal("resumed 2@1250 2@1350", rig.Heard());
        await rig.EndAsync("input");
        Assert.Equal("end", rig.Heard());
    });

    [Fact]
    public Task Closed_it_is_silent_after_an_item_without_a_time_until_the_next_good_one() => WithAsync(new RepeaterSettings { FailClosed = true, Rate = 20 }, async rig =>
    {
        await rig.SayAsync("input", 1, at: 3);
        await rig.PassAsync(50);
        Assert.Equal("1@0 1@50", rig.Heard());
        await rig.SayTimelessAsync("input", 9);
        await rig.PassAsync(200);
        Assert.Equal("paused", rig.Heard());
        await rig.SayAsync("input", 2, at: 4);
        await rig.PassAsync(50);
        Assert.Equal("resumed 2@250 2@300", rig.Heard());
    });

    [Fact]
    public void Its_output_mirrors_its_input_with_the_rate_of_the_setting()
    {
        TaskDescriptor repeater = BuiltInTasks.Catalogue.FindFamily("repeater")!.Descriptor;

        Assert.Equal(("input", "rate"), (repeater.Outlets[0].Description.Mirrors, repeater.Outlets[0].Description.FromSettings[0].Setting));
        Assert.Equal(["the setting 'Rate' is 0. It is more than 0, and 1000 at most."], new RepeaterSettings { Rate = 0 }.Check());
    }

    private static Task WithAsync(RepeaterSettings settings, Func<LiveRig, Task> test) => LiveRig.RunAsync(GeneralTasksDefinitions.Repeater<int>().WithSettings(settings), test);
}

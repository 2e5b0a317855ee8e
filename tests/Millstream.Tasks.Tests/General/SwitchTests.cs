namespace Millstream.General;

[Trait("Proves", "TD-118")]
public sealed class SwitchTests
{
    [Fact]
    public Task It_gives_the_input_with_the_highest_control() => WithAsync(2, async rig =>
    {
        await rig.SayAsync("input1", 1, at: 5);
        Assert.Equal("paused", rig.Heard());
        await rig.SayAsync("control1", 1, at: 5);
        await rig.SayAsync("input1", 2, at: 5);
        Assert.Equal("resumed 2@5", rig.Heard());
        await rig.SayAsync("control2", 3, at: 5);
        await rig.SayAsync("input1", 3, at: 5);
        await rig.SayAsync("input2", 4, at: 5);
        Assert.Equal("4@5", rig.Heard());
        await rig.SayAsync("control1", 3, at: 5);
        await rig.SayAsync("input2", 5, at: 5);
        await rig.SayAsync("input1", 6, at: 5);
        Assert.Equal("6@5", rig.Heard());
    });

    [Fact]
    public Task A_control_that_pauses_takes_its_input_out_of_the_race() => WithAsync(3, async rig =>
    {
        foreach (int n in (int[])[1, 2, 3])
        {
            await rig.SayAsync($"control{n}", n, at: 5);
            await rig.SayAsync($"input{n}", 0, at: 5);
        }

        rig.Heard();
        await rig.PauseAsync("control3");
        await rig.SayAsync("input3", 3, at: 5);
        await rig.SayAsync("input2", 2, at: 5);
        Assert.Equal("2@5", rig.Heard());
        await rig.PauseAsync("control2");
        await rig.PauseAsync("control1");
        Assert.Equal("paused", rig.Heard());
        await rig.ResumeAsync("control2");
        await rig.SayAsync("input2", 4, at: 5);
        Assert.Equal("resumed 4@5", rig.Heard());
        await rig.PauseAsync("input2");
        Assert.Equal("paused", rig.Heard());
        await rig.ResumeAsync("control3");
        Assert.Equal("resumed", rig.Heard());
    });

    [Fact]
    public Task Controls_go_before_inputs_of_the_same_time() => WithAsync(2, async rig =>
    {
        await rig.SayAsync("control1", 1, at: 5);
        await rig.SayAsync("control2", 0, at: 5);
        await rig.SayAsync("input1", 1, at: 10);
        await rig.SayAsync("input2", 2, at: 10);
        await rig.SayAsync("control1", 1, at: 10);
        rig.Heard();
        await rig.SayAsync("control2", 2, at: 10);
        Assert.Equal("2@10", rig.Heard());
    });

    [Fact]
    public async Task It_has_as_many_pairs_as_it_is_told()
    {
        TaskDefinition ready = await SwitchDefinitions.Switch<int>().SetUpAsync(new SwitchSettings { Inputs = 3 }, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(["input1", "input2", "input3", "control1", "control2", "control3"], ready.Descriptor.Inlets.Select(i => i.Name));
        Assert.Equal([0, 0, 0, 1, 1, 1], ready.Descriptor.Inlets.Select(i => i.Priority));
        Assert.Equal("Switch", ready.Descriptor.Label);
    }

    private static async Task WithAsync(int inputs, Func<LiveRig, Task> test) =>
        await LiveRig.RunAsync(await SwitchDefinitions.Switch<int>().SetUpAsync(new SwitchSettings { Inputs = inputs }, cancellationToken: TestContext.Current.CancellationToken), test);
}

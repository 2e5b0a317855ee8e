namespace Millstream.General;

[Trait("Proves", "TD-119")]
public sealed class SrLatchTests
{
    [Theory]
    [InlineData(false, "0")]
    [InlineData(true, "1")]
    public Task It_sets_resets_and_keeps_and_sends_on_every_item(bool initially, string first) => LiveRig.RunAsync(
        GeneralTasksDefinitions.SrLatch.WithSettings(new SrLatchSettings { DefaultValue = initially }),
        async rig =>
        {
            foreach ((string inlet, double number, string held) in new[]
            {
                ("set", 0, first), ("reset", 0, first),
                ("set", 1, "1"), ("set", 0, "1"), ("reset", 0.5, "1"),
                ("reset", 0.6, "0"), ("set", 1, "0"), ("reset", 0, "1"),
                ("reset", 1, "1"), ("set", 0, "0"), ("reset", 0, "0"), ("set", 0, "0"),
            })
            {
                await rig.SayAsync(inlet, number, at: 7);
                Assert.Equal(held + "@7", rig.Heard());
            }
        });

    [Fact]
    public Task It_pauses_while_both_inlets_do() => LiveRig.RunAsync(GeneralTasksDefinitions.SrLatch, async rig =>
    {
        await rig.PauseAsync("set");
        Assert.Equal("", rig.Heard());
        await rig.PauseAsync("reset");
        Assert.Equal("paused", rig.Heard());
        await rig.ResumeAsync("set");
        await rig.SayAsync("set", 1, at: 3);
        Assert.Equal("resumed 1@3", rig.Heard());
        await rig.EndAsync("set");
        Assert.Equal("paused", rig.Heard());
        await rig.EndAsync("reset");
        Assert.Equal("end", rig.Heard());
    });
}

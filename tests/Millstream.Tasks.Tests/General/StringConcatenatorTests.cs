namespace Millstream.General;

[Trait("Proves", "TD-120")]
public sealed class StringConcatenatorTests
{
    [Theory]
    [InlineData("", "abc")]
    [InlineData("--", "a--b--c")]
    public Task It_collects_and_gives_all_when_the_control_becomes_true(string separator, string all) => LiveRig.RunAsync(
        GeneralTasksDefinitions.StringConcatenator.WithSettings(new StringConcatenatorSettings { Separator = separator }),
        async rig =>
        {
            await rig.SayAsync("control", 1, at: 5);
            foreach (string text in (string[])["a", "b", "c"])
            {
                await rig.SayAsync("input", text, at: 5);
            }

            await rig.SayAsync("control", 1, at: 5);
            await rig.SayAsync("control", 0, at: 5);
            Assert.Equal("", rig.Heard());
            await rig.SayAsync("control", 1, at: 5);
            Assert.Equal(all + "@5", rig.Heard());
            await rig.SayAsync("control", 0, at: 5);
            await rig.SayAsync("control", 1, at: 5);
            Assert.Equal("", rig.Heard());
            await rig.SayAsync("input", "d", at: 5);
            await rig.SayAsync("control", 0, at: 6);
            await rig.PauseAsync("input");
            await rig.SayAsync("control", 1, at: 6);
            Assert.Equal("d@6", rig.Heard());
            await rig.PauseAsync("control");
            Assert.Equal("paused", rig.Heard());
        });
}

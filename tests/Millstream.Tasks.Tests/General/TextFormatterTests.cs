namespace Millstream.General;

[Trait("Proves", "TD-122")]
public sealed class TextFormatterTests
{
    [Fact]
    public Task Names_are_replaced_on_every_item() => WithAsync(Of("Hi_{who},_{{{greeting}}}", ("who", ""), ("greeting", "hello")), async rig =>
    {
        await rig.SayAsync("who", "Ann", at: 3);
        Assert.Equal("Hi_Ann,_{hello}@3", rig.Heard());
        await rig.SayAsync("greeting", "{who}", at: 3);
        Assert.Equal("Hi_Ann,_{{who}}@3", rig.Heard());
    });

    [Fact]
    public Task A_pause_and_its_end_set_a_track_back() => WithAsync(Of("{a}-{b}", ("a", "x"), ("b", "y")), async rig =>
    {
        await rig.SayAsync("a", "1", at: 1);
        await rig.PauseAsync("a");
        await rig.SayAsync("b", "2", at: 1);
        Assert.Equal("1-y@1 x-2@1", rig.Heard());
        await rig.SayAsync("a", "3", at: 1);
        await rig.ResumeAsync("a");
        await rig.SayAsync("b", "4", at: 1);
        Assert.Equal("3-2@1 x-4@1", rig.Heard());
        await rig.PauseAsync("a");
        await rig.PauseAsync("b");
        Assert.Equal("paused", rig.Heard());
    });

    [Theory]
    [InlineData("Hi {you}", "the setting 'Template' has '{you}', and there is no track of that name. There are 'who'.")]
    [InlineData("Hi {who", "the setting 'Template' has a fault: '{' at character 4 belongs to no other. Write {name} for the text of a track, and {{ for the character itself.")]
    [InlineData("Hi who}", "the setting 'Template' has a fault: '}' at character 7 belongs to no other. Write {name} for the text of a track, and }} for the character itself.")]
    public async Task What_is_wrong_is_refused_when_it_is_saved(string template, string fault)
    {
        var refused = await Assert.ThrowsAsync<Graphs.GraphConfigurationException>(
            () => TextFormatterDefinitions.TextFormatter.SetUpAsync(Of(template, ("who", "")), cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal("'text.formatter': " + fault, Assert.Single(refused.Faults).Message);
    }

    private static TextFormatterSettings Of(string template, params (string Name, string Default)[] tracks) =>
        new() { Template = template, Tracks = tracks.ToDictionary(t => t.Name, t => t.Default) };

    private static async Task WithAsync(TextFormatterSettings settings, Func<LiveRig, Task> test) =>
        await LiveRig.RunAsync(await TextFormatterDefinitions.TextFormatter.SetUpAsync(settings, cancellationToken: TestContext.Current.CancellationToken), test);
}

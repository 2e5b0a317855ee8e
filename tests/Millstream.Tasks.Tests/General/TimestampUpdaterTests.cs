namespace Millstream.General;

[Trait("Proves", "TD-116")]
public sealed class TimestampUpdaterTests
{
    [Theory]
    [InlineData(TimeReference.Clock, 0, "1@50 2@60")]
    [InlineData(TimeReference.Clock, -20, "1@30 2@40")]
    [InlineData(TimeReference.Items, 100, "1@103 2@108")]
    [InlineData(TimeReference.Items, 0, "1@3 2@8")]
    public Task Items_get_the_time_of_the_clock_or_their_own_and_an_offset(TimeReference reference, int offset, string heard) =>
        WithAsync(new TimestampUpdaterSettings { TimeReference = reference, Offset = TimeSpan.FromMilliseconds(offset) }, async rig =>
        {
            await rig.PassAsync(50);
            await rig.SayAsync("input", 1, at: 3);
            await rig.SayTimelessAsync("input", 9);
            await rig.PassAsync(10);
            await rig.SayAsync("input", 2, at: 8);
            Assert.Equal(heard, rig.Heard());
            await rig.PauseAsync("input");
            Assert.Equal("paused", rig.Heard());
        });

    [Fact]
    public Task Open_items_without_a_time_are_passed() => WithAsync(new TimestampUpdaterSettings { FailClosed = false }, async rig =>
    {
        await rig.SayTimelessAsync("input", 9);
        await rig.SayAsync("input", 1, at: 3);
        Assert.Equal("9 1@0", rig.Heard());
    });

    [Fact]
    public Task On_one_outlet_times_never_go_back() => WithAsync(new TimestampUpdaterSettings { Offset = TimeSpan.FromMilliseconds(40) }, async rig =>
    {
        await rig.SayAsync("input", 1, at: 3);
        Assert.Equal("1@40", rig.Heard());
        await rig.PassAsync(10);
        await rig.SayAsync("input", 2, at: 3);
        Assert.Equal("2@50", rig.Heard());
    });

    private static Task WithAsync(TimestampUpdaterSettings settings, Func<LiveRig, Task> test) => LiveRig.RunAsync(GeneralTasksDefinitions.TimestampUpdater<int>().WithSettings(settings), test);
}

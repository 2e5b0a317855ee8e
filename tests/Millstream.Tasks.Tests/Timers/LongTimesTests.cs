using Millstream.Folders;
using Millstream.General;
using Millstream.Http;
using Millstream.Testing;

namespace Millstream.Timers;

/// <summary>Times that are longer than the system's timers: waits go on in parts, and limits are refused in words.</summary>
public sealed class LongTimesTests
{
    private const long ThirtyDays = 30L * 24 * 60 * 60 * 1000;

    [Fact]
    public async Task Pulses_may_be_months_apart() => await LiveRig.RunAsync(
        await PulseGeneratorTests.OfAsync(new PulseGeneratorSettings { Interval = TimeSpan.FromDays(60) }),
        async rig =>
        {
            Assert.Equal("0@0", rig.Heard());
            await rig.PassAsync(ThirtyDays);
            await rig.PassAsync(ThirtyDays - 1);
            Assert.Equal("", rig.Heard());
            await rig.PassAsync(1);
            Assert.Equal($"{2 * ThirtyDays}@{2 * ThirtyDays}", rig.Heard());
        });

    [Fact]
    public Task What_is_held_for_months_still_leaves_when_the_input_has_ended() => LiveRig.RunAsync(
        GeneralTasksDefinitions.TimeBuffer<int>().WithSettings(new TimeBufferSettings { Size = TimeSpan.FromDays(60) }),
        async rig =>
        {
            await rig.SayAsync("input", 1, at: 0);
            await rig.EndAsync("input");
            await rig.PassAsync(ThirtyDays);
            await rig.PassAsync(ThirtyDays - 2);
            Assert.Equal("", rig.Heard());
            await rig.PassAsync(1);
            Assert.Equal("1@0 end", rig.Heard());
        });

    [Fact]
    public async Task A_folder_may_be_looked_through_every_few_months()
    {
        var time = new ManualTimeProvider();
        Task wait = FolderNews.WaitAsync(new TaskCompletionSource().Task, TimeSpan.FromDays(60), time, TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromDays(59));
        await time.WaitForTimersAsync(1, TestContext.Current.CancellationToken).WaitAsync(Runs.Deadline, TestContext.Current.CancellationToken);
        Assert.False(wait.IsCompleted);

        time.Advance(TimeSpan.FromDays(1));
        await wait.WaitAsync(Runs.Deadline, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Limits_are_49_days_at_most()
    {
        TimeSpan months = TimeSpan.FromDays(60);

        Assert.Equal(["'http.get': the setting 'Timeout' is 60.00:00:00. It is 49 days at most: 30s."], Runs.Refusals(() => Flow.From("http://x").GetPage(new HttpGetSettings { Timeout = months })));
        Assert.Equal(["'http.listen': the setting 'Timeout' is 60.00:00:00. It is 49 days at most: 30s."], Runs.Refusals(() => ListenTasksPlacing.Listen(new HttpListenSettings { Timeout = months })));
        Assert.Equal(
            ["'http.events': the setting 'Timeout' is 60.00:00:00. It is 49 days at most: 30s.", "'http.events': the setting 'Silence' is 60.00:00:00. It is 49 days at most: 1m."],
            Runs.Refusals(() => EventTasksPlacing.ReadEvents(new HttpEventsSettings { Url = "http://x/", Timeout = months, Silence = months })));
        Assert.Empty(new HttpGetSettings { Timeout = TimeSpan.FromDays(49) }.Check());
    }
}

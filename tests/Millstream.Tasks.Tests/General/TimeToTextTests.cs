using Millstream.Testing;

namespace Millstream.General;

[Trait("Proves", "TD-111")]
public sealed class TimeToTextTests
{
    [Fact]
    public async Task It_writes_the_time_of_each_item()
    {
        Flow<int> items = Flow.From([1, 2]).TimedBy(n => n == 1 ? 0L : 86_399_000L);

        Assert.Equal(["01/01/1970, 00:00:00", "01/01/1970, 23:59:59"], await items.TimeToText(new TimeToTextSettings { Zone = "UTC" }).ResultAsync());
        Assert.Equal(["00:00", "23:59"], await items.TimeToText(new TimeToTextSettings { Zone = "UTC", Format = "HH:mm" }).ResultAsync());
        Assert.Equal(("dd/MM/yyyy, HH:mm:ss", "local"), (new TimeToTextSettings().Format, new TimeToTextSettings().Zone));
    }

    [Fact]
    public async Task The_local_zone_is_that_of_the_clock()
    {
        Flow<string> texts = Flow.From(["a"]).TimedBy(_ => 0L).TimeToText();

        Assert.Equal(["01/01/1970, 00:00:00"], await texts.ResultAsync(new RunOptions { Time = new ManualTimeProvider() }));
        Assert.Equal(["01/01/1970, 05:30:00"], await texts.ResultAsync(new RunOptions { Time = new InKolkata() }));
    }

    [Fact]
    public void What_is_no_format_or_zone_is_refused_and_the_inlet_is_free()
    {
        Assert.Equal(
            [
                "'time.to-text': the setting 'Format' is '%', which is no format of times. Write it as dd/MM/yyyy, HH:mm:ss.",
                "'time.to-text': the setting 'Zone' is 'Nowhere', which is no time zone. It is local, UTC, or a name as Europe/Berlin.",
            ],
            Runs.Refusals(() => Flow.From([1]).TimeToText(new TimeToTextSettings { Format = "%", Zone = "Nowhere" })));
        Assert.True(BuiltInTasks.Catalogue.FindFamily("time.to-text")!.Descriptor.Inlets[0].Description.IsFree);
    }

    private sealed class InKolkata : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone { get; } = TimeZoneInfo.CreateCustomTimeZone("IST", TimeSpan.FromMinutes(330), "IST", "IST");
    }
}

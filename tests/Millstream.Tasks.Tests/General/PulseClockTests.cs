namespace Millstream.General;

/// <summary>Pulses by the clock of the machine. No other test of the process runs beside it.</summary>
[Collection(nameof(Alone))]
[Trait("Proves", "TD-112")]
public sealed class PulseClockTests
{
    [Fact]
    public async Task A_hundred_take_a_second_by_the_clock_of_the_machine()
    {
        TaskDefinition pulses = await PulseGeneratorTests.OfAsync(new PulseGeneratorSettings { Interval = TimeSpan.FromMilliseconds(10) });
        double off = double.MaxValue;
        for (int attempt = 0; attempt < 10 && off > 50; attempt++)
        {
            // A machine that is busy elsewhere may be late at one of the two moments; drift would be there in each attempt.
            IReadOnlyList<DateTimeOffset> moments = await pulses.Place([]).Flow<DateTimeOffset>().Take(101).ResultAsync();
            off = Math.Abs((moments[100] - moments[0]).TotalMilliseconds - 1000);
        }

        Assert.InRange(off, 0, 50);
    }
}

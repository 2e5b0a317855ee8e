using Millstream;
using Station;

namespace Millstream.Generators.Docs
{
    /// <summary>The code of docs/time.md.</summary>
    public sealed class TimePageTests
    {
        private static readonly DateTimeOffset Ten = new(2026, 1, 1, 10, 0, 0, TimeSpan.Zero);

        [Fact]
        public async Task A_task_is_given_the_time_of_its_item()
        {
            Measured[] measured = [new(Ten, 230), new(Ten.AddSeconds(1), 231)];

            #region time-flow
            Flow<Measured> all = Flow.From(measured).TimedBy(r => r.At);

            IReadOnlyList<string> stamped = await all.Stamp().RunAsync();        // 10:00:00 230, 10:00:01 231
            #endregion

            Assert.Equal(["10:00:00 230", "10:00:01 231"], stamped);
        }

        [Fact]
        public async Task Flows_are_joined_by_time()
        {
            Flow<Measured> volts = Flow.From(new Measured(Ten, 230)).TimedBy(r => r.At);
            Flow<Measured> amperes = Flow.From(new Measured(Ten.AddMilliseconds(4), 2)).TimedBy(r => r.At);

            #region time-join
            Flow<double> power = volts.Power(amperes);                                // in the order of time
            Flow<double> rough = volts.Power(amperes, o => o.Synchronized(false));    // as they come
            #endregion

            Assert.Equal([460], await power.RunAsync());
            Assert.Equal([460], await rough.RunAsync());
            Assert.Equal([228], await volts.Difference(amperes).RunAsync());
        }
    }
}

namespace Station
{
    #region time-tasks
    public readonly record struct Measured(DateTimeOffset At, double Value);

    public static class Plant
    {
        [StreamTask]
        public static string Stamp(Measured item, DateTimeOffset timestamp) => $"{timestamp:HH:mm:ss} {item.Value}";

        [StreamTask(Combine = Combine.Latest)]
        public static double Power(Measured volts, Measured amperes) => volts.Value * amperes.Value;

        [StreamTask(Combine = Combine.Timestamp, Tolerance = 5)]
        public static double Difference(Measured left, Measured right) => left.Value - right.Value;
    }
    #endregion
}

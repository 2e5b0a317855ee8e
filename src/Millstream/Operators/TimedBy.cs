using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Says what time each item has: for tasks behind it that read times, or join flows by time.</summary>
    /// <remarks>
    /// <para>Emits: the items as they are, in the order read; each has its own time, which may be older than that of the item before.</para>
    /// <para>Backpressure: reads while there is room.</para>
    /// <para>Completes: when the source completes.</para>
    /// <para>Fails: with what <paramref name="time"/> throws. It is not called where nobody behind reads times.</para>
    /// </remarks>
    /// <param name="source">The flow.</param>
    /// <param name="time">Tells the time of an item. Times count whole milliseconds: fractions are cut.</param>
    public static Flow<T> TimedBy<T>(this Flow<T> source, Func<T, DateTimeOffset> time)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(time);
        return source.TimedBy(item => time(item).ToUnixTimeMilliseconds());
    }

    /// <inheritdoc cref="TimedBy{T}(Flow{T}, Func{T, DateTimeOffset})"/>
    /// <param name="source">The flow.</param>
    /// <param name="time">Tells the time of an item, in milliseconds since the beginning of 1970 in UTC.</param>
    public static Flow<T> TimedBy<T>(this Flow<T> source, Func<T, long> time)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(time);
        return new Flow<T>(new TimedByTask<T>(time), source.Input);
    }

    private sealed class TimedByTask<T>(Func<T, long> time) : StepTask<T>("timedBy", TaskOptions.None, [Out<T>()])
    {
        public override bool SetsTime => true;

        public override SpanSink CreateSink(StageWiring wiring) => new PassSink<T>(wiring.Task, wiring.Outlet<T>());

        public override TaskBody Lift() => new CallTask<Marked<T>, Marked<T>, Marked<T>>(
            Name, Options, item => item with { Marks = item.Marks with { Time = time(item.Item) } }, CallShapes.Item<Marked<T>>());

        // What came before it needs no time.
        public override TaskBody LiftTimes() => new CallTask<T, Marked<T>, Marked<T>>(
            Name, Options, item => new Marked<T>(item, new ItemMarks(default, time(item))), CallShapes.Item<Marked<T>>());

        public override TaskBody WithoutOrder() => this;
    }
}

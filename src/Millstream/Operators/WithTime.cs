using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Puts to each item its time: the one that its source gave it, else the clock's as it left the source.</summary>
    /// <remarks>
    /// <para>Emits: each item with its time. What a task made of several has the newest of them; times never go back behind a task.</para>
    /// <para>Backpressure: reads while there is room.</para>
    /// <para>Completes: when the source completes.</para>
    /// <para>Fails: never by itself.</para>
    /// </remarks>
    public static Flow<(T Item, DateTimeOffset Time)> WithTime<T>(this Flow<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new Flow<(T, DateTimeOffset)>(new WithTimeTask<T>(), source.Input);
    }

    private sealed class WithTimeTask<T>() : StepTask<T>("withTime", TaskOptions.None, [Out<(T, DateTimeOffset)>()])
    {
        public override bool ReadsTime => true;

        // The compiler of flows always uses the lifted form.
        public override SpanSink CreateSink(StageWiring wiring) => throw new InvalidOperationException("No time comes here.");

        public override TaskBody Lift() => new CallTask<Marked<T>, Marked<(T, DateTimeOffset)>, Marked<(T, DateTimeOffset)>>(
            Name,
            Options,
            CallInput<Marked<T>>.Plain(),
            CallBody<Marked<T>, Marked<(T, DateTimeOffset)>>.WithContext(
                static (item, context) => item.With((item.Item, ItemTime.ToMoment(item.Time, context.Time)))),
            CallShapes.Item<Marked<(T, DateTimeOffset)>>());

        public override TaskBody WithoutOrder() => this;
    }
}

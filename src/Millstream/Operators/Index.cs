using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Numbers the items from 0 on, as they come here.</summary>
    /// <remarks>
    /// <para>Emits: each item with its number, in the order read; they keep their index at the source, which is another number behind a filter.</para>
    /// <para>Backpressure: reads while there is room.</para>
    /// <para>Completes: when the source completes.</para>
    /// <para>Fails: never by itself.</para>
    /// </remarks>
    public static Flow<(long Index, T Item)> Index<T>(this Flow<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new Flow<(long Index, T Item)>(new IndexTask<T>(), source.Input);
    }

    private sealed class IndexTask<T>() : StepTask<T>("index", TaskOptions.None, [Out<(long Index, T Item)>()])
    {
        public override SpanSink CreateSink(StageWiring wiring) =>
            new IndexStep<T, (long Index, T Item)>(wiring.Task, static (index, item) => (index, item), wiring.Outlet<(long Index, T Item)>());

        public override TaskBody Lift() => new LiftedIndexTask<T>();
    }

    private sealed class LiftedIndexTask<T>()
        : StepTask<Marked<T>>("index", TaskOptions.None, [Out<Marked<(long Index, T Item)>>()])
    {
        public override SpanSink CreateSink(StageWiring wiring) => new IndexStep<Marked<T>, Marked<(long Index, T Item)>>(
            wiring.Task, static (index, item) => item.With((index, item.Item)), wiring.Outlet<Marked<(long Index, T Item)>>());
    }

    private sealed class IndexStep<T, TOut>(TaskScope task, Func<long, T, TOut> number, SpanSink<TOut> next) : FusedStep<T, TOut>(task, next)
    {
        private long _next;

        protected override void Run(ReadOnlySpan<T> items, Span<TOut> to, ref StepCursor at)
        {
            for (int i = 0; i < items.Length; i++)
            {
                to[i] = number(_next++, items[i]);
            }

            at.Read = at.Written = items.Length;
        }
    }
}

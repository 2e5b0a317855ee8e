using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Leaves out the first items.</summary>
    /// <remarks>
    /// <para>Emits: the items after the first <paramref name="count"/>; they keep their index at the source.</para>
    /// <para>Backpressure: reads while there is room.</para>
    /// <para>Completes: when the source completes.</para>
    /// <para>Fails: never by itself.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public static Flow<T> Skip<T>(this Flow<T> source, long count)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new Flow<T>(new SkipTask<T>(count), source.Input);
    }

    private sealed class SkipTask<T>(long count) : StepTask<T>("skip", TaskOptions.None, [Out<T>()])
    {
        public override SpanSink CreateSink(StageWiring wiring) => new SkipStep<T>(wiring.Task, count, wiring.Outlet<T>());

        public override TaskBody Lift() => new SkipTask<Marked<T>>(count);
    }

    private sealed class SkipStep<T>(TaskScope task, long count, SpanSink<T> next) : FusedStep<T, T>(task, next)
    {
        private long _left = count;

        protected override void Run(ReadOnlySpan<T> items, Span<T> to, ref StepCursor at)
        {
            int skipped = (int)Math.Min(_left, items.Length);
            _left -= skipped;
            items[skipped..].CopyTo(to);
            at.Read = items.Length;
            at.Written = items.Length - skipped;
        }
    }
}

using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Gives the first items and ends then; the source is told that nobody reads any more, and is disposed.</summary>
    /// <remarks>
    /// <para>Emits: the first <paramref name="count"/> items.</para>
    /// <para>Backpressure: reads while there is room.</para>
    /// <para>Completes: after <paramref name="count"/> items, or when the source completes before.</para>
    /// <para>Fails: never by itself.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public static Flow<T> Take<T>(this Flow<T> source, long count)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new Flow<T>(new TakeTask<T>(count), source.Input);
    }

    private sealed class TakeTask<T>(long count) : StepTask<T>("take", TaskOptions.None, [Out<T>()])
    {
        public override SpanSink CreateSink(StageWiring wiring) => new TakeStep<T>(wiring.Task, count, wiring.Outlet<T>());

        public override TaskBody Lift() => new TakeTask<Marked<T>>(count);
    }

    private sealed class TakeStep<T>(TaskScope task, long count, SpanSink<T> next) : FusedStep<T, T>(task, next)
    {
        private long _left = count;

        public override int Reserve() => _left == 0 ? Closed : (int)Math.Min(base.Reserve(), _left);

        protected override void Run(ReadOnlySpan<T> items, Span<T> to, ref StepCursor at)
        {
            items.CopyTo(to);
            _left -= items.Length;
            at.Read = at.Written = items.Length;
        }
    }
}

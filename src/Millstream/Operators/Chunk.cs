using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Puts items together, so many at a time.</summary>
    /// <remarks>
    /// <para>Emits: an array of <paramref name="count"/> items for each so many; at the end, or when the run is drained, an array of those left. They are new items, counted from 0.</para>
    /// <para>Backpressure: reads while there is room for an array.</para>
    /// <para>Completes: when the source completes.</para>
    /// <para>Fails: never by itself. When the source fails, the part begun is not emitted: its items count as dropped.</para>
    /// <para>Buffers: up to <paramref name="count"/> items. There is no time limit: a part begun waits for its items.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    public static Flow<T[]> Chunk<T>(this Flow<T> source, int count)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new Flow<T[]>(new ChunkTask<T>(count), source.Input);
    }

    private sealed class ChunkTask<T>(int count) : StepTask<T>("chunk", TaskOptions.None, [Out<T[]>()])
    {
        public override SpanSink CreateSink(StageWiring wiring) => new ChunkStep<T>(wiring.Task, count, wiring.Outlet<T[]>());
    }

    private sealed class ChunkStep<T>(TaskScope task, int count, SpanSink<T[]> next) : FusedStep<T, T[]>(task, next)
    {
        /// <summary>How much room a part gets before any of its items has come: what is asked for may be far more than comes.</summary>
        private const int FirstLength = 256;

        private T[] _part = [];
        private int _filled;

        protected override void Run(ReadOnlySpan<T> items, Span<T[]> to, ref StepCursor at)
        {
            at.Read = items.Length;
            while (items.Length > 0)
            {
                MakeRoom();
                int n = Math.Min(items.Length, _part.Length - _filled);
                items[..n].CopyTo(_part.AsSpan(_filled));
                items = items[n..];
                _filled += n;
                if (_filled == count)
                {
                    to[at.Written++] = _part;
                    _part = [];
                    _filled = 0;
                }
            }
        }

        protected override bool GivesAtEnd => true;

        protected override bool Drain() => _filled == 0 || TryDeliver(_part[.._filled]);

        protected override void Discard() => Task.Dropped += _filled;

        private void MakeRoom()
        {
            if (_filled == _part.Length)
            {
                Array.Resize(ref _part, (int)Math.Min(count, Math.Max(FirstLength, 2L * _filled)));
            }
        }
    }
}

using System.Runtime.CompilerServices;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Puts items together by their own time, into windows that follow each other, overlap, or end with a pause.</summary>
    /// <remarks>
    /// <para>
    /// Emits: each window with its items when the newest time seen is past its end by the lateness, or at the end of the flow; in the order of their ends. They are new items,
    /// counted from 0. No clock is read.
    /// </para>
    /// <para>Backpressure: reads while there is room for what closes.</para>
    /// <para>Completes: when the source completes, after the windows that were still open.</para>
    /// <para>
    /// Fails: with what <paramref name="time"/> throws, by the policy in <paramref name="options"/>. Windows that are open when the flow fails are not emitted: their items
    /// count as dropped.
    /// </para>
    /// <para>Buffers: the items of all open windows.</para>
    /// </remarks>
    /// <param name="source">The flow.</param>
    /// <param name="time">Tells the time of an item.</param>
    /// <param name="windows">Which windows there are, and how long they wait for items that come out of order.</param>
    /// <param name="options">Options of the task.</param>
    public static Flow<Window<T>> Window<T>(
        this Flow<T> source,
        Func<T, DateTimeOffset> time,
        WindowOptions windows,
        Func<TaskOptions, TaskOptions>? options = null) =>
        Window(source, time, windows, out _, options);

    /// <summary>Puts items together by their own time, and gives those that came too late as a flow of their own.</summary>
    /// <inheritdoc cref="Window{T}(Flow{T}, Func{T, DateTimeOffset}, WindowOptions, Func{TaskOptions, TaskOptions}?)"/>
    /// <param name="source">The flow.</param>
    /// <param name="time">Tells the time of an item.</param>
    /// <param name="windows">Which windows there are, and how long they wait for items that come out of order.</param>
    /// <param name="late">The items of which every window had closed when they came. They are counted in any case.</param>
    /// <param name="options">Options of the task.</param>
    public static Flow<Window<T>> Window<T>(
        this Flow<T> source,
        Func<T, DateTimeOffset> time,
        WindowOptions windows,
        out Flow<T> late,
        Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(windows);
        var task = new WindowTask<T>(MethodName.Of(time, "window"), TaskOptions.From(options), time, windows);
        var node = new FlowNode(task, [source.Input]);
        late = new Flow<T>(node, outlet: 1);
        return new Flow<Window<T>>(node, outlet: 0);
    }

    private sealed class WindowTask<T>(string name, TaskOptions options, Func<T, DateTimeOffset> time, WindowOptions windows)
        : StepTask<T>(name, options.InOrder(name), [Out<Window<T>>(), Out<T>("late")])
    {
        public override SpanSink CreateSink(StageWiring wiring)
        {
            // What one item closes may be many windows: they go on as one list, which is taken apart where there is room.
            TaskScope tail = wiring.Task.MakeTail();
            var apart = new FlattenStep<List<Window<T>>, Window<T>>(tail, static closed => closed, wiring.Outlet<Window<T>>());
            var outlets = new AsideSink<List<Window<T>>, T>(tail, apart, wiring.IsRead(1) ? wiring.Outlet<T>(1) : null);
            return new WindowStep<T>(wiring.Task, time, OpenWindows<T>.Of(windows), outlets);
        }
    }

    private sealed class WindowStep<T>(
        TaskScope task, Func<T, DateTimeOffset> time, OpenWindows<T> open, AsideSink<List<Window<T>>, T> outlets)
        : FusedStep<T, List<Window<T>>>(task, outlets)
    {
        private long _newest;
        private List<Window<T>>? _rest;
        private long _held;

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        protected override void Run(ReadOnlySpan<T> items, Span<List<Window<T>>> to, ref StepCursor at)
        {
            Func<T, DateTimeOffset> f = time;
            for (int i = at.Read; i < items.Length; i++)
            {
                at.Read = i;
                T item = items[i];
                long itemTime = f(item).UtcTicks;
                _newest = Math.Max(_newest, itemTime);
                if (!open.TryAdd(item, itemTime, _newest))
                {
                    Task.Late++;
                    outlets.PushAside(item);
                }

                if (open.TakeClosed(_newest) is { } closed)
                {
                    to[at.Written++] = closed;
                }
            }

            at.Read = items.Length;
        }

        protected override bool GivesAtEnd => true;

        protected override bool Drain()
        {
            _held = Math.Max(_held, open.Held);
            _rest ??= open.TakeAll();
            return _rest is null || TryDeliver(_rest);
        }

        protected override void Discard() => Task.Dropped += Math.Max(_held, open.Held);
    }
}

using System.Runtime.CompilerServices;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Gives the items before the first for which <paramref name="predicate"/> does not hold, and ends then; the source is told that nobody reads any more, and is disposed.</summary>
    /// <remarks>
    /// <para>Emits: those items, in the order read; they keep their index at the source.</para>
    /// <para>Backpressure: reads while there is room.</para>
    /// <para>Completes: at the first item for which <paramref name="predicate"/> does not hold, or when the source completes before.</para>
    /// <para>Fails: with what <paramref name="predicate"/> throws, by the policy in <paramref name="options"/>.</para>
    /// </remarks>
    public static Flow<T> TakeWhile<T>(
        this Flow<T> source, Func<T, bool> predicate, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(predicate);
        return new Flow<T>(
            new TakeWhileTask<T>(MethodName.Of(predicate, "takeWhile"), TaskOptions.From(options), predicate), source.Input);
    }

    private sealed class TakeWhileTask<T>(string name, TaskOptions options, Func<T, bool> predicate)
        : StepTask<T>(name, options.InOrder(name), [Out<T>()])
    {
        public override SpanSink CreateSink(StageWiring wiring) =>
            new TakeWhileStep<T>(wiring.Task, predicate, wiring.Outlet<T>());

        public override TaskBody Lift() => new TakeWhileTask<Marked<T>>(Name, Options, item => predicate(item.Item));
    }

    private sealed class TakeWhileStep<T>(TaskScope task, Func<T, bool> predicate, SpanSink<T> next) : FusedStep<T, T>(task, next)
    {
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        protected override void Run(ReadOnlySpan<T> items, Span<T> to, ref StepCursor at)
        {
            Func<T, bool> f = predicate;
            int first = at.Read;
            at.IsOneToOne = true;
            at.Offset = -first;
            for (int i = first; i < items.Length; i++)
            {
                at.Read = i;
                if (!f(items[i]))
                {
                    Close();
                    return;
                }

                to[i - first] = items[i];
            }

            at.Read = items.Length;
        }
    }
}

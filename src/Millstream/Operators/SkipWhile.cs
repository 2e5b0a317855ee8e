using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Leaves out the items before the first for which <paramref name="predicate"/> does not hold.</summary>
    /// <remarks>
    /// <para>Emits: that item and all behind it, which are not asked about; they keep their index at the source.</para>
    /// <para>Backpressure: reads while there is room.</para>
    /// <para>Completes: when the source completes.</para>
    /// <para>Fails: with what <paramref name="predicate"/> throws, by the policy in <paramref name="options"/>.</para>
    /// </remarks>
    public static Flow<T> SkipWhile<T>(
        this Flow<T> source, Func<T, bool> predicate, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(predicate);
        return new Flow<T>(
            new SkipWhileTask<T>(MethodName.Of(predicate, "skipWhile"), TaskOptions.From(options), predicate), source.Input);
    }

    private sealed class SkipWhileTask<T>(string name, TaskOptions options, Func<T, bool> predicate)
        : StepTask<T>(name, options.InOrder(name), [Out<T>()])
    {
        public override SpanSink CreateSink(StageWiring wiring) =>
            new SkipWhileStep<T>(wiring.Task, predicate, wiring.Outlet<T>());

        public override TaskBody Lift() => new SkipWhileTask<Marked<T>>(Name, Options, item => predicate(item.Item));
    }

    private sealed class SkipWhileStep<T>(TaskScope task, Func<T, bool> predicate, SpanSink<T> next) : FusedStep<T, T>(task, next)
    {
        private bool _isSkipping = true;

        protected override void Run(ReadOnlySpan<T> items, Span<T> to, ref StepCursor at)
        {
            int i = at.Read;
            for (; _isSkipping && i < items.Length; i++)
            {
                at.Read = i;
                if (!predicate(items[i]))
                {
                    _isSkipping = false;
                    break;
                }
            }

            items[i..].CopyTo(to);
            at.Read = items.Length;
            at.Written = items.Length - i;
        }
    }
}

using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Leaves out the items for which <paramref name="predicate"/> does not hold.</summary>
    /// <remarks>
    /// <para>Emits: the other items, in the order read; they keep their index at the source.</para>
    /// <para>Backpressure: reads while there is room.</para>
    /// <para>Completes: when the source completes.</para>
    /// <para>Fails: with what <paramref name="predicate"/> throws.</para>
    /// </remarks>
    public static Flow<T> Where<T>(
        this Flow<T> source, Func<T, bool> predicate, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(predicate);
        return new Flow<T>(new WhereTask<T>(TaskOptions.From(options), predicate), source.Input);
    }

    private sealed class WhereTask<T>(TaskOptions options, Func<T, bool> predicate)
        : StepTask<T>(MethodName.Of(predicate, "where"), options, [Out<T>()])
    {
        public override SpanSink CreateSink(StageWiring wiring) =>
            new WhereStep<T>(wiring.Task, predicate, wiring.Outlet<T>());

        public override TaskBody Lift() => new WhereTask<Indexed<T>>(Options, item => predicate(item.Item));
    }
}

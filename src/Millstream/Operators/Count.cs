using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Counts the items.</summary>
    /// <remarks>
    /// <para>Emits: their number, once, when the source has ended; 0 when there was none.</para>
    /// <para>Backpressure: reads as fast as items come.</para>
    /// <para>Completes: after the number.</para>
    /// <para>Fails: never by itself.</para>
    /// </remarks>
    public static FlowValue<long> Count<T>(this Flow<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new FlowValue<long>(new CountTask<T>(), source.Input);
    }

    private sealed class CountTask<T>() : StepTask<T>("count", TaskOptions.None, [Out<long>()])
    {
        public override bool EmitsAtEnd => true;

        public override SpanSink CreateSink(StageWiring wiring) => new CountStep<T>(wiring.Task, wiring.Outlet<long>());
    }
}

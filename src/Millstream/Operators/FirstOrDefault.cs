using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Gives the first item, or another value when there is none; the source is then told that nobody reads any more, and is disposed.</summary>
    /// <remarks>
    /// <para>Emits: the first item, once, as soon as it has come; <paramref name="otherwise"/> when the source completes without one.</para>
    /// <para>Backpressure: reads one item.</para>
    /// <para>Completes: after that value.</para>
    /// <para>Fails: never by itself.</para>
    /// </remarks>
    public static FlowValue<T?> FirstOrDefault<T>(this Flow<T> source, T? otherwise = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new FlowValue<T?>(new FirstOrDefaultTask<T>(otherwise), source.Input);
    }

    private sealed class FirstOrDefaultTask<T>(T? otherwise) : StepTask<T>("firstOrDefault", TaskOptions.None, [Out<T>()])
    {
        public override SpanSink CreateSink(StageWiring wiring) =>
            new FirstStep<T>(wiring.Task, _ => otherwise!, wiring.Outlet<T>());
    }
}

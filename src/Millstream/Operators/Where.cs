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
    /// <para>Fails: with what <paramref name="predicate"/> throws, by the policy in <paramref name="options"/>.</para>
    /// </remarks>
    public static Flow<T> Where<T>(
        this Flow<T> source, Func<T, bool> predicate, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(predicate);
        string name = MethodName.Of(predicate, "where");
        var set = TaskOptions.From(options);
        return new Flow<T>(
            set.HasPolicy || set.Calls is not null || set.Evaluations is not null
                ? CalledWhere(name, set, predicate)
                : new WhereTask<T>(name, set, predicate),
            source.Input);
    }

    /// <summary>The same by way of a call for each item, which may be repeated, limited in time, or run beside others.</summary>
    private static CallTask<T, Step<T>, T> CalledWhere<T>(string name, TaskOptions options, Func<T, bool> predicate)
    {
        if (options.FallbackValue is Func<T, Exception, bool> fallback)
        {
            options = options.Fallback<T, Step<T>>((item, error) => Kept(item, fallback(item, error)));
        }

        return new CallTask<T, Step<T>, T>(name, options, item => Kept(item, predicate(item)), CallShapes.Step<T>());

        static Step<T> Kept(T item, bool isKept) => isKept ? Step<T>.Emit(item) : Step<T>.Skip();
    }

    private sealed class WhereTask<T>(string name, TaskOptions options, Func<T, bool> predicate)
        : StepTask<T>(name, options, [Out<T>()])
    {
        public override bool SetsItemsAside => true;

        public override SpanSink CreateSink(StageWiring wiring) =>
            new WhereStep<T>(wiring.Task, predicate, wiring.Outlet<T>());

        public override TaskBody Lift() => new WhereTask<Marked<T>>(Name, Options, item => predicate(item.Item));

        public override TaskBody WithoutOrder() => this;
    }
}

using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Puts to each item its index at the source: what a save calls <c>{index}</c>.</summary>
    /// <remarks>
    /// <para>Emits: each item with its index. The index counts the source's items, also those that were left out since; of several items made of one it has a further part.</para>
    /// <para>Backpressure: reads while there is room.</para>
    /// <para>Completes: when the source completes.</para>
    /// <para>Fails: never by itself.</para>
    /// </remarks>
    public static Flow<(T Item, ItemIndex Index)> WithIndex<T>(this Flow<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new Flow<(T, ItemIndex)>(new WithIndexTask<T>(), source.Input);
    }

    private sealed class WithIndexTask<T>() : StepTask<T>("withIndex", TaskOptions.None, [Out<(T, ItemIndex)>()])
    {
        public override bool ReadsIndex => true;

        // The compiler of flows always uses the lifted form.
        public override SpanSink CreateSink(StageWiring wiring) => throw new InvalidOperationException("No index comes here.");

        public override TaskBody Lift() => new CallTask<Marked<T>, Marked<(T, ItemIndex)>, Marked<(T, ItemIndex)>>(
            Name, Options, static item => item.With((item.Item, item.Index.Forget())), CallShapes.Item<Marked<(T, ItemIndex)>>());

        public override TaskBody WithoutOrder() => this;
    }
}

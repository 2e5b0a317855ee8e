using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>Waits for two lists and emits what is made of them.</summary>
internal sealed class ListsTask<T1, T2, TOut>(
    string name, Func<IReadOnlyList<T1>, IReadOnlyList<T2>, IEnumerable<TOut>> combine)
    : TaskBody(
        name, TaskOptions.None, [Port.Of<IReadOnlyList<T1>>("first"), Port.Of<IReadOnlyList<T2>>("second")], [Out<TOut>()])
{
    public override bool IsFusable => false;

    public override string BoundaryReason => "fan-in";

    public override StageHead CreateHead(StageWiring wiring) => new PumpHead<(IReadOnlyList<T1> First, IReadOnlyList<T2> Second)>(
        new ZipReader<IReadOnlyList<T1>, IReadOnlyList<T2>, (IReadOnlyList<T1>, IReadOnlyList<T2>)>(
            wiring.Inlet<IReadOnlyList<T1>>(0), wiring.Inlet<IReadOnlyList<T2>>(1), static (first, second) => (first, second)),
        new FlattenStep<(IReadOnlyList<T1> First, IReadOnlyList<T2> Second), TOut>(
            wiring.Task, lists => combine(lists.First, lists.Second), wiring.Outlet<TOut>()));
}

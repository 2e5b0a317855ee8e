using Millstream.Graphs;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream.Declarations;

/// <summary>How what the call of a compound task gives, a list for each outlet, becomes items on its outlets.</summary>
/// <param name="outlets">The outlets.</param>
/// <param name="givesLists">Whether a list is one item of its outlet; its items are given on one after the other otherwise.</param>
internal sealed class BodyShape(IReadOnlyList<Port> outlets, bool givesLists = false) : DirectShape<object[], Nothing>
{
    public override IReadOnlyList<Port> Outlets { get; } = givesLists ? [.. outlets.Select(o => o.Accept(ListPort.Shared))] : outlets;

    public override SpanSink<TIn> Fused<TIn>(StageWiring wiring, Func<TIn, object[]> function) =>
        throw new InvalidOperationException("The body of a compound task is never called synchronously.");

    protected override SpanSink<object[]> After(StageWiring wiring)
    {
        if (outlets.Count == 0)
        {
            return new DiscardSink();
        }

        TaskScope tail = wiring.Task.MakeTail();
        return new SplitSink<object[]>([.. outlets.Select((port, i) => port.Accept(new Opening(wiring, tail, i, givesLists)))]);
    }

    private sealed class Opening(StageWiring wiring, TaskScope tail, int outlet, bool givesLists) : IPortVisitor<SplitPart<object[]>>
    {
        public SplitPart<object[]> Visit<T>(Port port) => givesLists
            ? new MappedPart<object[], IReadOnlyList<T>>(lists => (IReadOnlyList<T>)lists[outlet], wiring.Outlet<IReadOnlyList<T>>(outlet))
            : new MappedPart<object[], IEnumerable<T>>(
                lists => (IEnumerable<T>)lists[outlet], new FlattenStep<IEnumerable<T>, T>(tail, static items => items, wiring.Outlet<T>(outlet)));
    }

    private sealed class ListPort : IPortVisitor<Port>
    {
        public static ListPort Shared { get; } = new();

        public Port Visit<T>(Port port) => Port.Of<IReadOnlyList<T>>(port.Name);
    }

    private sealed class DiscardSink : SpanSink<object[]>
    {
        public override int Reserve() => int.MaxValue;

        public override void Push(ReadOnlySpan<object[]> items)
        {
        }

        public override bool Complete(Exception? error) => true;
    }
}

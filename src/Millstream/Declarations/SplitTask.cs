using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream.Declarations;

/// <summary>A task whose items go to several outlets, a part of each to each.</summary>
internal sealed class SplitTask<T>(TaskBody inner, OutletPart<T>[] parts)
    : TaskBody(inner.Name, inner.Options, inner.Inlets, [.. parts.Select(p => p.Port)])
{
    public override bool IsFusable => inner.IsFusable;

    public override bool IsLive => inner.IsLive;

    public override string BoundaryReason => inner.BoundaryReason;

    public override bool SetsItemsAside => inner.SetsItemsAside;

    public override bool ReadsTime => inner.ReadsTime;

    public override TaskBody? Lift() => Over(inner.Lift());

    public override TaskBody? LiftTimes() => Over(inner.LiftTimes());

    public override SpanSink CreateSink(StageWiring wiring) => inner.CreateSink(new Wiring(wiring, parts));

    public override StageHead CreateHead(StageWiring wiring) => inner.CreateHead(new Wiring(wiring, parts));

    private SplitTask<Marked<T>>? Over(TaskBody? lifted)
    {
        OutletPart<Marked<T>>[] marked = [.. parts.Select(p => p.Lift()).OfType<OutletPart<Marked<T>>>()];
        return lifted is null || marked.Length < parts.Length ? null : new SplitTask<Marked<T>>(lifted, marked);
    }

    private sealed class Wiring(StageWiring inner, OutletPart<T>[] parts) : StageWiringOver(inner)
    {
        public override SpanSink<TItem> Outlet<TItem>(int index = 0) =>
            (SpanSink<TItem>)(object)new SplitSink<T>([.. parts.Select((p, i) => p.Open(Inner, i))]);

        public override bool IsRead(int outlet) => Enumerable.Range(0, parts.Length).Any(Inner.IsRead);
    }
}

using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>A task whose method is called once and reads its inlets by itself; without inlets, a source.</summary>
internal sealed class LiveMethodTask<TOut>(
    string name,
    TaskOptions options,
    IReadOnlyList<Port> inlets,
    IReadOnlyList<Port> outlets,
    Func<StageWiring, (Func<IAsyncEnumerable<TOut>> Open, IReadOnlyList<InletReader> Readers)> bind)
    : TaskBody(name, options, inlets, outlets)
{
    public override bool IsFusable => false;

    public override string BoundaryReason => Inlets.Count == 0 ? "source" : "live stream";

    public override StageHead CreateHead(StageWiring wiring)
    {
        (Func<IAsyncEnumerable<TOut>> open, IReadOnlyList<InletReader> readers) = bind(wiring);
        SpanSink<TOut> sink = Outlets.Count == 0 ? (SpanSink<TOut>)(object)new NothingSink() : wiring.Outlet<TOut>();
        return new AsyncSequenceHead<TOut>(
            wiring.Task,
            _ => UserCode.Under(wiring.Task.Run.UserContext, open()),
            Limited(sink),
            isSource: readers.Count == 0,
            leave: () =>
            {
                foreach (InletReader reader in readers)
                {
                    reader.Leave();
                }
            },
            abandon: () =>
            {
                foreach (InletReader reader in readers)
                {
                    reader.Abandon();
                }
            },
            upstreamFault: () => readers.Select(static reader => reader.Fault).FirstOrDefault(static fault => fault is not null),
            Options.TimeLimit);
    }
}

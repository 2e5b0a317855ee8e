using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>A task whose method is called once and reads its inlets by itself, as live streams; without inlets, a source.</summary>
/// <param name="name">What it is called.</param>
/// <param name="options">Its options.</param>
/// <param name="inlets">What it reads.</param>
/// <param name="outlets">Its one outlet, or none.</param>
/// <param name="bind">Opens the inlets when a stage is put together, and gives what calls the method.</param>
/// <param name="readsTime">Whether the method sees the times of its items.</param>
internal sealed class LiveTask<TOut>(
    string name,
    TaskOptions options,
    IReadOnlyList<Port> inlets,
    IReadOnlyList<Port> outlets,
    Func<StageWiring, (Func<IAsyncEnumerable<TOut>> Open, IReadOnlyList<InletReader> Readers)> bind,
    bool readsTime = false)
    : TaskBody(name, options, inlets, outlets)
{
    /// <summary>Gets whether what it waits for besides items is never work: the clock.</summary>
    public bool WaitsForTime { get; init; }

    public override bool IsFusable => false;

    public override bool IsLive => true;

    /// <summary>Gets whether the method hears more of its inlets than items, and so is called when the run begins, not with the first of them.</summary>
    public bool ReadsSignals { get; init; }

    public override bool BeginsWithRun => ReadsSignals;

    public override bool ReadsTime => readsTime;

    public override string BoundaryReason => Inlets.Count == 0 ? "source" : "live stream";

    public override StageHead CreateHead(StageWiring wiring)
    {
        (Func<IAsyncEnumerable<TOut>> open, IReadOnlyList<InletReader> readers) = bind(wiring);
        wiring.Task.TakesWhole = readers.Count > 0;
        SpanSink<TOut> sink = Outlets.Count == 0 ? (SpanSink<TOut>)(object)wiring.NoOutlet() : wiring.Outlet<TOut>();
        return readers.Count == 0
            ? new AsyncSequenceHead<TOut>(wiring.Task, _ => open(), Limited(sink), readers, Options.TimeLimit)
            : new AsyncSequenceHead<TOut>(wiring.Task, _ => open(), sink, readers, Options.TimeLimit) { WaitsOutside = WaitsForTime, IsOneCall = true };
    }
}

/// <summary>Makes a <see cref="LiveTask{TOut}"/> of one inlet and one outlet.</summary>
internal static class LiveTask
{
    /// <summary>Makes a task of the user's method.</summary>
    public static LiveTask<TOut> Of<TIn, TOut>(string name, TaskOptions options, Func<IAsyncEnumerable<TIn>, IAsyncEnumerable<TOut>> method) =>
        Of<TIn, TOut>(name, options, (items, wiring) => UserCode.Under(wiring.Task.Run.UserContext, method(items)));

    /// <summary>Makes a task of a function of the engine's own, which is given the stage for its clock and token.</summary>
    public static LiveTask<TOut> Of<TIn, TOut>(string name, TaskOptions options, Func<IAsyncEnumerable<TIn>, StageWiring, IAsyncEnumerable<TOut>> function, bool waitsForTime = false) =>
        new(
            name,
            options,
            [Port.Of<TIn>("in")],
            [Port.Of<TOut>("out")],
            wiring =>
            {
                LiveInlet<TIn> inlet = wiring.LiveInlet<TIn>();
                return (() => function(new ItemStream<TIn>(inlet, wiring.Stage, wiring.Task), wiring), [inlet.Reader]);
            })
        {
            WaitsForTime = waitsForTime,
        };
}

using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>What a task that is called for each item reads: one inlet, several in step, or nothing at all, which makes it a source.</summary>
/// <param name="ports">The inlets.</param>
/// <param name="open">Opens them as one reader, when a stage is put together.</param>
internal sealed class CallInput<TIn>(IReadOnlyList<Port> ports, Func<StageWiring, InletReader<TIn>> open)
{
    public IReadOnlyList<Port> Ports => ports;

    /// <summary>Gets whether it is one inlet read as it is, so that the task may run inside the stage that feeds it.</summary>
    public bool IsPlain { get; private init; }

    public InletReader<TIn> Open(StageWiring wiring) => open(wiring);

    /// <summary>One inlet.</summary>
    public static CallInput<TIn> Plain(string name = "in") => new([Port.Of<TIn>(name)], static wiring => wiring.Inlet<TIn>()) { IsPlain = true };
}

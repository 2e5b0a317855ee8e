using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>What a task that is called for each item reads: one inlet, several together, or nothing at all, which makes it a source.</summary>
/// <param name="ports">The inlets.</param>
/// <param name="open">Opens them as one reader, when a stage is put together.</param>
/// <param name="openMarked">Opens them as one reader of items with their times; null where there is none.</param>
internal sealed class CallInput<TIn>(
    IReadOnlyList<Port> ports, Func<StageWiring, InletReader<TIn>> open, Func<StageWiring, InletReader<Marked<TIn>>>? openMarked = null)
{
    public IReadOnlyList<Port> Ports => ports;

    /// <summary>Gets whether it is one inlet read as it is, so that the task may run inside the stage that feeds it.</summary>
    public bool IsPlain { get; private init; }

    /// <summary>Gets whether what is read depends on the times of the items, or holds them.</summary>
    public bool ReadsTime { get; init; }

    /// <summary>Gets whether the items can be read with their times.</summary>
    public bool CarriesTimes => openMarked is not null;

    public InletReader<TIn> Open(StageWiring wiring) => open(wiring);

    /// <summary>Gives what reads the same inlets where their items carry marks. To be called where <see cref="IsPlain"/> or <see cref="CarriesTimes"/>.</summary>
    public CallInput<Marked<TIn>> Lift() => IsPlain
        ? CallInput<Marked<TIn>>.Plain(ports[0].Name)
        : new CallInput<Marked<TIn>>([.. ports.Select(LineageTask.Marking)], openMarked!);

    /// <summary>One inlet.</summary>
    public static CallInput<TIn> Plain(string name = "in") => new([Port.Of<TIn>(name)], static wiring => wiring.Inlet<TIn>()) { IsPlain = true };
}

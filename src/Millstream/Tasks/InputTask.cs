using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>An input of a graph: a source whose items a run is started with.</summary>
internal abstract class InputTask : TaskBody
{
    private protected InputTask(string name, Port outlet)
        : base(name, TaskOptions.None, [], [outlet])
    {
    }

    public sealed override bool IsFusable => false;

    public sealed override bool IsPassThrough => true;

    public sealed override string BoundaryReason => "input";

    /// <summary>Says what is wrong with a value given for the input; null when nothing is.</summary>
    public abstract string? Refuse(object? value);
}

/// <inheritdoc/>
internal sealed class InputTask<T>(string name) : InputTask(name, Out<T>())
{
    public override StageHead CreateHead(StageWiring wiring)
    {
        object? given = wiring.Task.Run.Inputs?.GetValueOrDefault(Name);
        SpanSink<T> sink = wiring.Outlet<T>();
        if (given == RunInput.Open)
        {
            RunInput<T> open = wiring.Task.Run.OpenInput<T>(Name);
            wiring.Stage.AtEnd(open.Complete);
            return AsyncSequenceHead<T>.ForSource(wiring.Task, _ => open.ReadAsync(wiring.Task.Trace), sink);
        }

        return given switch
        {
            T item => new SliceHead<T>(wiring.Task, [item], sink),
            null => new SliceHead<T>(wiring.Task, [default!], sink),
            IReadOnlyList<T> items => new SliceHead<T>(wiring.Task, items, sink),
            IEnumerable<T> items => new SequenceHead<T>(wiring.Task, () => items, sink),
            IAsyncEnumerable<T> items => AsyncSequenceHead<T>.ForSource(wiring.Task, _ => items, sink),
            _ => throw new InvalidOperationException(Refuse(given)),
        };
    }

    public override string? Refuse(object? value) => value switch
    {
        _ when value == RunInput.Open => null,
        T or IEnumerable<T> or IAsyncEnumerable<T> => null,
        null => default(T) is null ? null : $"The input '{Name}' needs {TypeName.Of(typeof(T))}, and null was given.",
        _ => $"The input '{Name}' needs {TypeName.Of(typeof(T))}, or a sequence of it, and {TypeName.Of(value.GetType())} was given.",
    };
}

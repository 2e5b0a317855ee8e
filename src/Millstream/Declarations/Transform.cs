using Millstream.Declarations;
using Millstream.Graphs;

namespace Millstream;

/// <summary>What an edge does to each item on its way: a function with an id, parameters and types, which documents and editors can name.</summary>
/// <remarks>Immutable. In a graph it is a task of its own on the edge; what it throws names the edge and the transform.</remarks>
public abstract class Transform
{
    private protected Transform(string id, IReadOnlyDictionary<string, object?> parameters)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        Id = id;
        Parameters = parameters;
    }

    /// <summary>Gets the id: <c>truncate</c>; of a chain, those of its steps (<c>pick | numberToString</c>).</summary>
    public string Id { get; }

    /// <summary>Gets what it was made with, by the names of its parameters.</summary>
    public IReadOnlyDictionary<string, object?> Parameters { get; }

    /// <summary>Gets the type of the items that it takes.</summary>
    public abstract Type InputType { get; }

    /// <summary>Gets the type of the items that it gives.</summary>
    public abstract Type OutputType { get; }

    /// <summary>Gets its steps: itself, or the transforms of a chain.</summary>
    public virtual IReadOnlyList<Transform> Steps => [this];

    /// <summary>Makes a transform of a function.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="function">Called for each item; thread-safe.</param>
    /// <param name="parameters">What it was made with; nothing unless given.</param>
    public static Transform<TIn, TOut> Of<TIn, TOut>(string id, Func<TIn, TOut> function, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        ArgumentNullException.ThrowIfNull(function);
        var given = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach ((string name, object? value) in parameters)
        {
            given.Add(name, value);
        }

        return new Transform<TIn, TOut>(id, function, given);
    }

    /// <summary>Gives this transform and another behind it.</summary>
    /// <exception cref="GraphConfigurationException">What this one gives does not fit what the other takes.</exception>
    public Transform Then(Transform next)
    {
        ArgumentNullException.ThrowIfNull(next);
        Transform first = next.Steps[0];
        IReadOnlyList<Transform> steps = first.InputPort.Takes(Steps[^1].OutputPort) ? [.. Steps, .. next.Steps]
            : OutputType == typeof(object) ? [.. Steps, first.OfAny(), .. next.Steps]
            : throw new GraphConfigurationException(
                FaultKind.TypeMismatch, $"The transform '{Id}' gives {TypeName.Of(OutputType)}, but '{next.Id}' needs {TypeName.Of(next.InputType)}.");
        return new TransformChain(steps);
    }

    internal abstract Port InputPort { get; }

    internal abstract Port OutputPort { get; }

    /// <summary>Makes the task that stands on an edge.</summary>
    /// <param name="edge">The id of the edge, for errors.</param>
    internal abstract TaskDefinition TaskOn(string edge);

    /// <summary>Gives what makes an item of the type that this transform takes of any, if it can be one.</summary>
    internal abstract Transform OfAny();
}

/// <inheritdoc/>
public sealed class Transform<TIn, TOut> : Transform
{
    internal Transform(string id, Func<TIn, TOut> function, IReadOnlyDictionary<string, object?> parameters)
        : base(id, parameters) =>
        Function = function;

    /// <summary>Gets the function that is called for each item.</summary>
    public Func<TIn, TOut> Function { get; }

    /// <inheritdoc/>
    public override Type InputType => typeof(TIn);

    /// <inheritdoc/>
    public override Type OutputType => typeof(TOut);

    internal override Port InputPort => Port.Of<TIn>("in");

    internal override Port OutputPort => Port.Of<TOut>("out");

    internal override TaskDefinition TaskOn(string edge) => TaskDefinition.Of<TIn, TOut>(Id, item =>
    {
        try
        {
            return Function(item);
        }
        catch (Exception cause) when (cause is not (OutOfMemoryException or OperationCanceledException))
        {
            throw new TransformException(edge, Id, cause);
        }
    });

    internal override Transform OfAny() => Of<object?, TIn>("convert", static item => AnyValue.To<TIn>(item));
}

/// <summary>Several transforms, one behind the other.</summary>
internal sealed class TransformChain(IReadOnlyList<Transform> steps)
    : Transform(string.Join(" | ", steps.Where(s => s.Id != "convert").Select(s => s.Id)), new Dictionary<string, object?>())
{
    public override IReadOnlyList<Transform> Steps => steps;

    public override Type InputType => steps[0].InputType;

    public override Type OutputType => steps[^1].OutputType;

    internal override Port InputPort => steps[0].InputPort;

    internal override Port OutputPort => steps[^1].OutputPort;

    internal override TaskDefinition TaskOn(string edge) => throw new InvalidOperationException("A chain is several tasks.");

    internal override Transform OfAny() => steps[0].OfAny();
}

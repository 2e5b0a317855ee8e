using System.Collections.Immutable;
using Millstream.Graphs;

namespace Millstream;

/// <summary>Transforms by their ids: those that come with Millstream, and one's own. What documents and editors name.</summary>
/// <remarks>Immutable.</remarks>
public sealed class TransformCatalogue
{
    private readonly ImmutableList<TransformKind> _kinds;

    private TransformCatalogue(ImmutableList<TransformKind> kinds) => _kinds = kinds;

    /// <summary>Gets the transforms that come with Millstream.</summary>
    public static TransformCatalogue BuiltIn { get; } = new(
    [
        TransformKind.Of(Transforms.NumberToString),
        TransformKind.Of(Transforms.Uppercase),
        TransformKind.Of(Transforms.Lowercase),
        new(Transforms.Truncate(0), [new("length", typeof(int))], static p => Transforms.Truncate(p.Get<int>("length"))),
        new(Transforms.Substring(0), [new("start", typeof(int)), new("end", typeof(int?))], static p => Transforms.Substring(p.Get<int>("start"), p.Get<int?>("end"))),
        TransformKind.Of(Transforms.UnixToIsoDate),
        TransformKind.Of(Transforms.IsoDateToUnix),
        TransformKind.Of(Transforms.ToBoolean),
        TransformKind.Of(Transforms.Stringify),
        TransformKind.Of(Transforms.ParseJson),
        new(Transforms.Coalesce(""), [new("fallback", typeof(string))], static p => Transforms.Coalesce(p.Get<string>("fallback"))),
        new(Transforms.Pick("x"), [new("path", typeof(string))], static p => Transforms.Pick(p.Get<string>("path"))),
        new(Transforms.Index(0), [new("index", typeof(int))], static p => Transforms.Index(p.Get<int>("index"))),
    ]);

    /// <summary>Gets what there is to choose from.</summary>
    public IReadOnlyList<TransformKind> Kinds => _kinds;

    /// <summary>Gives a catalogue with another transform.</summary>
    /// <exception cref="ArgumentException">There is one of that id.</exception>
    public TransformCatalogue With(TransformKind kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return _kinds.Exists(k => k.Id == kind.Id)
            ? throw new ArgumentException($"There is a transform '{kind.Id}' already. Give this one another id.", nameof(kind))
            : new TransformCatalogue(_kinds.Add(kind));
    }

    /// <summary>Makes a transform by its id.</summary>
    /// <param name="id">The id.</param>
    /// <param name="parameters">What to make it with: values of the parameters' types, or texts that mean such.</param>
    /// <exception cref="GraphConfigurationException">There is no transform of that id (the message offers near ones), or a parameter is missing, unknown or wrong.</exception>
    public Transform Make(string id, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        ArgumentNullException.ThrowIfNull(id);
        TransformKind kind = _kinds.Find(k => k.Id == id) ?? throw new GraphConfigurationException(
            FaultKind.UnknownTransform,
            $"There is no transform '{id}'. {(NearNames.To(id, _kinds.Select(k => k.Id)).ToArray() is { Length: > 0 } near
                ? $"Is {string.Join(" or ", near.Select(n => $"'{n}'"))} meant?"
                : $"There are: {string.Join(", ", _kinds.Select(k => k.Id))}.")}");
        return kind.Make(parameters);
    }

    /// <summary>Gives the transforms that lead from one type of items to another, the best first: with fewer parameters and closer types.</summary>
    public IReadOnlyList<TransformKind> Fitting(Type from, Type to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        return
        [
            .. _kinds
                .Where(k => ItemTypes.Fit(from, k.InputType) && ItemTypes.Fit(k.OutputType, to))
                .OrderBy(k => (k.InputType == typeof(object) ? 2 : 0) + (k.OutputType == typeof(object) ? 2 : 0))
                .ThenBy(k => k.Parameters.Count),
        ];
    }
}

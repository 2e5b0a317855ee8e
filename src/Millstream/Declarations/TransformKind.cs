using Millstream.Declarations;
using Millstream.Graphs;

namespace Millstream;

/// <summary>A transform that can be made by its id: what a catalogue has.</summary>
public sealed class TransformKind
{
    private readonly Func<TransformParameters, Transform> _make;

    /// <summary>Describes a transform that has parameters.</summary>
    /// <param name="example">One of them, for its id and types.</param>
    /// <param name="parameters">The parameters; one that may be null may be left out.</param>
    /// <param name="make">Makes one.</param>
    public TransformKind(Transform example, IReadOnlyList<TransformParameter> parameters, Func<TransformParameters, Transform> make)
    {
        ArgumentNullException.ThrowIfNull(example);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(make);
        Id = example.Id;
        InputType = example.InputType;
        OutputType = example.OutputType;
        Parameters = parameters;
        _make = make;
    }

    /// <summary>Gets the id.</summary>
    public string Id { get; }

    /// <summary>Gets the type of the items that it takes.</summary>
    public Type InputType { get; }

    /// <summary>Gets the type of the items that it gives.</summary>
    public Type OutputType { get; }

    /// <summary>Gets the parameters, in their order.</summary>
    public IReadOnlyList<TransformParameter> Parameters { get; }

    /// <summary>Describes a transform without parameters.</summary>
    public static TransformKind Of(Transform transform) => new(transform, [], _ => transform);

    internal Transform Make(ReadOnlySpan<(string Name, object? Value)> given)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        var faults = new List<GraphFault>();
        foreach ((string name, object? value) in given)
        {
            TransformParameter? parameter = Parameters.FirstOrDefault(p => p.Name == name);
            if (parameter is null)
            {
                Fault($"has no parameter '{name}'. It has: {(Parameters.Count == 0 ? "none" : string.Join(", ", Parameters.Select(p => $"'{p.Name}'")))}.");
            }
            else if (value is not null && parameter.Type.IsInstanceOfType(value))
            {
                values[name] = value;
            }
            else if (SettingValue.TryConvert(value, parameter.Type, out object? converted))
            {
                values[name] = converted;
            }
            else
            {
                Fault($"needs {TypeName.Of(parameter.Type)} as '{name}', and was given '{PortFields.Text(value)}'.");
            }
        }

        foreach (TransformParameter parameter in Parameters.Where(p => !values.ContainsKey(p.Name) && p.Type.IsValueType && Nullable.GetUnderlyingType(p.Type) is null))
        {
            Fault($"needs the parameter '{parameter.Name}'.");
        }

        return faults.Count == 0 ? _make(new TransformParameters(values)) : throw new GraphConfigurationException(faults);

        void Fault(string what) => faults.Add(new GraphFault(FaultKind.BadSetting, $"The transform '{Id}' {what}"));
    }
}

/// <summary>A parameter of a transform.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its values.</param>
public sealed record TransformParameter(string Name, Type Type);

/// <summary>What a transform is made with.</summary>
public sealed class TransformParameters
{
    private readonly Dictionary<string, object?> _values;

    internal TransformParameters(Dictionary<string, object?> values) => _values = values;

    /// <summary>Gives the value of a parameter; the default of its type where it was left out.</summary>
    public T Get<T>(string name) => (T?)_values.GetValueOrDefault(name) is { } value ? value : default!;
}

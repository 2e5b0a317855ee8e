using System.Collections;

namespace Millstream;

/// <summary>What a run of a graph with inputs is started with, by the names of the inputs.</summary>
/// <remarks>For each input one item, a sequence of them, or an asynchronous sequence: <c>new RunInputs { ["foo"] = 5 }</c>.</remarks>
public sealed class RunInputs : IEnumerable<KeyValuePair<string, object?>>
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);

    /// <summary>Gets or sets what an input is given.</summary>
    /// <param name="name">The input's name.</param>
    /// <exception cref="KeyNotFoundException">Nothing was set for it.</exception>
    public object? this[string name]
    {
        get => _values[name];
        set => _values[name] = value;
    }

    internal IReadOnlyDictionary<string, object?> Values => _values;

    /// <summary>Gives an input what it reads.</summary>
    public void Add(string name, object? value) => _values.Add(name, value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

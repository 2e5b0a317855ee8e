using System.Collections;

namespace Millstream;

/// <summary>Settings of the tasks in a graph that stands as a task, by the ids of the tasks and the names of the settings: <c>new GroupSettings { ["raise.By"] = 5 }</c>.</summary>
/// <remarks>What is not set stays as it was set inside.</remarks>
public sealed class GroupSettings : IEnumerable<KeyValuePair<string, object?>>
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);

    /// <summary>Gets or sets a setting.</summary>
    /// <param name="name">The task's id in the graph, a dot, and the setting's name.</param>
    /// <exception cref="KeyNotFoundException">It was not set.</exception>
    public object? this[string name]
    {
        get => _values[name];
        set => _values[name] = value;
    }

    internal IReadOnlyDictionary<string, object?> Values => _values;

    /// <summary>Sets a setting.</summary>
    public void Add(string name, object? value) => _values.Add(name, value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

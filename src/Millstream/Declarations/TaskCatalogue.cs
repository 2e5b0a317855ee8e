using System.Collections.Frozen;
using Millstream.Graphs;

namespace Millstream;

/// <summary>Tasks by their names: those of one assembly, as the generator lists them, or a choice of one's own.</summary>
/// <remarks>Immutable. What is not in it cannot be named by data.</remarks>
public sealed class TaskCatalogue
{
    private readonly TaskDefinition[] _tasks;
    private readonly FrozenDictionary<string, TaskDefinition> _byName;

    /// <summary>Makes a catalogue.</summary>
    /// <exception cref="GraphConfigurationException">Two tasks have the same name.</exception>
    public TaskCatalogue(IEnumerable<TaskDefinition> tasks)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        _tasks = [.. tasks];
        GraphFault[] faults =
        [
            .. _tasks.GroupBy(t => t.Descriptor.Name, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => new GraphFault(
                FaultKind.DuplicateName, $"{g.Count()} tasks are called '{g.Key}'. Give each its own name: [StreamTask(Name = \"…\")].")),
        ];
        _byName = faults.Length == 0
            ? _tasks.ToFrozenDictionary(t => t.Descriptor.Name, StringComparer.Ordinal)
            : throw new GraphConfigurationException(faults);
    }

    /// <summary>Gets the tasks, in the order they were given.</summary>
    public IReadOnlyList<TaskDefinition> Tasks => _tasks;

    /// <summary>Gets a task.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name; the message offers near ones.</exception>
    public TaskDefinition this[string name] => Find(name) ?? throw new KeyNotFoundException(
        $"There is no task '{name}'. {(NearNames.To(name, _byName.Keys).ToArray() is { Length: > 0 } near
            ? $"Is {string.Join(" or ", near.Select(n => $"'{n}'"))} meant?"
            : "See TaskCatalogue for those there are.")}");

    /// <summary>Gives a task, or null when there is none of that name.</summary>
    /// <param name="name">Its name.</param>
    public TaskDefinition? Find(string name) => _byName.GetValueOrDefault(name);
}

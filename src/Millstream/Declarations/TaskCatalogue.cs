using System.Collections.Frozen;
using Millstream.Graphs;

namespace Millstream;

/// <summary>Tasks by their names: those of one assembly, as the generator lists them, or a choice of one's own.</summary>
/// <remarks>Immutable. What is not in it cannot be named by data.</remarks>
public sealed class TaskCatalogue
{
    private readonly TaskDefinition[] _tasks;
    private readonly TaskFamily[] _families;
    private readonly FrozenDictionary<string, TaskDefinition> _byName;
    private readonly FrozenDictionary<string, TaskFamily> _familyByName;

    /// <summary>Makes a catalogue.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <param name="families">Generic tasks; none unless given.</param>
    /// <exception cref="GraphConfigurationException">Two tasks have the same name.</exception>
    public TaskCatalogue(IEnumerable<TaskDefinition> tasks, IEnumerable<TaskFamily>? families = null)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        _tasks = [.. tasks];
        _families = [.. families ?? []];
        GraphFault[] faults =
        [
            .. Names.GroupBy(n => n, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => new GraphFault(
                FaultKind.DuplicateName, $"{g.Count()} tasks are called '{g.Key}'. Give each its own name: [StreamTask(Name = \"…\")].")),
        ];
        if (faults.Length > 0)
        {
            throw new GraphConfigurationException(faults);
        }

        _byName = _tasks.ToFrozenDictionary(t => t.Descriptor.Name, StringComparer.Ordinal);
        _familyByName = _families.ToFrozenDictionary(f => f.Name, StringComparer.Ordinal);
    }

    /// <summary>Gets the tasks, in the order they were given.</summary>
    public IReadOnlyList<TaskDefinition> Tasks => _tasks;

    /// <summary>Gets the generic tasks, in the order they were given: each a task for any type of items.</summary>
    public IReadOnlyList<TaskFamily> Families => _families;

    /// <summary>Gets the names of all tasks, generic or not.</summary>
    public IEnumerable<string> Names => _tasks.Select(t => t.Descriptor.Name).Concat(_families.Select(f => f.Name));

    /// <summary>Gets a task.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name; the message offers near ones.</exception>
    public TaskDefinition this[string name] => Find(name) ?? throw new KeyNotFoundException(
        FindFamily(name) is { } family
            ? $"'{name}' is a task for any type of items, {family}. Take FindFamily(\"{name}\").Of(…)."
            : $"There is no task '{name}'. {(NearNames.To(name, Names).ToArray() is { Length: > 0 } near
                ? $"Is {string.Join(" or ", near.Select(n => $"'{n}'"))} meant?"
                : "See TaskCatalogue for those there are.")}");

    /// <summary>Makes one catalogue of several: one's own, and those of the assemblies that one uses.</summary>
    /// <param name="catalogues">The catalogues, in the order of their tasks.</param>
    /// <exception cref="GraphConfigurationException">Two tasks have the same name.</exception>
    public static TaskCatalogue Of(params ReadOnlySpan<TaskCatalogue> catalogues)
    {
        TaskCatalogue[] all = catalogues.ToArray();
        return new(all.SelectMany(c => c._tasks), all.SelectMany(c => c._families));
    }

    /// <summary>Gives a task, or null when there is none of that name.</summary>
    /// <param name="name">Its name.</param>
    public TaskDefinition? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Gives a generic task, or null when there is none of that name.</summary>
    /// <param name="name">Its name.</param>
    public TaskFamily? FindFamily(string name) => _familyByName.GetValueOrDefault(name);
}

using Millstream.Declarations;
using Millstream.Graphs;

namespace Millstream;

/// <summary>Which methods implement which contracts, in this process.</summary>
/// <remarks>Filled before the first run; not thread-safe until then.</remarks>
public sealed class TaskImplementations
{
    private readonly Dictionary<(string Name, string Version), (TaskDescriptor Contract, TaskDefinition Task)> _tasks = [];
    private readonly List<string> _warnings = [];

    /// <summary>Gets what was accepted and may be a mistake all the same: inlets of contracts that their methods do not take.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Binds a method to a contract: its inlets and outlets to those of the same names.</summary>
    /// <remarks>
    /// The method chooses how it meets each inlet: for each item, live, or as a list. An inlet that it does not take is waited for where the contract says that it
    /// waits; otherwise its items are discarded, and <see cref="Warnings"/> says so.
    /// </remarks>
    /// <param name="contract">The contract.</param>
    /// <param name="task">The method's task, as the generator defines it.</param>
    /// <returns>This.</returns>
    /// <exception cref="GraphConfigurationException">They do not fit, or the contract is implemented already; the exception lists every fault.</exception>
    public TaskImplementations Implement(TaskDescriptor contract, TaskDefinition task)
    {
        IReadOnlyList<GraphFault> faults = Bind(contract, task);
        return faults.Count == 0 ? this : throw new GraphConfigurationException(faults);
    }

    /// <summary>Gets the contracts that are implemented, by their names.</summary>
    internal IEnumerable<TaskDescriptor> Contracts => _tasks.OrderBy(p => p.Key.Name, StringComparer.Ordinal).ThenBy(p => p.Key.Version, StringComparer.Ordinal).Select(p => p.Value.Contract);

    internal TaskDefinition? Find(TaskDescriptor contract) =>
        _tasks.TryGetValue(KeyOf(contract), out (TaskDescriptor Contract, TaskDefinition Task) found) ? found.Task : null;

    /// <summary>Binds a method to a contract, or says everything that is against it.</summary>
    internal IReadOnlyList<GraphFault> Bind(TaskDescriptor contract, TaskDefinition task)
    {
        ArgumentNullException.ThrowIfNull(contract);
        ArgumentNullException.ThrowIfNull(task);
        var faults = new List<GraphFault>();
        if (_tasks.TryGetValue(KeyOf(contract), out (TaskDescriptor Contract, TaskDefinition Task) other))
        {
            faults.Add(new GraphFault(
                FaultKind.DuplicateName,
                $"'{contract.Name}' is implemented by '{other.Task.Descriptor.Name}' already, and '{task.Descriptor.Name}' is to implement it too. One process has one."));
        }

        Binding.Check(contract, task.Descriptor, faults);
        if (faults.Count == 0)
        {
            _tasks[KeyOf(contract)] = (contract, task);
            _warnings.AddRange(Binding.Discarded(contract, task.Descriptor));
        }

        return faults;
    }

    /// <summary>Refuses a graph with contracts that nothing implements, or that are not those that are implemented.</summary>
    internal static void Check(TaskGraph graph, TaskImplementations? implementations)
    {
        List<GraphFault>? faults = null;
        foreach (GraphNode node in graph.Nodes)
        {
            if (node.Task is not ContractTask { Contract: { } asked })
            {
                continue;
            }

            if (implementations is null || !implementations._tasks.TryGetValue(KeyOf(asked), out (TaskDescriptor Contract, TaskDefinition Task) found))
            {
                (faults ??= []).Add(new GraphFault(
                    FaultKind.NoImplementation, $"No method implements {Shown(asked)}. {(implementations is null || implementations._tasks.Count == 0
                        ? "This engine has no implementations: make it with new LocalEngine(implementations)."
                        : $"This engine implements: {string.Join(", ", implementations.Contracts.Select(Shown))}.")}"));
            }
            else if (Binding.Difference(asked, found.Contract) is { } difference)
            {
                (faults ??= []).Add(new GraphFault(
                    FaultKind.ContractMismatch,
                    $"The graph's contract {Shown(asked)} is not the one that this engine implements: {difference}. The graph has {Binding.Ports(asked)}, "
                    + $"'{found.Task.Descriptor.Name}' implements {Binding.Ports(found.Contract)}. Give what changed another version."));
            }
        }

        if (faults is not null)
        {
            throw new GraphConfigurationException(faults);
        }
    }

    private static (string, string) KeyOf(TaskDescriptor contract) => (contract.Name, contract.Version);

    private static string Shown(TaskDescriptor contract) => contract.Version == "1" ? $"'{contract.Name}'" : $"'{contract.Name}' version {contract.Version}";
}

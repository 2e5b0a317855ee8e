using Millstream.Declarations;
using Millstream.Graphs;

namespace Millstream;

/// <summary>Which methods implement which contracts, in this process.</summary>
/// <remarks>Filled before the first run; not thread-safe until then.</remarks>
public sealed class TaskImplementations
{
    private readonly Dictionary<string, (TaskDescriptor Contract, TaskDefinition Task)> _byName = new(StringComparer.Ordinal);

    /// <summary>Binds a method to a contract: its inlets and outlets to those of the same names.</summary>
    /// <remarks>The method chooses how it meets each inlet: for each item, live, or as a list.</remarks>
    /// <param name="contract">The contract.</param>
    /// <param name="task">The method's task, as the generator defines it.</param>
    /// <returns>This.</returns>
    /// <exception cref="GraphConfigurationException">They do not fit, or the contract is implemented already; the exception lists every fault.</exception>
    public TaskImplementations Implement(TaskDescriptor contract, TaskDefinition task)
    {
        ArgumentNullException.ThrowIfNull(contract);
        ArgumentNullException.ThrowIfNull(task);
        var faults = new List<GraphFault>();
        if (_byName.TryGetValue(contract.Name, out (TaskDescriptor Contract, TaskDefinition Task) other))
        {
            faults.Add(new GraphFault(
                FaultKind.DuplicateName,
                $"'{contract.Name}' is implemented by '{other.Task.Descriptor.Name}' already, and '{task.Descriptor.Name}' is to implement it too. One process has one."));
        }

        CheckInlets(contract, task.Descriptor, faults);
        CheckOutlets(contract, task.Descriptor, faults);
        if (faults.Count > 0)
        {
            throw new GraphConfigurationException([.. faults]);
        }

        _byName[contract.Name] = (contract, task);
        return this;
    }

    /// <summary>Gets the contracts that are implemented, by their names.</summary>
    internal IEnumerable<TaskDescriptor> Contracts => _byName.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Value.Contract);

    internal TaskDefinition? Find(string contract) => _byName.TryGetValue(contract, out (TaskDescriptor Contract, TaskDefinition Task) found) ? found.Task : null;

    /// <summary>Refuses a graph with contracts that nothing implements.</summary>
    internal static void Check(TaskGraph graph, TaskImplementations? implementations)
    {
        GraphFault[] faults =
        [
            .. graph.Nodes
                .Where(node => node.Task is ContractTask && implementations?.Find(node.Task.Name) is null)
                .Select(node => new GraphFault(
                    FaultKind.NoImplementation,
                    $"No method implements '{node.Task.Name}'. {(implementations is null || implementations._byName.Count == 0
                        ? "This engine has no implementations: make it with new LocalEngine(implementations)."
                        : $"This engine implements: {string.Join(", ", implementations._byName.Keys.Order(StringComparer.Ordinal).Select(n => $"'{n}'"))}.")}")),
        ];
        if (faults.Length > 0)
        {
            throw new GraphConfigurationException(faults);
        }
    }

    private static void CheckInlets(TaskDescriptor contract, TaskDescriptor task, List<GraphFault> faults)
    {
        foreach (InletDescriptor inlet in task.Inlets)
        {
            InletDescriptor? promised = contract.Inlets.FirstOrDefault(i => i.OwnName == inlet.Name);
            if (promised is null)
            {
                faults.Add(Mismatch(
                    $"the parameter '{inlet.Name}' of '{task.Name}' is no inlet of the contract '{contract.Name}', which has: {Names(contract.Inlets.Select(i => i.OwnName))}. "
                    + "Mark it [Service] if the container gives it."));
            }
            else if (!inlet.Port.Takes(promised.Port))
            {
                faults.Add(Mismatch(
                    $"the contract '{contract.Name}' gives {TypeName.Of(promised.ItemType)} on '{promised.Name}', and '{task.Name}' takes {TypeName.Of(inlet.ItemType)}."));
            }
        }

        faults.AddRange(contract.Inlets
            .Where(promised => !task.Inlets.Any(i => i.Name == promised.OwnName))
            .Select(promised => Mismatch($"the contract '{contract.Name}' has an inlet '{promised.Name}', which '{task.Name}' does not take.")));
    }

    private static void CheckOutlets(TaskDescriptor contract, TaskDescriptor task, List<GraphFault> faults)
    {
        // A method of one outlet need not know what the contract calls it.
        bool isOne = contract.Outlets.Count == 1 && task.Outlets is [{ Name: ItemOutlets.DefaultName }];
        foreach (OutletDescriptor promised in contract.Outlets)
        {
            OutletDescriptor? outlet = isOne ? task.Outlets[0] : task.Outlets.FirstOrDefault(o => o.Name == promised.OwnName);
            if (outlet is null)
            {
                faults.Add(Mismatch(
                    $"the contract '{contract.Name}' has an outlet '{promised.Name}', which '{task.Name}' does not produce. It produces: {Names(task.Outlets.Select(o => o.Name))}."));
            }
            else if (outlet.ItemType != promised.ItemType)
            {
                faults.Add(Mismatch(
                    $"the contract '{contract.Name}' says {TypeName.Of(promised.ItemType)} for '{promised.Name}', and '{task.Name}' produces {TypeName.Of(outlet.ItemType)}."));
            }
        }

        faults.AddRange(task.Outlets
            .Where(outlet => !isOne && !contract.Outlets.Any(o => o.OwnName == outlet.Name))
            .Select(outlet => Mismatch($"'{task.Name}' produces '{outlet.Name}', which the contract '{contract.Name}' does not have.")));
    }

    private static GraphFault Mismatch(string message) => new(FaultKind.ContractMismatch, $"{char.ToUpperInvariant(message[0])}{message[1..]}");

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"'{n}'")) is { Length: > 0 } list ? list : "none";
}

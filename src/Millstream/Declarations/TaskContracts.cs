namespace Millstream;

/// <summary>Describes tasks apart from what implements them: contracts, joined by the names of their ports.</summary>
public static class TaskContracts
{
    extension(TaskDescriptor)
    {
        /// <summary>Begins a contract: a task that has a name and ports, and no method yet.</summary>
        /// <param name="name">The task's name.</param>
        public static TaskDescriptor Contract(string name) => new(name);
    }

    /// <summary>Gives the contract with another inlet.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="name">The inlet's name: joined to the outlet of that name.</param>
    /// <param name="waits">Whether the task begins only when the inlet has ended.</param>
    public static TaskDescriptor In<T>(this TaskDescriptor contract, string name, bool waits = false)
    {
        ArgumentNullException.ThrowIfNull(contract);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return contract with { Inlets = [.. contract.Inlets, InletDescriptor.Of<T>(name) with { Waits = waits }] };
    }

    /// <summary>Gives the contract with another outlet.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="name">The outlet's name: joined to every inlet of that name.</param>
    public static TaskDescriptor Out<T>(this TaskDescriptor contract, string name)
    {
        ArgumentNullException.ThrowIfNull(contract);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return contract with { Outlets = [.. contract.Outlets, OutletDescriptor.Of<T>(name)] };
    }

    /// <summary>Gives the contract under other names of its ports, where two teams chose different words.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="from">The port's name.</param>
    /// <param name="to">Its new name.</param>
    /// <exception cref="ArgumentException">The contract has no such port.</exception>
    public static TaskDescriptor Rename(this TaskDescriptor contract, string from, string to)
    {
        ArgumentNullException.ThrowIfNull(contract);
        ArgumentException.ThrowIfNullOrWhiteSpace(from);
        ArgumentException.ThrowIfNullOrWhiteSpace(to);
        if (!contract.Inlets.Any(i => i.Name == from) && !contract.Outlets.Any(o => o.Name == from))
        {
            throw new ArgumentException(
                $"'{contract.Name}' has no port '{from}'. It has: {string.Join(", ", contract.Inlets.Select(i => i.Name).Concat(contract.Outlets.Select(o => o.Name)))}.",
                nameof(from));
        }

        return contract with
        {
            Inlets = [.. contract.Inlets.Select(i => i.Name == from ? i.Renamed(to) : i)],
            Outlets = [.. contract.Outlets.Select(o => o.Name == from ? o.Renamed(to) : o)],
        };
    }
}

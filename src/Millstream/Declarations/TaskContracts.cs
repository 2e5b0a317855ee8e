using System.Globalization;

namespace Millstream;

/// <summary>Describes tasks apart from what implements them: contracts, joined by the names of their ports.</summary>
public static class TaskContracts
{
    extension(TaskDescriptor)
    {
        /// <summary>Begins a contract: a task that has a name and ports, and no method yet.</summary>
        /// <param name="name">The task's name.</param>
        /// <param name="version">The major version: methods implement the contract of one version, and graphs ask for it.</param>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="version"/> is below 1.</exception>
        public static TaskDescriptor Contract(string name, int version = 1)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
            return new(name) { Version = version.ToString(CultureInfo.InvariantCulture), IsReplayable = false };
        }
    }

    /// <summary>Gives the contract with another inlet.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="name">The inlet's name: joined to the outlet of that name.</param>
    /// <param name="waits">Whether the task begins only when the inlet has ended.</param>
    public static TaskDescriptor In<T>(this TaskDescriptor contract, string name, bool waits = false)
    {
        ArgumentNullException.ThrowIfNull(contract);
        ArgumentNullException.ThrowIfNull(name);
        return contract with { Inlets = [.. contract.Inlets, InletDescriptor.Of<T>(name) with { Waits = waits }] };
    }

    /// <summary>Gives the contract with another outlet.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="name">The outlet's name: joined to every inlet of that name.</param>
    public static TaskDescriptor Out<T>(this TaskDescriptor contract, string name)
    {
        ArgumentNullException.ThrowIfNull(contract);
        ArgumentNullException.ThrowIfNull(name);
        return contract with { Outlets = [.. contract.Outlets, OutletDescriptor.Of<T>(name)] };
    }

    /// <summary>Gives the contract of a task that begins only when all of its inlets have ended.</summary>
    /// <param name="contract">The contract.</param>
    public static TaskDescriptor Waiting(this TaskDescriptor contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        return contract with { Inlets = [.. contract.Inlets.Select(i => i with { Waits = true })] };
    }

    /// <summary>Gives the contract of a task that may be run again from its first item, when what ran it was lost.</summary>
    /// <remarks>A method that reads a live stream implements it only when it says that it may be: <see cref="StreamTaskAttribute.IsReplayable"/>.</remarks>
    /// <param name="contract">The contract.</param>
    public static TaskDescriptor Replayable(this TaskDescriptor contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        return contract with { IsReplayable = true };
    }

    /// <summary>Gives the contract with words for people.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="documentation">What the task does.</param>
    public static TaskDescriptor Documented(this TaskDescriptor contract, string documentation)
    {
        ArgumentNullException.ThrowIfNull(contract);
        ArgumentNullException.ThrowIfNull(documentation);
        return contract with { Documentation = documentation };
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
        ArgumentNullException.ThrowIfNull(to);
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

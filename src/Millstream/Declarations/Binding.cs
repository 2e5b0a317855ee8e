using Millstream.Graphs;

namespace Millstream.Declarations;

/// <summary>Compares a method's task with the contract that it is to implement: ports meet by their names.</summary>
internal static class Binding
{
    /// <summary>Finds everything that is against it. Each fault names the contract, the method, the parameter or outlet, what was found and what was expected.</summary>
    public static void Check(TaskDescriptor contract, TaskDescriptor task, List<GraphFault> faults)
    {
        foreach (InletDescriptor inlet in task.Inlets)
        {
            InletDescriptor? promised = contract.Inlets.FirstOrDefault(i => i.OwnName == inlet.Name);
            if (promised is null)
            {
                faults.Add(Mismatch(
                    $"The parameter '{inlet.Name}' of '{task.Name}' is no inlet of the contract '{contract.Name}', which has: {Names(contract.Inlets.Select(i => i.OwnName))}. "
                    + "Mark it [Service] if the container gives it."));
            }
            else if (!inlet.Port.Takes(promised.Port))
            {
                faults.Add(Mismatch(
                    $"The contract '{contract.Name}' gives {TypeName.Of(promised.ItemType)} on '{promised.Name}', and the parameter '{inlet.Name}' of '{task.Name}' takes "
                    + $"{TypeName.Of(inlet.ItemType)}."));
            }
        }

        CheckOutlets(contract, task, faults);
        if (contract.IsReplayable && !task.IsReplayable)
        {
            InletDescriptor? live = task.Inlets.FirstOrDefault(i => i.Kind == InletKind.Stream);
            faults.Add(Mismatch(
                $"The contract '{contract.Name}' promises that the task may be run again, and '{task.Name}' does not: "
                + (live is null ? "it says that it may not. " : $"its parameter '{live.Name}' is a live stream. ")
                + "If nothing that it does minds being done twice, say so: [StreamTask(IsReplayable = true)]."));
        }
    }

    /// <summary>Says which inlets the method neither takes nor waits for.</summary>
    public static IEnumerable<string> Discarded(TaskDescriptor contract, TaskDescriptor task) => contract.Inlets
        .Where(promised => !promised.Waits && !task.Inlets.Any(i => i.Name == promised.OwnName))
        .Select(promised => $"'{task.Name}', which implements '{contract.Name}', does not take its inlet '{promised.Name}': items that come there are discarded. "
            + $"Give it a parameter '{promised.OwnName}', or let the inlet wait.");

    /// <summary>Says in what two contracts of one name differ; null when in nothing that matters to whoever implements or uses them.</summary>
    public static string? Difference(TaskDescriptor asked, TaskDescriptor found)
    {
        foreach ((string kind, IEnumerable<(string, Type)> ofAsked, IEnumerable<(string, Type)> ofFound) in new[]
        {
            ("inlet", asked.Inlets.Select(i => (i.OwnName, i.ItemType)), found.Inlets.Select(i => (i.OwnName, i.ItemType))),
            ("outlet", asked.Outlets.Select(o => (o.OwnName, o.ItemType)), found.Outlets.Select(o => (o.OwnName, o.ItemType))),
        })
        {
            (string Name, Type Type)[] more = [.. ofAsked.Except(ofFound)];
            (string Name, Type Type)[] fewer = [.. ofFound.Except(ofAsked)];
            if (more.Length + fewer.Length > 0)
            {
                string name = (more.Length > 0 ? more : fewer)[0].Name;
                return $"the {kind} '{name}' differs";
            }
        }

        return null;
    }

    /// <summary>Gives the ports of a contract as text.</summary>
    public static string Ports(TaskDescriptor contract) => $"({contract.Inlets}) -> ({contract.Outlets})";

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
                    $"The contract '{contract.Name}' has an outlet '{promised.Name}', which '{task.Name}' does not produce. It produces: {Names(task.Outlets.Select(o => o.Name))}."));
            }
            else if (outlet.ItemType != promised.ItemType)
            {
                faults.Add(Mismatch(
                    $"The contract '{contract.Name}' says {TypeName.Of(promised.ItemType)} for '{promised.Name}', and '{task.Name}' produces {TypeName.Of(outlet.ItemType)}."));
            }
        }

        faults.AddRange(task.Outlets
            .Where(outlet => !isOne && !contract.Outlets.Any(o => o.OwnName == outlet.Name))
            .Select(outlet => Mismatch($"'{task.Name}' produces '{outlet.Name}', which the contract '{contract.Name}' does not have.")));
    }

    private static GraphFault Mismatch(string message) => new(FaultKind.ContractMismatch, message);

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"'{n}'")) is { Length: > 0 } list ? list : "none";
}

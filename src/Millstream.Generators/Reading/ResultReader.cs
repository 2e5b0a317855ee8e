using Microsoft.CodeAnalysis;
using Millstream.Generators.Faults;

namespace Millstream.Generators.Reading;

/// <summary>Says what a task method gives, and on which outlets.</summary>
internal sealed class ResultReader(IMethodSymbol method, string taskName, List<Fault> faults)
{
    private const string Tasks = "System.Threading.Tasks.";

    private readonly AttributeData? _outlet = method.GetReturnTypeAttributes().FirstOrDefault(a => a.AttributeClass?.Is(GrowthReader.Outlet) == true);

    /// <summary>Reads the result of a method with these parameters, some of which may be outlets.</summary>
    public ResultModel Read(EquatableList<ParameterModel> parameters)
    {
        OutletModel[] byHand = [.. parameters.Where(p => p.Role == ParameterRole.Outlet).Select(p => new OutletModel(p.Port, p.ItemType, "", p.Name, p.Growth, p.Says, p.PortLabel) { ReplaysLast = p.ReplaysLast })];
        if (byHand.Length == 0)
        {
            return Read();
        }

        ResultModel result = Read();
        if (result.Shape != ResultShape.Nothing)
        {
            Refused("items, and is given outlets for them too", $"Task {method.Name}(…)");
        }

        return result with { Outlets = new(byHand) };
    }

    private ResultModel Read()
    {
        ITypeSymbol type = method.ReturnType;
        if (method.ReturnsByRef || method.ReturnsByRefReadonly)
        {
            return Refused("a reference, which cannot travel on an edge", $"{TypeText.ForMessage(type)} {method.Name}(…)");
        }

        if (type.SpecialType == SpecialType.System_Void)
        {
            if (method.IsAsync)
            {
                faults.Add(Fault.Of(TaskFaults.AsyncVoid, method.Locations[0], method.Name));
            }

            return Nothing(ResultWrapping.None);
        }

        if (type.Is(Tasks + "Task"))
        {
            return Nothing(ResultWrapping.Task);
        }

        if (type.Is(Tasks + "ValueTask"))
        {
            return Nothing(ResultWrapping.ValueTask);
        }

        return type.Argument(Tasks + "Task`1") is { } ofTask ? Inside(ofTask, ResultWrapping.Task)
            : type.Argument(Tasks + "ValueTask`1") is { } ofValueTask ? Inside(ofValueTask, ResultWrapping.ValueTask)
            : Inside(type, ResultWrapping.None);
    }

    private static bool IsAwaitable(ITypeSymbol type) =>
        type.Is(Tasks + "Task") || type.Is(Tasks + "ValueTask") || type.Is(Tasks + "Task`1") || type.Is(Tasks + "ValueTask`1");

    private ResultModel Nothing(ResultWrapping wrapping)
    {
        if (_outlet is not null)
        {
            string name = OutletName() ?? "out";
            string type = wrapping == ResultWrapping.None ? "int" : $"{wrapping}<int>";
            faults.Add(Fault.Of(TaskFaults.OutletOfNothing, _outlet.Location() ?? method.Locations[0], taskName, name, $"{type} {method.Name}(…)"));
        }

        return new ResultModel { Shape = ResultShape.Nothing, Wrapping = wrapping };
    }

    private ResultModel Inside(ITypeSymbol type, ResultWrapping wrapping)
    {
        if (wrapping != ResultWrapping.None && IsAwaitable(type))
        {
            return OfTasks(type);
        }

        ITypeSymbol? sequence = type.Argument("System.Collections.Generic.IEnumerable`1");
        ITypeSymbol? asyncSequence = type.Argument("System.Collections.Generic.IAsyncEnumerable`1");
        ITypeSymbol element = sequence ?? asyncSequence ?? type;
        ITypeSymbol? step = element.Argument("Millstream.Step`1");
        ITypeSymbol item = step ?? element;
        if (IsAwaitable(item))
        {
            return OfTasks(item);
        }

        if (item.RefusalAsPort() is { } refusal)
        {
            return Refused(refusal + ", which cannot travel on an edge", $"byte[] {method.Name}(…)");
        }

        CheckMode(sequence is not null || asyncSequence is not null, TypeText.ForMessage(item));
        return Outlets(item) with
        {
            Wrapping = wrapping,
            HasSteps = step is not null && (sequence is not null || asyncSequence is not null),
            Shape = sequence is not null ? ResultShape.Sequence
                : asyncSequence is not null ? ResultShape.AsyncSequence
                : step is not null ? ResultShape.Step
                : ResultShape.Item,
        };
    }

    /// <summary>A value grows only where a call gives several pieces of it.</summary>
    private void CheckMode(bool isSequence, string item)
    {
        if (!isSequence && GrowthReader.ModeOf(_outlet) is { } mode)
        {
            faults.Add(Fault.Of(
                TaskFaults.ModeOfItem, _outlet?.Location() ?? method.Locations[0], taskName, mode.Split('.').Last(), $"IAsyncEnumerable<{item}> {method.Name}(…)"));
        }
    }

    private string? GrowthOf(ITypeSymbol item) => new GrowthReader(taskName, faults).Of(item, _outlet, _outlet?.Location() ?? method.Locations[0]);

    private ResultModel Outlets(ITypeSymbol item)
    {
        string type = TypeText.Of(item);
        if (OutletName() is { } name)
        {
            return new ResultModel { ItemType = type, Outlets = new([new OutletModel(name, type, "", "", GrowthOf(item)) { ReplaysLast = GrowthReader.ReplaysLast(_outlet) }]) };
        }

        if (item is not INamedTypeSymbol { IsTupleType: true } tuple)
        {
            return new ResultModel { ItemType = type, Outlets = new([new OutletModel("out", type, "", "", GrowthOf(item)) { ReplaysLast = GrowthReader.ReplaysLast(_outlet) }]) };
        }

        OutletModel[] parts = [.. tuple.TupleElements.Select((part, i) => Part(part, i + 1))];
        foreach (ITypeSymbol part in tuple.TupleElements.Select(e => e.Type).Where(t => t.RefusalAsPort() is not null))
        {
            Refused(part.RefusalAsPort() + ", which cannot travel on an edge", $"(…, byte[] part) {method.Name}(…)");
        }

        foreach (IGrouping<string, OutletModel> twice in parts.GroupBy(p => p.Name).Where(g => g.Count() > 1))
        {
            faults.Add(Fault.Of(
                TaskFaults.DuplicatePort,
                method.Locations[0],
                taskName,
                "outlets",
                twice.Key,
                $"({string.Join(", ", twice.Select((p, i) => $"{p.Type} {p.Name}{i + 1}"))}) {method.Name}(…)"));
        }

        return new ResultModel { ItemType = type, IsSplit = true, Outlets = new(parts) };
    }

    private OutletModel Part(IFieldSymbol part, int number)
    {
        bool isNamed = part.IsExplicitlyNamedTupleElement;
        string name = isNamed ? char.ToLowerInvariant(part.Name[0]) + part.Name.Substring(1) : $"item{number}";
        return new OutletModel(name, TypeText.Of(part.Type), $"Item{number}", isNamed ? TypeText.Name(part.Name) : "", GrowthOf(part.Type)) { ReplaysLast = GrowthReader.ReplaysLast(_outlet) };
    }

    private ResultModel OfTasks(ITypeSymbol inner)
    {
        string good = (inner as INamedTypeSymbol)?.TypeArguments.OnlyOne() is { } of ? $"Task<{TypeText.ForMessage(of)}>" : "Task";
        faults.Add(Fault.Of(
            TaskFaults.TaskOfTask, method.Locations[0], taskName, TypeText.ForMessage(method.ReturnType), $"async {good} {method.Name}(…)"));
        return new ResultModel();
    }

    private ResultModel Refused(string what, string good)
    {
        faults.Add(Fault.Of(TaskFaults.ResultType, method.Locations[0], taskName, what, good));
        return new ResultModel();
    }

    private string? OutletName() => _outlet?.ConstructorArguments.OnlyOne().Value as string;
}

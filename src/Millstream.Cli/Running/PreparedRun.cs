using Millstream.Data;
using Millstream.Documents;
using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream.Cli.Running;

/// <summary>A graph with all that it is given: to be run, drawn or shown.</summary>
/// <param name="Document">The document, with the settings and constants that were given.</param>
/// <param name="Graph">The graph of it.</param>
/// <param name="Inputs">The items of its open inputs.</param>
/// <param name="References">What its parameters came to.</param>
internal sealed record PreparedRun(GraphDocument Document, TaskGraph Graph, RunInputs Inputs, References References)
{
    /// <summary>Puts what was given into a graph.</summary>
    /// <exception cref="CliException">Something is missing or wrong: all of it is told at once.</exception>
    public static PreparedRun Of(RunTarget target, GivenValues values, DocumentRules rules)
    {
        IReadOnlyDictionary<string, object?> given = values.Values;
        RunField[] missing = [.. values.Fields.Where(f => f.IsRequired && !given.ContainsKey(f.Name))];
        string[] wrong =
        [
            .. missing.Select(f =>
                $"{target.Title}: the {(f.Kind == FieldKind.Input ? "input" : "parameter")} '{f.Name}' ({f.Type}) is missing. Give it as {f.Option} {f.Type}{(f.Help.Length == 0 ? "." : $": {f.Help}")}"),
            .. values.Refusals(),
        ];
        if (wrong.Length > 0)
        {
            // What is wrong with the document itself is told with it.
            IEnumerable<DocumentFault> ofDocument = target.OnlyNode is not null ? [] : target.Document.Check(target.Tasks, rules: rules)
                .Where(fault => !Array.Exists(missing, f => fault.Kind == FaultKind.MissingInput && fault.Path == $"nodes.{f.Setting.Node}" && fault.Message.Contains($"'{f.Setting.Setting}'", StringComparison.Ordinal)));
            throw CliException.BadInput([.. ofDocument.Select(f => FaultText.Of(f, target.Title)), .. wrong]);
        }

        GraphDocument document = new Filling(target, values.Fields, given).Fill();
        var parameters = values.Fields.Where(f => f.Kind == FieldKind.Parameter && given.ContainsKey(f.Name)).ToDictionary(f => f.Name, f => given[f.Name], StringComparer.Ordinal);
        var assembling = new Assembling(target.Tasks, rules, isCheck: false, document);
        TaskGraph? graph = assembling.Build(document, parameters);
        IReadOnlyList<DocumentFault> faults = assembling.SortedFaults();
        if (faults.Count > 0 || graph is null)
        {
            throw CliException.BadInput([.. faults.Select(f => FaultText.Of(f, target.Title))]);
        }

        var references = References.Of(
            assembling, document.Parameters, new Spot(document.Source, ""), parameters.ToDictionary(p => p.Key, p => new Resolved(p.Value), StringComparer.Ordinal), around: null);
        return new PreparedRun(document, graph, InputsOf(graph, given, target), references);
    }

    /// <summary>Makes of what an input is given an item, or items.</summary>
    public static FieldReading Read(Port port, object? value) => port.Accept(new ItemsMaker(value)) switch
    {
        null => new FieldReading(value, Expected.Instead(port.ItemType, value)),
        System.Collections.IList { Count: 1 } items when value is not IReadOnlyList<object?> => new FieldReading(items[0], Refusal: null),
        var items => new FieldReading(items, Refusal: null),
    };

    private static RunInputs InputsOf(TaskGraph graph, IReadOnlyDictionary<string, object?> given, RunTarget target)
    {
        var inputs = new RunInputs();
        var faults = new List<string>();
        foreach (InputTask input in graph.Nodes.Select(GraphInputs.Input).OfType<InputTask>())
        {
            object? value = given[input.Name];
            object? items = input.Outlets[0].Accept(new ItemsMaker(value));
            if (items is null)
            {
                faults.Add($"{target.Title}: the input '{input.Name}' {Expected.Instead(input.Outlets[0].ItemType, value)}");
            }

            inputs[input.Name] = items;
        }

        return faults.Count == 0 ? inputs : throw CliException.BadInput(faults);
    }

    /// <summary>Makes items of what an input is given: one, or the items of a list.</summary>
    private sealed class ItemsMaker(object? given) : IPortVisitor<object?>
    {
        public object? Visit<T>(Port port)
        {
            bool areMany = given is IReadOnlyList<object?> all && (!TypeWords.IsList(typeof(T)) || all.All(i => i is IReadOnlyList<object?>));
            IReadOnlyList<object?> values = areMany ? (IReadOnlyList<object?>)given! : [given];
            var items = new T[values.Count];
            for (int i = 0; i < items.Length; i++)
            {
                if (!TryMake(values[i], out items[i]))
                {
                    return null;
                }
            }

            return items;
        }

        private static bool TryMake<T>(object? value, out T item)
        {
            if (typeof(T) == typeof(Row) && value is not null)
            {
                bool isRow = TryMakeRow(value, out Row? row);
                item = (T)(object)row!;
                return isRow;
            }

            return ItemMaker.TryMake(value, out item);
        }

        /// <summary>Makes a row of a value; of a text that is written as a JSON object, one with its members.</summary>
        private static bool TryMakeRow(object value, out Row? row)
        {
            try
            {
                row = value is string text && text.AsSpan().TrimStart().StartsWith('{') ? Row.Parse(text) : Row.From(value);
                return true;
            }
            catch (FormatException)
            {
                row = null;
                return false;
            }
        }
    }
}

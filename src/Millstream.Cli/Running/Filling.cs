using System.Globalization;
using Millstream.Documents;

namespace Millstream.Cli.Running;

/// <summary>Puts given settings and constants into a document.</summary>
/// <remarks>
/// One value for an input is a constant, which every item of other inlets meets; a list is as many items. Inlets with a default of their own are left open where nothing is given.
/// </remarks>
internal sealed class Filling(RunTarget target, IReadOnlyList<RunField> fields, IReadOnlyDictionary<string, object?> given)
{
    public GraphDocument Fill() => target.Document with { Nodes = [.. target.Document.Nodes.Select(Fill)] };

    /// <summary>Writes a value as documents do; a text in it refers to nothing.</summary>
    private static DocumentValue ValueOf(object? value) => value switch
    {
        null => DocumentValue.Null,
        bool truth => truth,
        long whole => whole,
        double number => number,
        decimal number => DocumentValue.Number(number.ToString(CultureInfo.InvariantCulture)),
        IReadOnlyList<object?> items => DocumentValue.List([.. items.Select(ValueOf)]),
        IReadOnlyDictionary<string, object?> map => DocumentValue.Map([.. map.Select(m => new DocumentMember(m.Key, ValueOf(m.Value)))]),
        _ => (Convert.ToString(value, CultureInfo.InvariantCulture) ?? "").Replace("${", "$${", StringComparison.Ordinal),
    };

    private DocumentNode Fill(DocumentNode node)
    {
        DocumentInput[] inputs = [.. node.Inputs.Select(i => Fill(node, i)).OfType<DocumentInput>()];
        return node with
        {
            Inputs = [.. inputs],
            Work = node.Work switch
            {
                TaskWork work => work with { Settings = Fill(node.Id, work.Settings) },
                GraphWork work => work with { Settings = Fill(node.Id, work.Settings) },
                var work => work,
            },
        };
    }

    private ValueList<DocumentMember> Fill(string node, ValueList<DocumentMember> settings)
    {
        RunField[] own = [.. fields.Where(f => f.Kind == FieldKind.Setting && f.Setting.Node == node && given.ContainsKey(f.Name))];
        return own.Length == 0 ? settings :
        [
            .. settings.Where(s => !own.Any(f => string.Equals(f.Setting.Setting, s.Name, StringComparison.OrdinalIgnoreCase))),
            .. own.Select(f => new DocumentMember(f.Setting.Setting, Setting(f, given[f.Name]))),
        ];
    }

    private static DocumentValue Setting(RunField field, object? value) =>
        field.IsCredential && value is string name ? DocumentValue.Credential(name)
        : field.IsCredential && value is IReadOnlyDictionary<string, object?> map && map.GetValueOrDefault("credential") is string said ? DocumentValue.Credential(said)
        : ValueOf(value);

    private DocumentInput? Fill(DocumentNode node, DocumentInput input)
    {
        InletDescriptor? inlet = node.Work is TaskWork work ? RunTarget.DescriptorOf(work.Task, target.Tasks)?.Inlets.FirstOrDefault(i => i.Name == input.Inlet) : null;
        if (input.Sources is [{ Input: { } only }] && !given.ContainsKey(only) && inlet is { IsOptional: true })
        {
            return null;
        }

        return input with { Sources = [.. input.Sources.Select(source => Fill(source, inlet))] };
    }

    private DocumentSource Fill(DocumentSource source, InletDescriptor? inlet)
    {
        if (source.Input is not { } name || !given.TryGetValue(name, out object? value) || source.Transforms.Count > 0 || source.Capacity is not null || source.Overflow != default)
        {
            return source;
        }

        bool areMany = value is IReadOnlyList<object?> && inlet is not { Kind: InletKind.List or InletKind.Stream } && !(inlet is not null && TypeWords.IsList(inlet.ItemType));
        bool isRow = inlet?.ItemType == typeof(Data.Row);
        return areMany || isRow ? source : new DocumentSource { Value = ValueOf(value) };
    }
}

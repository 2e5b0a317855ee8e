using Millstream.Documents;
using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream.Cli.Running;

/// <summary>Lists all that whoever runs a graph may say.</summary>
internal static class RunFields
{
    public static IReadOnlyList<RunField> Of(RunTarget target)
    {
        var fields = new List<RunField>();
        fields.AddRange(target.Document.Parameters.Select(Parameter));
        fields.AddRange(Inputs(target));
        fields.AddRange(target.Document.Nodes.SelectMany(node => Settings(target, node)));

        // What has the name of something before it can be said in JSON by no name, and by no option.
        return [.. fields.DistinctBy(f => f.Name).DistinctBy(f => f.Option)];
    }

    private static RunField Parameter(DocumentParameter parameter) =>
        new(FieldKind.Parameter, parameter.Name, Words.Of(Words.ParameterTypes, parameter.Type))
        {
            Default = parameter.Default is { } given ? Hidden(given) : null,
            IsRequired = parameter.IsRequired,
            Help = parameter.Help,
            Choices = [.. parameter.Choices],
            Read = value => References.Refuse(parameter, value, out object? typed) is { } why ? new FieldReading(value, why) : new FieldReading(typed, Refusal: null),
        };

    /// <summary>Gives the inputs that nodes read, each with what is known of the first inlet that reads it.</summary>
    private static IEnumerable<RunField> Inputs(RunTarget target)
    {
        Dictionary<string, Port> types = Types(target);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (DocumentNode node in target.Document.Nodes)
        {
            foreach (DocumentInput input in node.Inputs)
            {
                foreach (string name in input.Sources.Select(s => s.Input).OfType<string>().Where(seen.Add))
                {
                    InletDescriptor? inlet = (node.Work as TaskWork) is { } work
                        ? RunTarget.DescriptorOf(work.Task, target.Tasks)?.Inlets.FirstOrDefault(i => i.Name == input.Inlet)
                        : null;
                    Port? port = inlet is not null && inlet.ItemType != typeof(OpenItem) ? inlet.Port : types.GetValueOrDefault(name);
                    Type? type = port?.ItemType;
                    yield return new RunField(FieldKind.Input, name, type is null ? "any" : TypeWords.Of(type))
                    {
                        Default = inlet is { IsOptional: true } ? (inlet.Default is null ? "none" : ResultText.Plain(inlet.Default)) : null,
                        IsRequired = inlet is not { IsOptional: true },
                        IsSecret = type == typeof(Secret) || (inlet is not null && inlet.Fields.Names.Contains("format") && inlet.Fields["format"] == "password"),
                        Help = inlet?.Documentation ?? "",
                        Read = value => port is null ? new FieldReading(value, Refusal: null) : PreparedRun.Read(port, value),
                    };
                }
            }
        }
    }

    /// <summary>Gives the types of the inputs that the graph tells, where there is one without values.</summary>
    private static Dictionary<string, Port> Types(RunTarget target)
    {
        TaskGraph? graph = new Assembling(target.Tasks, DocumentRules.Standard, isCheck: true, target.Document).Build(target.Document, given: null);
        return graph?.Nodes.Select(GraphInputs.Input).OfType<InputTask>().ToDictionary(i => i.Name, i => i.Outlets[0], StringComparer.Ordinal) ?? [];
    }

    private static IEnumerable<RunField> Settings(RunTarget target, DocumentNode node)
    {
        if (node.Work is GraphWork graph)
        {
            foreach (RunField field in Parameters(target, node.Id, graph))
            {
                yield return field;
            }
        }

        if (node.Work is not TaskWork work || RunTarget.DescriptorOf(work.Task, target.Tasks) is not { } task)
        {
            yield break;
        }

        string before = node.Id == target.OnlyNode ? "" : $"{node.Id}.";
        foreach (SettingDescriptor setting in task.Settings.Where(s => s is { CanSet: true, IsHidden: false }))
        {
            string name = DescriptorJson.Camel(setting.Name);
            bool isCredential = setting.Type == typeof(Credential);
            bool isSecret = isCredential || setting.Format == "password";
            DocumentValue? said = work.Settings.FirstOrDefault(s => string.Equals(s.Name, name, StringComparison.OrdinalIgnoreCase))?.Value;
            yield return new RunField(FieldKind.Setting, before + name, TypeWords.Of(setting.Type))
            {
                Setting = (node.Id, name),
                Default = isSecret && said is not null ? "***" : said is not null ? Hidden(said) : setting.Default is null or "" ? null : ResultText.Plain(setting.Default),
                Help = setting.Documentation,
                Choices = Choices(setting),
                IsCredential = isCredential,
                IsSecret = isSecret,
                Read = value => isCredential ? new FieldReading(value, Refusal: null) : Read(setting, value),
            };
        }

        foreach (CredentialDescriptor credential in task.Credentials)
        {
            DocumentValue? said = work.Settings.FirstOrDefault(s => s.Name == credential.Parameter)?.Value;
            yield return new RunField(FieldKind.Setting, before + credential.Parameter, "credential")
            {
                Setting = (node.Id, credential.Parameter),
                Default = said is null ? credential.Name : "***",
                Help = credential.Documentation,
                IsCredential = true,
                IsSecret = true,
            };
        }
    }

    /// <summary>Gets the parameters of a graph that a node is.</summary>
    private static IEnumerable<RunField> Parameters(RunTarget target, string node, GraphWork work)
    {
        GraphDocument? inner = work.Graph ?? new Assembling(target.Tasks, DocumentRules.Standard, isCheck: true, target.Document)
            .Files.With(work.File ?? "", target.Document.Directory, new Spot(target.Document.Source, ""), document => document);
        return (inner?.Parameters ?? []).Select(parameter => (Parameter: parameter, Said: work.Settings.FirstOrDefault(s => s.Name == parameter.Name)?.Value)).Select(p =>
            Parameter(p.Parameter) with
            {
                Kind = FieldKind.Setting,
                Name = $"{node}.{p.Parameter.Name}",
                Setting = (node, p.Parameter.Name),
                Default = (p.Said ?? p.Parameter.Default) is { } given ? Hidden(given) : null,
                IsRequired = p.Parameter.IsRequired && p.Said is null,
            });
    }

    private static ValueList<string> Choices(SettingDescriptor setting) =>
        setting.Choices.Count > 0 ? [.. setting.Choices.Select(ResultText.Plain)]
        : (Nullable.GetUnderlyingType(setting.Type) ?? setting.Type) is { IsEnum: true } choice ? [.. Enum.GetNames(choice).Select(DescriptorJson.Camel)]
        : [];

    private static FieldReading Read(SettingDescriptor setting, object? value)
    {
        string? why = setting.WhyNot(value, out object? converted);
        return why is null ? new FieldReading(converted, Refusal: null)
            : new FieldReading(value, Choices(setting) is { Count: > 0 } choices ? Expected.Instead(choices, value) : why);
    }

    private static string Hidden(DocumentValue value) => RunField.Shown(value);
}

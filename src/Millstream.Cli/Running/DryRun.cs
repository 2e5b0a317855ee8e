using System.Text.Json.Nodes;
using Millstream.Documents;

namespace Millstream.Cli.Running;

/// <summary>Shows what the values of a run come to. Secrets, and what came out of the environment, are shown as <c>***</c>.</summary>
internal static class DryRun
{
    private const string Hidden = "***";

    public static void Write(TextWriter output, RunTarget target, IReadOnlyList<RunField> fields, IReadOnlyDictionary<string, object?> given, PreparedRun prepared)
    {
        HashSet<string> secret = SecretParameters(fields, prepared.Document);
        var parameters = new JsonObject();
        foreach (DocumentParameter parameter in prepared.Document.Parameters)
        {
            bool isHidden = secret.Contains(parameter.Name) || (!given.ContainsKey(parameter.Name) && parameter.Default is { } value && IsOfEnvironment(value));
            parameters[parameter.Name] = isHidden ? Hidden : Node(prepared.References.Parameter(parameter.Name, default).Value);
        }

        var inputs = new JsonObject();
        foreach (RunField input in fields.Where(f => f.Kind == FieldKind.Input && given.ContainsKey(f.Name)))
        {
            inputs[input.Name] = input.IsSecret ? Hidden : Node(input.Read(given[input.Name]).Value);
        }

        var settings = new JsonObject();
        foreach (DocumentNode node in prepared.Document.Nodes)
        {
            foreach (DocumentMember setting in SettingsOf(node))
            {
                string name = node.Id == target.OnlyNode ? setting.Name : $"{node.Id}.{setting.Name}";
                bool isHidden = setting.Value.CredentialName is not null || IsOfEnvironment(setting.Value)
                    || fields.Any(f => f.IsSecret && f.Setting == (node.Id, setting.Name)) || Referred(setting.Value, secret);
                RunField? field = fields.FirstOrDefault(f => f.Setting == (node.Id, setting.Name) && given.ContainsKey(f.Name));
                settings[name] = isHidden ? Hidden : Node(field is null ? prepared.References.Resolve(setting.Value, default).Value : field.Read(given[field.Name]).Value);
            }
        }

        var all = new JsonObject { ["graph"] = prepared.Document.Name };
        foreach ((string name, JsonObject part) in (ReadOnlySpan<(string, JsonObject)>)[("parameters", parameters), ("inputs", inputs), ("settings", settings)])
        {
            if (part.Count > 0)
            {
                all[name] = part;
            }
        }

        output.Write(all.ToJsonString(JsonShape.Indented) + "\n");
    }

    /// <summary>Gives the parameters that settings which nobody may see refer to.</summary>
    private static HashSet<string> SecretParameters(IReadOnlyList<RunField> fields, GraphDocument document) =>
    [
        .. document.Parameters.Select(p => p.Name).Where(name => document.Nodes.Any(node => SettingsOf(node).Any(setting =>
            fields.Any(f => f.IsSecret && f.Setting == (node.Id, setting.Name)) && Referred(setting.Value, [name])))),
    ];

    private static ValueList<DocumentMember> SettingsOf(DocumentNode node) => node.Work switch
    {
        TaskWork work => work.Settings,
        GraphWork work => work.Settings,
        _ => [],
    };

    private static bool IsOfEnvironment(DocumentValue value) => value.ToString().Contains("${env:", StringComparison.Ordinal);

    private static bool Referred(DocumentValue value, HashSet<string> parameters) => parameters.Any(p => value.ToString().Contains($"${{{p}}}", StringComparison.Ordinal));

    private static JsonNode? Node(object? value) => value is TimeSpan or Enum ? ResultText.Plain(value) : JsonNode.Parse(ResultText.Json(value));
}

using System.Text.Json;
using Millstream.Documents;

namespace Millstream.Cli.Running;

/// <summary>What fields are given, by their names: first by JSON, then by options, which win.</summary>
/// <param name="fields">The fields that there are.</param>
/// <param name="title">What they belong to.</param>
internal sealed class GivenValues(IReadOnlyList<RunField> fields, string title)
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, object?> Values => _values;

    /// <summary>Takes the members of a JSON object.</summary>
    /// <exception cref="CliException">It is none, or it names what is not there.</exception>
    public void TakeJson(string json, string source)
    {
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            root = document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw CliException.BadInput($"{source} is no JSON: {exception.Message}");
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            throw CliException.BadInput($"{source} is not a JSON object. Write {{ \"name\": value }}.");
        }

        JsonProperty[] members = [.. root.EnumerateObject()];
        string[] faults = [.. members.Where(m => fields.All(f => f.Name != m.Name)).Select(m => $"{source}: {Unknown(m.Name, f => f.Name)}")];
        if (faults.Length > 0)
        {
            throw CliException.BadInput(faults);
        }

        foreach (JsonProperty member in members)
        {
            _values[member.Name] = Plain(member.Value);
        }
    }

    /// <summary>Takes what an option was given: one text, several, or none, which means true.</summary>
    public void Take(RunField field, IReadOnlyList<string> texts) => _values[field.Name] = texts switch
    {
        [] => true,
        [var one] => one,
        _ => texts.Cast<object?>().ToList(),
    };

    /// <summary>Takes <c>name=value</c>.</summary>
    public void TakePair(string pair)
    {
        int split = pair.IndexOf('=', StringComparison.Ordinal);
        string name = split < 0 ? pair : pair[..split];
        RunField field = fields.FirstOrDefault(f => f.Name == name || f.Option == $"--{name}")
            ?? throw CliException.BadInput($"--set: {Unknown(name, f => f.Name)}");
        _values[field.Name] = split < 0 ? true : pair[(split + 1)..];
    }

    /// <summary>Says that there is no such thing, and what there is.</summary>
    public string Unknown(string name, Func<RunField, string> nameOf)
    {
        string[] names = [.. fields.Where(f => f.Kind != FieldKind.Setting || !f.Name.Contains('.', StringComparison.Ordinal)).Select(nameOf)];
        string near = Suggestions.For(name, fields.Select(nameOf));
        return $"'{title}' takes no '{name}'.{near} It takes: {(names.Length == 0 ? "nothing" : string.Join(", ", names))}.";
    }

    private static object? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.TryGetInt64(out long whole) ? whole : value.TryGetDecimal(out decimal exact) ? exact : value.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Array => value.EnumerateArray().Select(Plain).ToList(),
        JsonValueKind.Object => value.EnumerateObject().DistinctBy(m => m.Name).ToDictionary(m => m.Name, m => Plain(m.Value), StringComparer.Ordinal),
        _ => null,
    };
}

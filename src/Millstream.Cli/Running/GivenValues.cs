using System.Text;
using System.Text.Json;
using Millstream.Documents;

namespace Millstream.Cli.Running;

/// <summary>What fields are given, by their names: first by JSON, then by options, which win.</summary>
/// <param name="fields">The fields that there are.</param>
/// <param name="title">What they belong to.</param>
internal sealed class GivenValues(IReadOnlyList<RunField> fields, string title)
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal);

    public IReadOnlyList<RunField> Fields => fields;

    public IReadOnlyDictionary<string, object?> Values => _values;

    /// <summary>Takes the members of a JSON object.</summary>
    /// <exception cref="CliException">It is none, or it names what is not there.</exception>
    public void TakeJson(string json, string source)
    {
        (string Name, object? Value)[] members;
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            members = document.RootElement.ValueKind == JsonValueKind.Object
                ? [.. document.RootElement.EnumerateObject().Select(m => (m.Name, Plain(m.Value)))]
                : throw CliException.BadInput($"{source} is not a JSON object. Write {{ \"name\": value }}.");
        }
        catch (InvalidOperationException exception)
        {
            // A text with half of a surrogate pair.
            throw CliException.BadInput($"{source}: This is no JSON: {exception.Message}");
        }
        catch (JsonException exception)
        {
            Place at = JsonSource.PlaceOf(exception, Encoding.UTF8.GetBytes(json));
            throw CliException.BadInput($"{source}:{at.Line}:{at.Column}: This is no JSON: {JsonSource.Reason(exception, json)}");
        }

        string[] faults = [.. members.Where(m => fields.All(f => f.Name != m.Name)).Select(m => $"{source}: {Unknown(m.Name, f => f.Name)}")];
        if (faults.Length > 0)
        {
            throw CliException.BadInput(faults);
        }

        foreach ((string name, object? value) in members)
        {
            Set(name, value, $"{source}: {name}");
        }
    }

    /// <summary>Takes what an option was given: one text, several, or none, which means true.</summary>
    public void Take(RunField field, IReadOnlyList<string> texts) => Set(
        field.Name,
        texts switch
        {
            [] => true,
            [var one] => one,
            _ => texts.Cast<object?>().ToList(),
        },
        field.Option);

    /// <summary>Takes <c>name=value</c>; a name alone means true, where that is a value.</summary>
    public void TakePair(string pair)
    {
        int split = pair.IndexOf('=', StringComparison.Ordinal);
        string name = split < 0 ? pair : pair[..split];
        RunField field = fields.FirstOrDefault(f => f.Name == name || f.Option == $"--{name}")
            ?? throw CliException.BadInput($"--set: {Unknown(name, f => f.Name)}");
        if (split < 0 && !field.IsSwitch)
        {
            throw CliException.BadInput($"--set {name}: expects name=value; got no '='. Write --set {field.Name}=….");
        }

        Set(field.Name, split < 0 ? true : pair[(split + 1)..], $"--set {field.Name}");
    }

    /// <summary>Says which values cannot be, each with what gave it.</summary>
    public IEnumerable<string> Refusals() =>
        from field in fields
        where _values.ContainsKey(field.Name)
        let why = Refusal(field, _values[field.Name])
        where why is not null
        select $"{_sources[field.Name]}: {why}";

    /// <summary>Says that there is no such thing, and what there is.</summary>
    public string Unknown(string name, Func<RunField, string> nameOf)
    {
        string[] names = [.. fields.Where(f => f.Kind != FieldKind.Setting || !f.Name.Contains('.', StringComparison.Ordinal)).Select(nameOf)];
        string near = Suggestions.For(name, fields.Select(nameOf));
        return $"'{title}' takes no '{name}'.{near} It takes: {(names.Length == 0 ? "nothing" : string.Join(", ", names))}.";
    }

    private static string? Refusal(RunField field, object? value) => (field.Read(value).Refusal, value, field.IsSecret) switch
    {
        (null, _, _) => null,
        (_, IReadOnlyList<object?> several, _) => $"was given {several.Count} values, and takes one.",
        (_, _, true) => "this is no value for it, and not shown, as it may be a secret.",
        var (why, _, _) => why,
    };

    private void Set(string name, object? value, string source)
    {
        _values[name] = value;
        _sources[name] = source;
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

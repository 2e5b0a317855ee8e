using System.Text.Json.Nodes;

namespace Millstream.Documents;

/// <summary>The JSON schema of documents.</summary>
public sealed class SchemaTests
{
    private static readonly JsonObject Schema = JsonNode.Parse(GraphDocument.Schema(Documents.Catalogue).ToJsonString())!.AsObject();

    [Fact]
    public void Tasks_settings_and_inlets_are_offered_and_explained()
    {
        JsonObject node = Schema["$defs"]!["node"]!.AsObject();
        JsonNode task = Assert.Single(node["properties"]!["task"]!["oneOf"]!.AsArray(), t => (string?)t!["const"] == "numbers")!;
        Assert.Equal("Gives the numbers from 1 on.", (string?)task["description"]);
        Assert.Equal(Documents.Catalogue.Names, node["properties"]!["task"]!["oneOf"]!.AsArray().Select(t => (string)t!["const"]!));

        JsonNode raise = Then(node, "raise");
        Assert.Equal("What is added.", (string?)raise["settings"]!["properties"]!["by"]!["description"]);
        Assert.Equal(9, (int)raise["settings"]!["properties"]!["by"]!["anyOf"]![0]!["maximum"]!);
        Assert.False((bool)raise["settings"]!["additionalProperties"]!);
        Assert.Equal(["x"], raise["inputs"]!["required"]!.AsArray().Select(r => (string)r!));
        Assert.Equal(["a"], Then(node, "add")["inputs"]!["required"]!.AsArray().Select(r => (string)r!));
        Assert.Equal("items: T stream", (string?)Then(node, "limit")["inputs"]!["properties"]!["items"]!["description"]);

        JsonNode mail = Then(node, "mail")["settings"]!["properties"]!;
        Assert.Equal("#/$defs/credential", (string?)mail["key"]!["$ref"]);
        Assert.Equal("#/$defs/credential", (string?)mail["relay"]!["$ref"]);
        Assert.Equal(["plain", "html"], mail["kind"]!["anyOf"]![0]!["enum"]!.AsArray().Select(c => (string)c!));
    }

    [Fact]
    public void Only_allowed_tasks_are_offered()
    {
        JsonObject schema = GraphDocument.Schema(Documents.Catalogue, new DocumentRules { AllowedTasks = new HashSet<string> { "add" } });

        Assert.Equal(["add"], schema["$defs"]!["node"]!["properties"]!["task"]!["oneOf"]!.AsArray().Select(t => (string)t!["const"]!));
    }

    [Fact]
    public void Every_reference_leads_somewhere()
    {
        string[] known = [.. Schema["$defs"]!.AsObject().Select(d => $"#/$defs/{d.Key}")];

        Assert.All(Everything(Schema).OfType<JsonObject>().Select(o => (string?)o["$ref"]).OfType<string>(), reference => Assert.Contains(reference, known));
    }

    /// <summary>A document with all that documents can have is one for the schema; one that is spoilt is none.</summary>
    [Fact]
    public void What_reads_is_valid_and_what_does_not_is_not()
    {
        foreach (string yaml in new[]
        {
            "nodes: { a: { task: numbers, settings: { count: '${n}' } }, b: { task: add, inputs: { a: a, b: 3 } } }",
            "nodes: { a: { map: { task: raise, settings: { by: 2 } }, inputs: { x: [a, { from: b, transforms: [uppercase] }] } } }",
            "nodes: { a: { if: { any: [ { op: is_true } ] }, inputs: { items: x } } }",
        })
        {
            Assert.True(Fits(Json(yaml), Schema), yaml);
        }

        foreach (string yaml in new[]
        {
            "nodes: { a: { task: nubmers } }",
            "nodes: { a: { task: numbers, colour: red } }",
            "nodes: { a: { task: raise, settings: { bye: 2 }, inputs: { x: 1 } } }",
            "nodes: { a: { task: raise, settings: { by: 12 }, inputs: { x: 1 } } }",
            "nodes: { a: { task: raise, inputs: { y: 1 } } }",
            "nodes: { a: { task: raise } }",
            "nodes: { a: { map: raise, task: raise, inputs: { x: 1 } } }",
            "nodes: { a: { if: { op: bigger }, inputs: { items: x } } }",
        })
        {
            Assert.False(Fits(Json(yaml), Schema), yaml);
        }
    }

    private static JsonNode Then(JsonObject node, string task) =>
        Assert.Single(node["allOf"]!.AsArray(), t => (string?)t!["if"]!["properties"]!["task"]!["const"] == task)!["then"]!["properties"]!;

    private static JsonNode? Json(string yaml) => Plain(YamlSource.Read(yaml, new DocumentLimits()));

    private static JsonNode? Plain(SourceValue value) => value.Kind switch
    {
        DocumentValueKind.List => new JsonArray([.. value.Items.Select(Plain)]),
        DocumentValueKind.Map => new JsonObject(value.Members.Select(m => KeyValuePair.Create(m.Name, Plain(m.Value)))),
        _ => JsonNode.Parse(value.Scalar.ToString()),
    };

    private static IEnumerable<JsonNode?> Everything(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(m => Everything(m.Value)).Prepend(map),
        JsonArray items => items.SelectMany(Everything),
        _ => [node],
    };

    /// <summary>Validates with the words of JSON schema that ours has.</summary>
    private static bool Fits(JsonNode? value, JsonNode schema) => schema.AsObject().All(word => word.Key switch
    {
        "$ref" => Fits(value, Schema["$defs"]![((string)word.Value!).Split('/')[^1]]!),
        "type" => (word.Value is JsonArray several ? several.Select(t => (string)t!) : [(string)word.Value!]).Any(t => IsOf(value, t)),
        "properties" => value is not JsonObject map || word.Value!.AsObject().All(p => !map.ContainsKey(p.Key) || Fits(map[p.Key], p.Value!)),
        "required" => value is not JsonObject map || word.Value!.AsArray().All(r => map.ContainsKey((string)r!)),
        "additionalProperties" => value is not JsonObject map || map.All(m => schema["properties"] is JsonObject own && own.ContainsKey(m.Key)
            || (word.Value is JsonObject of ? Fits(m.Value, of) : (bool)word.Value!)),
        "items" => value is not JsonArray items || items.All(i => Fits(i, word.Value!)),
        "enum" => word.Value!.AsArray().Any(c => JsonNode.DeepEquals(c, value)),
        "const" => JsonNode.DeepEquals(word.Value, value),
        "minimum" => value is not JsonValue number || !IsOf(value, "number") || (double)number >= (double)word.Value!,
        "maximum" => value is not JsonValue number || !IsOf(value, "number") || (double)number <= (double)word.Value!,
        "pattern" => value is not JsonValue text || System.Text.RegularExpressions.Regex.IsMatch((string)text!, (string)word.Value!),
        "anyOf" => word.Value!.AsArray().Any(s => Fits(value, s!)),
        "oneOf" => word.Value!.AsArray().Count(s => Fits(value, s!)) == 1,
        "allOf" => word.Value!.AsArray().All(s => Fits(value, s!)),
        "if" => !Fits(value, word.Value!) || Fits(value, schema["then"]!),
        _ => true,
    });

    private static bool IsOf(JsonNode? value, string type) => type switch
    {
        "null" => value is null,
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value?.GetValueKind() == System.Text.Json.JsonValueKind.String,
        "boolean" => value?.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False,
        _ => value?.GetValueKind() == System.Text.Json.JsonValueKind.Number,
    };
}

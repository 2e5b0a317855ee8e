using System.Text.Json.Nodes;
using Millstream.Postgres;

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
            Assert.True(new SchemaFit(Schema).Fits(Json(yaml)), yaml);
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
            Assert.False(new SchemaFit(Schema).Fits(Json(yaml)), yaml);
        }
    }

    /// <summary>What has no fault is one for the schema: documents of samples, inlets that follow settings, numbers and truths where texts are expected.</summary>
    [Fact]
    public void What_lint_allows_the_schema_allows()
    {
        var fit = new SchemaFit(JsonNode.Parse(GraphDocument.Schema(BuiltInTasks.Catalogue).ToJsonString())!.AsObject());
        foreach (string yaml in new[]
        {
            """
            nodes:
              t: { task: text.split, inputs: { text: { value: "Ann Bo" } } }
              f: { task: text.formatter, settings: { template: "Hi {who}", tracks: { who: 0 } }, inputs: { who: t } }
              y: { task: synchronizer, inputs: { input1: t, input2: f } }
              p: { task: process.lines, settings: { program: seq, arguments: [3] } }
            """,
            """
            nodes:
              l: { task: file.lines, settings: { path: 2026 } }
              s: { task: string.matcher, settings: { pattern: "set" }, inputs: { text: l } }
              x: { task: switch, inputs: { input1: l, control1: s, input2: l, control2: s } }
              c: { task: calculator, settings: { formula: a + b, tracks: { a: 0, b: 1.5 } }, inputs: { a: 1, b: 2 } }
              r: { task: csv.read, settings: { path: a.csv, delimiter: 0 } }
              w: { task: where, settings: { condition: true }, inputs: { rows: r } }
              g: { task: group, settings: { by: [host, status], compute: { n: count } }, inputs: { rows: w } }
            """,
        })
        {
            Assert.Empty(GraphDocument.Lint(yaml, DocumentFormat.Yaml, BuiltInTasks.Catalogue).Select(f => f.ToString()));
            Assert.True(fit.Fits(Json(yaml)), yaml);
        }

        string[] samples = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "../../../../samples/documents"), "*.yaml");
        Assert.NotEmpty(samples);
        var withSamples = new SchemaFit(JsonNode.Parse(GraphDocument.Schema(TaskCatalogue.Of(BuiltInTasks.Catalogue, PostgresTasks.Catalogue)).ToJsonString())!.AsObject());
        Assert.All(samples, sample => Assert.True(withSamples.Fits(Json(File.ReadAllText(sample))), sample));
        Assert.False(fit.Fits(Json("nodes: { y: { task: synchronizer, inputs: { input1: { form: t } } } }")));
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
}

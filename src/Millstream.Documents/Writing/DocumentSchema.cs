using System.Text.Json.Nodes;
using Millstream.Graphs;

namespace Millstream.Documents;

/// <summary>Writes the JSON schema (draft 2020-12) of documents over a catalogue.</summary>
/// <remarks>It knows forms, names and settings. What joins two nodes (ids, ports, types) is told by checking a document.</remarks>
internal sealed class DocumentSchema(TaskCatalogue catalogue, DocumentRules rules)
{
    private static readonly string[] Kinds = ["task", "graph", "map", "reduce", "while", "if", "switch", "fallback"];

    public JsonObject Write() => new()
    {
        ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
        ["title"] = "Millstream graph",
        ["$ref"] = "#/$defs/document",
        ["$defs"] = new JsonObject
        {
            ["document"] = Closed(
                "A graph of tasks.",
                ("name", Text("What events and pictures call the graph.")),
                ("description", Text("What the graph is for.")),
                ("parameters", Named("What whoever runs the graph may say; settings refer to it as ${name}.", Ref("parameter"))),
                ("nodes", Named("The nodes by their ids.", Ref("node"))),
                ("outputs", Named("The outputs by their names: 'node.outlet'. Every outlet that nothing reads unless given.", Text("The outlet.")))),
            ["parameter"] = Closed(
                "A parameter.",
                ("type", Choice("What its values are.", Words.ParameterTypes.Select(w => w.Word))),
                ("default", new JsonObject { ["description"] = "The value where none is given." }),
                ("choices", new JsonObject { ["description"] = "The only values, of a choice.", ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } }),
                ("help", Text("What it is for."))),
            ["node"] = Work(isNode: true),
            ["body"] = new JsonObject { ["anyOf"] = new JsonArray(TaskName(), Work(isNode: false)) },
            ["position"] = Closed("Where an editor shows the node.", ("x", Of("number", "To the right.")), ("y", Of("number", "Down."))),
            ["input"] = Input(),
            ["source"] = Closed(
                "What an inlet reads.",
                ("from", new JsonObject { ["description"] = "The outlet, 'node.outlet', or a list of such." }),
                ("value", new JsonObject { ["description"] = "A constant." }),
                ("parameter", Text("A parameter, as a constant.")),
                ("input", Text("An input of the graph.")),
                ("when", Ref("condition")),
                ("transform", Ref("transforms")),
                ("transforms", Ref("transforms")),
                ("capacity", Whole("How many items the edge holds.")),
                ("overflow", Choice("What happens when the edge is full.", Words.Overflows.Select(w => w.Word))),
                ("merge", Choice("How several are read.", Words.Merges.Select(w => w.Word)))),
            ["transforms"] = new JsonObject
            {
                ["description"] = $"What becomes of each item on the way: {string.Join(", ", rules.Transforms.Kinds.Select(Shown))}.",
                ["anyOf"] = new JsonArray(
                    new JsonObject { ["type"] = "string", ["examples"] = new JsonArray([.. rules.Transforms.Kinds.Select(k => JsonValue.Create(Shown(k)))]) },
                    new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } }),
            },
            ["condition"] = Closed(
                "A condition.",
                ("field", Text("The path to what is compared: names and numbers with dots between them; the item itself unless given.")),
                ("op", Choice("How it is compared.", Words.Operators.Select(w => w.Word))),
                ("value", new JsonObject { ["description"] = "What it is compared with.", ["type"] = new JsonArray("string", "number", "boolean") }),
                ("all", Several("condition", "Conditions that must all hold.")),
                ("any", Several("condition", "Conditions of which one must hold.")),
                ("not", Ref("condition"))),
            ["options"] = Options(),
            ["credential"] = Credential(),
        },
    };

    private IEnumerable<TaskDescriptor> Tasks => Definitions.Select(t => t.Descriptor);

    private IEnumerable<TaskDefinition> Definitions => catalogue.Tasks.Concat(catalogue.Families.Select(f => f.Of<OpenItem>()))
        .Where(t => rules.AllowedTasks?.Contains(t.Descriptor.Name) ?? true);

    private static string Shown(TransformKind kind) =>
        kind.Parameters.Count == 0 ? kind.Id : $"{kind.Id}({string.Join(", ", kind.Parameters.Select(p => p.Name))})";

    private JsonObject Work(bool isNode)
    {
        JsonObject work = Closed(
            isNode ? "A node: what it does, and what its inlets read." : "What runs again and again, or in place of others.",
            [
                ("task", TaskName()),
                ("settings", new JsonObject { ["type"] = "object", ["description"] = "The settings of the task, or the parameters of the graph." }),
                ("graph", new JsonObject
                {
                    ["description"] = "A graph as a task, or the file that holds it, below the directory of this one.",
                    ["anyOf"] = new JsonArray(Ref("document"), new JsonObject { ["type"] = "string" }),
                }),
                ("map", Ref("body")),
                ("reduce", Ref("body")),
                ("seed", new JsonObject { ["description"] = "The state before the first item." }),
                ("while", Ref("body")),
                ("until", Ref("condition")),
                ("outlet", Text("The outlet of the body that the test looks at; the first unless given.")),
                ("maxIterations", Whole("How many rounds there may be.")),
                ("if", Ref("condition")),
                ("switch", Named(
                    "The branches by their names, each with its condition.",
                    new JsonObject { ["anyOf"] = new JsonArray(Ref("condition"), new JsonObject { ["type"] = "null" }) })),
                ("default", Text("The branch of items that take no other.")),
                ("matching", Choice("Whether an item takes the first branch whose condition holds, or every one.", Words.Matchings.Select(w => w.Word))),
                ("onConditionError", Choice("What becomes of an item for which the condition cannot be asked.", Words.ConditionErrors.Select(w => w.Word))),
                ("fallback", Several("body", "Bodies that are tried one after the other.")),
                ("options", Ref("options")),
                .. isNode
                    ? new[]
                    {
                        ("label", Text("What a person is shown.")),
                        ("position", Ref("position")),
                        ("inputs", Named("What the inlets read, by their names.", Ref("input"))),
                    }
                    : [],
            ]);

        // Exactly one of them; and for each task its own settings and inlets.
        work["oneOf"] = new JsonArray([.. Kinds
            .Select(word => (JsonNode)new JsonObject { ["required"] = new JsonArray(word) })]);
        work["allOf"] = new JsonArray([.. Definitions.Select(task => (JsonNode)OfTask(task.Descriptor, isNode, task.NeedsSetup))]);
        return work;
    }

    /// <summary>What holds for the nodes of a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="isNode">Whether it is a node, which says what its inlets read.</param>
    /// <param name="isOpen">Whether its inlets follow its settings, so that it may have others.</param>
    private static JsonObject OfTask(TaskDescriptor task, bool isNode, bool isOpen)
    {
        var then = new JsonObject { ["settings"] = Settings(task) };
        if (isNode)
        {
            var inlets = new JsonObject();
            foreach (InletDescriptor inlet in task.Inlets)
            {
                JsonObject input = Ref("input");
                input["title"] = inlet.Label;
                input["description"] = inlet.Documentation.Length == 0 ? $"{inlet}" : $"{inlet}. {inlet.Documentation}";
                inlets[inlet.Name] = input;
            }

            then["inputs"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = inlets,
                ["required"] = new JsonArray([.. task.Inlets.Where(i => !i.IsOptional).Select(i => JsonValue.Create(i.Name))]),
                ["additionalProperties"] = isOpen ? Ref("input") : false,
            };
        }

        var about = new JsonObject { ["properties"] = then };
        if (isNode && task.Inlets.Any(i => !i.IsOptional))
        {
            about["required"] = new JsonArray("inputs");
        }

        return new JsonObject
        {
            ["if"] = new JsonObject { ["properties"] = new JsonObject { ["task"] = new JsonObject { ["const"] = task.Name } }, ["required"] = new JsonArray("task") },
            ["then"] = about,
        };
    }

    /// <summary>The settings as the task describes them; each may be a text that refers to parameters, and secrets are references.</summary>
    private static JsonObject Settings(TaskDescriptor task)
    {
        JsonObject settings = task.SettingsSchema();
        var properties = (JsonObject)settings["properties"]!;
        foreach (SettingDescriptor setting in task.Settings)
        {
            string name = DescriptorJson.Camel(setting.Name);
            var own = (JsonObject)properties[name]!;
            if (setting.Type == typeof(Credential))
            {
                properties[name] = Described(Ref("credential"), own);
            }
            else if (setting.Type == typeof(string) && !setting.IsListText && own["enum"] is null)
            {
                own["type"] = Plain();
            }
            else if (own["type"] is not JsonValue { } type || type.GetValue<string>() != "string" || own["enum"] is not null)
            {
                JsonObject about = Described([], own);
                own.Remove("description");
                own.Remove("title");
                Widen(own);
                about["anyOf"] = new JsonArray(own.DeepClone(), new JsonObject { ["type"] = "string", ["pattern"] = @"\$\{.+\}" });
                properties[name] = about;
            }
        }

        foreach (CredentialDescriptor secret in task.Credentials)
        {
            JsonObject reference = Ref("credential");
            reference["description"] = secret.Documentation;
            properties[secret.Parameter] = reference;
        }

        return settings;
    }

    /// <summary>What is taken for a text: a number or truth need no quotes.</summary>
    private static JsonArray Plain() => new("string", "number", "boolean");

    /// <summary>Lets the texts in a list or map be numbers and truths, and a list be one text with commas.</summary>
    private static void Widen(JsonObject schema)
    {
        foreach (string word in new[] { "items", "additionalProperties" })
        {
            if (schema[word] is JsonObject inner && inner["type"] is JsonValue of && of.GetValue<string>() == "string" && inner.Count == 1)
            {
                inner["type"] = Plain();
            }
        }

        if (schema["type"] is JsonArray several && several.Any(t => (string?)t == "object"))
        {
            several.Add((JsonNode)"number");
            several.Add((JsonNode)"boolean");
        }
        else if (schema["type"] is JsonValue type && type.GetValue<string>() == "array")
        {
            schema["type"] = new JsonArray("array", "string");
        }
    }

    private static JsonObject Described(JsonObject schema, JsonObject like)
    {
        foreach (string word in new[] { "title", "description", "default" })
        {
            if (like[word] is { } value)
            {
                schema[word] = value.DeepClone();
            }
        }

        return schema;
    }

    private JsonObject TaskName() => new()
    {
        ["description"] = "The task.",
        ["oneOf"] = new JsonArray([.. Tasks.Select(t => (JsonNode)new JsonObject { ["const"] = t.Name, ["title"] = t.Label, ["description"] = t.Documentation })]),
    };

    private static JsonObject Input()
    {
        JsonObject[] one =
        [
            new() { ["type"] = "string", ["description"] = "The outlet: 'node.outlet', or the node alone when it has one." },
            new() { ["type"] = new JsonArray("number", "boolean"), ["description"] = "A constant." },
            Ref("source"),
        ];
        return new JsonObject
        {
            ["anyOf"] = new JsonArray(
            [
                .. one,
                new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["anyOf"] = new JsonArray([.. one.Select(o => o.DeepClone())]) } },
            ]),
        };
    }

    private static JsonObject Options() => Closed(
        "How the node runs.",
        ("name", Text("What errors, events and pictures call the task.")),
        ("retry", new JsonObject
        {
            ["description"] = "How often a call that failed is repeated.",
            ["anyOf"] = new JsonArray(
                Whole("How often.", least: 0),
                Closed("How often, and after what wait.", ("times", Whole("How often.", least: 0)), ("delay", Time("The wait before the first repetition.")), ("exponential", Of("boolean", "Whether the wait doubles.")))),
        }),
        ("timeout", Time("How long one call may take.")),
        ("idleTimeout", Time("How long the task waits for the next item of an inlet.")),
        ("parallel", Whole("How many calls run at the same time.")),
        ("unordered", Of("boolean", "Whether results are given on as they come.")),
        ("capacity", Whole("How many items the edge before the task holds.")),
        ("overflow", Choice("What happens when that edge is full.", Words.Overflows.Select(w => w.Word))),
        ("onError", Choice("What becomes of an item for which the task failed for good.", Words.ItemErrors.Select(w => w.Word))),
        ("onFailure", Choice("What else ends when the task fails.", Words.Failures.Select(w => w.Word))),
        ("weight", Of("number", "How much the task counts in the progress of its run.")),
        ("synchronized", Of("boolean", "Whether the latest items are joined in the order of their times.")),
        ("stallTimeout", Time("How long an item waits for a silent inlet.")),
        ("tolerance", Time("How far the times of items may differ that belong together.")),
        ("maxEvaluations", Whole("After how many calls the task ends.")),
        ("maxIterations", Whole("With how many items the task fails.")));

    private static JsonObject Credential()
    {
        JsonObject credential = Closed("A secret, by the name that whoever runs the graph knows it by.", ("credential", Text("The name.")));
        credential["required"] = new JsonArray("credential");
        return credential;
    }

    private static JsonObject Closed(string description, params ReadOnlySpan<(string Name, JsonObject Schema)> fields)
    {
        var properties = new JsonObject();
        foreach ((string name, JsonObject schema) in fields)
        {
            properties[name] = schema;
        }

        return new JsonObject { ["type"] = "object", ["description"] = description, ["properties"] = properties, ["additionalProperties"] = false };
    }

    private static JsonObject Named(string description, JsonObject schema) => new() { ["type"] = "object", ["description"] = description, ["additionalProperties"] = schema };

    private static JsonObject Several(string definition, string description) => new() { ["type"] = "array", ["description"] = description, ["items"] = Ref(definition) };

    private static JsonObject Ref(string definition) => new() { ["$ref"] = $"#/$defs/{definition}" };

    private static JsonObject Of(string type, string description) => new() { ["type"] = type, ["description"] = description };

    private static JsonObject Text(string description) => Of("string", description);

    private static JsonObject Time(string description) => new()
    {
        ["type"] = "string",
        ["description"] = description,
        ["examples"] = new JsonArray("500ms", "30s", "1h30m", "00:01:00"),
    };

    private static JsonObject Whole(string description, int least = 1)
    {
        JsonObject schema = Of("integer", description);
        schema["minimum"] = least;
        return schema;
    }

    private static JsonObject Choice(string description, IEnumerable<string> words)
    {
        JsonObject schema = Of("string", description);
        schema["enum"] = new JsonArray([.. words.Select(w => JsonValue.Create(w))]);
        return schema;
    }
}

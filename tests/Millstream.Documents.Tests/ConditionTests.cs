using System.Text.Json.Nodes;

namespace Millstream.Documents;

/// <summary>Conditions as data.</summary>
public sealed class ConditionTests
{
    [Theory]
    [Trait("Proves", "TG-132")]
    [InlineData("equals", "5", 5, true)]
    [InlineData("equals", "5.0", 5, true)]
    [InlineData("equals", "a", "a", true)]
    [InlineData("equals", "A", "a", false)]
    [InlineData("equals", 9007199254740993, 9007199254740992, false)]
    [InlineData("equals", "12345678901234567890", "12345678901234567891", false)]
    [InlineData("equals", "12345678901234567890", "12345678901234567890", true)]
    [InlineData("greater_than", "12345678901234567891", "12345678901234567890", true)]
    [InlineData("greater_than", "n/a", 9, false)]
    [InlineData("less_than", "", 9, false)]
    [InlineData("not_equals", "n/a", 9, true)]
    [InlineData("not_equals", "a", "b", true)]
    [InlineData("not_equals", "5", 5, false)]
    [InlineData("greater_than", "10", 9, true)]
    [InlineData("greater_than", 9, 9, false)]
    [InlineData("greater_than", "b", "a", true)]
    [InlineData("greater_or_equal", 9, 9, true)]
    [InlineData("greater_or_equal", "8", 9, false)]
    [InlineData("less_than", "9", "10", true)]
    [InlineData("less_than", 10, 10, false)]
    [InlineData("less_or_equal", 10, "10", true)]
    [InlineData("less_or_equal", 11, 10, false)]
    [InlineData("contains", "Hello World", "WORLD", true)]
    [InlineData("contains", "Hello", "x", false)]
    [InlineData("starts_with", "Hello", "hE", true)]
    [InlineData("starts_with", "Hello", "lo", false)]
    [InlineData("ends_with", "Hello", "LO", true)]
    [InlineData("ends_with", "Hello", "he", false)]
    [InlineData("is_empty", "", null, true)]
    [InlineData("is_empty", "a", null, false)]
    [InlineData("is_not_empty", "a", null, true)]
    [InlineData("is_not_empty", "", null, false)]
    [InlineData("is_true", true, null, true)]
    [InlineData("is_true", "false", null, false)]
    [InlineData("is_true", 0, null, false)]
    [InlineData("is_false", false, null, true)]
    [InlineData("is_false", "no", null, true)]
    [InlineData("is_false", 1, null, false)]
    public async Task An_operator_compares_numbers_first_and_looks_into_texts_whatever_their_case(string op, object item, object? value, bool holds)
    {
        JsonNode user = new JsonObject { ["user"] = new JsonObject { ["x"] = JsonValue.Create(item) } };

        Assert.Equal(holds, await HoldsAsync(op, user, value, "user.x"));
        Assert.Equal(holds, ConditionOf(op, value, field: null).Holds(item));
    }

    [Theory]
    [Trait("Proves", "TG-132")]
    [InlineData("equals", false)]
    [InlineData("not_equals", false)]
    [InlineData("greater_than", false)]
    [InlineData("greater_or_equal", false)]
    [InlineData("less_than", false)]
    [InlineData("less_or_equal", false)]
    [InlineData("contains", false)]
    [InlineData("starts_with", false)]
    [InlineData("ends_with", false)]
    [InlineData("is_empty", true)]
    [InlineData("is_not_empty", false)]
    [InlineData("is_true", false)]
    [InlineData("is_false", true)]
    public async Task Null_is_empty_and_false_and_nothing_else(string op, bool holds)
    {
        object? value = op.StartsWith("is_", StringComparison.Ordinal) ? null : "";

        Assert.Equal(holds, await HoldsAsync(op, JsonNode.Parse("""{ "user": { "x": null } }""")!, value, "user.x"));
        Assert.Equal(holds, await HoldsAsync(op, JsonNode.Parse("""{ "user": {} }""")!, value, "user.x"));
        Assert.Equal(holds, ConditionOf(op, value, field: null).Holds(null));
    }

    [Fact]
    [Trait("Proves", "TG-132")]
    public void An_unknown_operator_is_refused_when_the_document_is_loaded()
    {
        GraphDocumentException refusal = Assert.Throws<GraphDocumentException>(
            () => GraphDocument.Parse("nodes: { n: { if: { field: age, op: greater_then, value: 18 }, inputs: { items: { input: x } } } }"));

        Assert.Equal("nodes.n.if.op", Assert.Single(refusal.Faults).Path);
        Assert.Contains("Is 'greater_than' meant?", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void There_are_thirteen_operators() => Assert.Equal(13, Words.Operators.Length);

    [Fact]
    public void Lists_are_looked_into_and_numbers_are_steps_of_a_path()
    {
        JsonNode item = JsonNode.Parse("""{ "tags": ["a", 7], "none": [], "map": {} }""")!;

        Assert.True(ConditionOf("contains", 7, "tags").Holds(item));
        Assert.True(ConditionOf("contains", "a", "tags").Holds(item));
        Assert.False(ConditionOf("contains", "A", "tags").Holds(item));
        Assert.True(ConditionOf("equals", "a", "tags.0").Holds(item));
        Assert.True(ConditionOf("is_empty", null, "none").Holds(item));
        Assert.True(ConditionOf("is_empty", null, "map").Holds(item));
        Assert.True(ConditionOf("is_not_empty", null, "tags").Holds(item));
        Assert.True(ConditionOf("is_empty", null, "tags.5").Holds(item));
        Assert.True(ConditionOf("equals", "Ann", "name").Holds(new Dictionary<string, object?> { ["name"] = "Ann" }));
        Assert.Throws<FormatException>(() => ConditionOf("equals", "a", "x.y").Holds(5));
    }

    [Fact]
    public async Task Conditions_refer_to_parameters()
    {
        var document = GraphDocument.Parse("""
            parameters:
              least: { type: integer, default: 3 }
              other: { type: number, default: 9.5 }
            nodes:
              numbers: { task: numbers, settings: { count: 6 } }
              edge:    { task: square, inputs: { x: { from: numbers, when: { not: { op: less_than, value: "${least}" } } } } }
              which:   { if: { any: [ { op: equals, value: "${least}" }, { op: greater_than, value: "${other}" } ] }, inputs: { items: numbers } }
              parts:   { switch: { one: { op: equals, value: "${least}" }, rest: null }, default: rest, inputs: { items: numbers } }
            outputs: { edge: edge, then: which.then, one: parts.one, rest: parts.rest }
            """);

        Assert.Empty(document.Check(Documents.Catalogue));
        await using GraphRun run = await document.RunAsync();
        Assert.Equal([9, 16, 25, 36], await run.ResultAsync<IReadOnlyList<int>>("edge"));
        Assert.Equal([3], await run.ResultAsync<IReadOnlyList<int>>("then"));
        Assert.Equal([3], await run.ResultAsync<IReadOnlyList<int>>("one"));
        Assert.Equal([1, 2, 4, 5, 6], await run.ResultAsync<IReadOnlyList<int>>("rest"));
    }

    [Fact]
    public async Task Conditions_are_joined_and_branches_are_outlets()
    {
        const string Yaml = """
            nodes:
              numbers: { task: numbers, settings: { count: 6 } }
              middle:
                if: { all: [ { op: greater_than, value: 1 }, { any: [ { op: less_than, value: 4 }, { op: equals, value: 6 } ] }, { not: { op: equals, value: 2 } } ] }
                inputs: { items: numbers }
              sorted:
                switch: { small: { op: less_than, value: 3 }, even: { op: contains, value: 4 }, rest: null }
                default: rest
                inputs: { items: numbers }
              again: { task: square, inputs: { x: [ middle.then, middle.else ] } }
            outputs: { then: middle.then, else: middle.else, small: sorted.small, even: sorted.even, rest: sorted.rest, again: again }
            """;

        await using GraphRun run = await GraphDocument.Parse(Yaml).RunAsync();

        Assert.Equal([3, 6], await run.ResultAsync<IReadOnlyList<int>>("then"));
        Assert.Equal([1, 2, 4, 5], await run.ResultAsync<IReadOnlyList<int>>("else"));
        Assert.Equal([1, 2], await run.ResultAsync<IReadOnlyList<int>>("small"));
        Assert.Equal([4], await run.ResultAsync<IReadOnlyList<int>>("even"));
        Assert.Equal([3, 5, 6], await run.ResultAsync<IReadOnlyList<int>>("rest"));
        Assert.Equal([1, 4, 9, 16, 25, 36], (await run.ResultAsync<IReadOnlyList<int>>("again")).Order());
    }

    [Fact]
    public async Task An_edge_can_carry_some_items_only()
    {
        const string Yaml = """
            nodes:
              numbers: { task: numbers, settings: { count: 6 } }
              large:   { task: square, inputs: { x: { from: numbers, when: { op: greater_than, value: 4 }, capacity: 1 } } }
              list:    { task: total, inputs: { parts: [ { from: numbers, when: { op: less_than, value: 3 } }, { from: large, when: { op: contains, value: 5 } } ] } }
              group:   { graph: { nodes: { s: { task: square, inputs: { x: { input: x, when: { op: equals, value: 2 } } } } } }, inputs: { x: numbers } }
            outputs: { large: large, list: list, group: group }
            """;

        await using GraphRun run = await GraphDocument.Parse(Yaml).RunAsync();

        Assert.Equal([25, 36], await run.ResultAsync<IReadOnlyList<int>>("large"));
        Assert.Equal(28, await run.ResultAsync<int>("list"));
        Assert.Equal([4], await run.ResultAsync<IReadOnlyList<int>>("group"));
    }

    [Fact]
    public async Task An_outlet_can_feed_an_inlet_by_several_edges_with_conditions()
    {
        const string Yaml = """
            nodes:
              numbers: { task: numbers, settings: { count: 6 } }
              numbers-out-list-parts-when: { task: square, inputs: { x: { value: 1 } } }
              list:    { task: total, inputs: { parts: [ { from: numbers, when: { op: less_than, value: 3 } }, { from: numbers, when: { op: greater_than, value: 5 } } ] } }
            outputs: { list: list }
            """;

        await using GraphRun run = await GraphDocument.Parse(Yaml).RunAsync();

        Assert.Equal(1 + 2 + 6, await run.ResultAsync<int>("list"));
    }

    [Fact]
    public async Task Of_a_single_value_the_branch_not_taken_ends_disabled()
    {
        const string Yaml = """
            nodes:
              five: { task: add, inputs: { a: 2, b: 3 } }
              big:  { if: { op: greater_than, value: 4 }, inputs: { items: five } }
              yes:  { task: square, inputs: { x: big.then } }
              no:   { task: square, inputs: { x: big.else } }
            """;

        await using GraphRun run = await GraphDocument.Parse(Yaml).RunAsync();

        Assert.Equal([25], await run.ResultAsync<IReadOnlyList<int>>("yes"));
        Assert.Equal(RunStatus.Disabled, run.Snapshot().Tasks.Single(t => t.TaskId.ToString() == "no").Status);
    }

    /// <summary>Runs a document with the condition: whether it lets the item through.</summary>
    private static async Task<bool> HoldsAsync(string op, JsonNode item, object? value, string field)
    {
        string shown = value is null ? "" : $", \"value\": {JsonValue.Create(value)!.ToJsonString()}";
        string json = $$"""
            { "nodes": {
                "parsed": { "task": "json.parse", "inputs": { "text": { "value": {{JsonValue.Create(item.ToJsonString()).ToJsonString()}} } } },
                "asked": { "if": { "field": "{{field}}", "op": "{{op}}"{{shown}} }, "inputs": { "items": "parsed" } } },
              "outputs": { "yes": "asked.then", "no": "asked.else" } }
            """;
        await using GraphRun run = await GraphDocument.Parse(json, DocumentFormat.Json).RunAsync();
        int yes = (await run.ResultAsync<IReadOnlyList<JsonNode?>>("yes")).Count, no = (await run.ResultAsync<IReadOnlyList<JsonNode?>>("no")).Count;
        Assert.Equal(1, yes + no);
        return yes == 1;
    }

    private static DocumentCondition ConditionOf(string op, object? value, string? field) => new()
    {
        Field = field,
        Operator = Words.Operators.Single(w => w.Word == op).Value,
        Value = value switch { null => null, int number => (long)number, bool truth => truth, _ => value.ToString()! },
    };
}

namespace Millstream.Documents;

/// <summary>What is written and read again is the same document.</summary>
public sealed class RoundTripTests
{
    /// <summary>A document with all that documents can have.</summary>
    public const string Everything = """
        name: "all of it: # yes"
        description: "two\nlines, and \u00fc \"quoted\" 'text'"
        parameters:
          path: { type: path, default: access.log, help: The log to read }
          n:    { type: integer }
          kind: { type: choice, choices: [plain, "true", "1"], default: plain }
          list: { type: list, default: [a, "b, c", ""] }
          wait: { type: duration, default: 1h30m }
        nodes:
          numbers:
            task: numbers
            settings: { first: 1, count: "${n}" }
            label: The numbers
            position: { x: 10.5, y: -20 }
          both:  { task: split, inputs: { x: numbers } }
          sum:
            task: add
            inputs:
              a: { from: both.tens, when: { op: greater_than, value: 1 }, transforms: [numberToString, 'substring(0, end: 1)', 'coalesce("no, \"none\"")', uppercase], capacity: 4, overflow: dropOldest }
              b: both.ones
            options:
              name: the sum
              retry: { times: 2, delay: 100ms, exponential: true }
              timeout: 500ms
              idleTimeout: 2s
              parallel: 4
              unordered: true
              capacity: 8
              overflow: dropNewest
              onError: deadLetter
              onFailure: isolate
              weight: 2.5
              synchronized: false
              stallTimeout: 10s
              tolerance: 5ms
              maxEvaluations: 100
              maxIterations: 1000
          constant: { task: add, inputs: { a: 3, b: { parameter: n } } }
          texts:  { task: text.words, inputs: { text: { value: { deep: [1, 2.50, true, null, "null", { x: [] }] } } } }
          list:   { task: total, inputs: { parts: [numbers, { from: both.tens, capacity: 1 }, { input: more }] } }
          merged: { task: total, inputs: { parts: { from: [numbers, both.ones], merge: interleave } } }
          group:
            graph:
              name: inner
              nodes:
                deeper:
                  graph:
                    nodes: { leaf: { task: square, inputs: { x: { input: x } }, position: { x: 1, y: 2 } } }
                  inputs: { x: { input: x } }
              outputs: { out: deeper }
            inputs: { x: numbers }
            options: { retry: 3 }
          file:   { graph: graphs/other.yaml, settings: { n: 3 }, inputs: { x: numbers } }
          each:   { map: { graph: { nodes: { s: { task: square, inputs: { x: { input: x } } } } }, options: { timeout: 1s } }, inputs: { x: numbers }, options: { parallel: 2 } }
          fold:   { reduce: add, seed: { a: 1 }, inputs: { items: numbers } }
          loop:   { while: { map: square }, until: { any: [ { op: greater_than, value: 100 }, { not: { field: a.b.0, op: is_true } } ] }, outlet: out, maxIterations: 5, inputs: { x: numbers } }
          if:     { if: { all: [ { field: age, op: greater_or_equal, value: 18 }, { field: name, op: is_not_empty } ] }, onConditionError: else, inputs: { items: numbers } }
          switch: { switch: { small: { op: less_than, value: 10 }, rest: null }, default: rest, matching: every, onConditionError: else, inputs: { items: numbers } }
          try:    { fallback: [ square, { task: raise, settings: { by: 2 }, options: { timeout: 5s } } ], inputs: { x: numbers } }
          mail:   { task: mail, settings: { key: { credential: post } }, inputs: { text: texts } }
        outputs: { total: list, bad: sum.error, "a name": both.tens }
        """;

    [Theory]
    [Trait("Proves", "TG-171")]
    [InlineData(DocumentFormat.Yaml)]
    [InlineData(DocumentFormat.Json)]
    public void Written_and_read_again_it_is_equal(DocumentFormat format)
    {
        var document = GraphDocument.Parse(Everything);
        string text = document.ToText(format);

        GraphDocument again = GraphDocument.Parse(text, format);

        Assert.True(document == again, text);
        Assert.Equal(text, again.ToText(format));
        Assert.Equal(document.GetHashCode(), again.GetHashCode());
        Assert.Equal(document, GraphDocument.Parse(GraphDocument.Parse(document.ToJson(), DocumentFormat.Json).ToYaml()));
    }

    [Fact]
    public void Json_is_yaml_too()
    {
        var document = GraphDocument.Parse(Everything);

        Assert.Equal(document, GraphDocument.Parse(document.ToJson()));
    }

    [Fact]
    public void Nothing_of_the_text_is_lost()
    {
        var document = GraphDocument.Parse(Everything);

        Assert.Equal("two\nlines, and ü \"quoted\" 'text'", document.Description);
        DocumentNode numbers = document.Nodes.Single(n => n.Id == "numbers");
        Assert.Equal(("The numbers", new DocumentPosition(10.5, -20)), (numbers.Label, numbers.Position));
        DocumentNode sum = document.Nodes.Single(n => n.Id == "sum");
        Assert.Equal("numberToString | substring(0, end: 1) | coalesce(\"no, \\\"none\\\"\") | uppercase", string.Join(" | ", sum.Inputs[0].Sources[0].Transforms));
        Assert.Equal(TimeSpan.FromMilliseconds(500), sum.Work.Options.Timeout);
        Assert.Equal((2, TimeSpan.FromMilliseconds(100), true), (sum.Work.Options.Retry, sum.Work.Options.RetryDelay, sum.Work.Options.IsRetryExponential));
        var group = Assert.IsType<GraphWork>(document.Nodes.Single(n => n.Id == "group").Work);
        Assert.Equal(new DocumentPosition(1, 2), Assert.IsType<GraphWork>(group.Graph!.Nodes[0].Work).Graph!.Nodes[0].Position);
        Assert.Equal("2.50", document.Nodes.Single(n => n.Id == "texts").Inputs[0].Sources[0].Value!.Members[0].Value.Items[1].Text);
    }

    [Fact]
    public void Another_document_is_not_equal()
    {
        var document = GraphDocument.Parse(Everything);

        Assert.NotEqual(document, GraphDocument.Parse(Everything.Replace("x: 10.5", "x: 10.6", StringComparison.Ordinal)));
        Assert.NotEqual(document, GraphDocument.Parse(Everything.Replace("{ x: 1, y: 2 }", "{ x: 1, y: 3 }", StringComparison.Ordinal)));
        Assert.NotEqual(document, GraphDocument.Parse(Everything.Replace("substring(0, end: 1)", "substring(0, end: 2)", StringComparison.Ordinal)));
        Assert.NotEqual(document, document with { Name = "other" });
    }

    [Fact]
    [Trait("Proves", "TG-171")]
    public async Task Running_does_not_change_it()
    {
        const string Yaml = """
            nodes:
              numbers: { task: numbers, settings: { count: 2 } }
              sum:     { task: add, inputs: { a: numbers, b: numbers }, options: { timeout: 5s } }
              group:   { graph: { nodes: { s: { map: text.length, inputs: { text: { input: x } } } } }, inputs: { x: { from: sum, transforms: [numberToString, stringify] } } }
            """;
        var document = GraphDocument.Parse(Yaml);
        string before = document.ToYaml();

        await using GraphRun run = await document.RunAsync();
        await using GraphRun again = await document.RunAsync();

        Assert.Equal([3, 3], await run.ResultAsync<IReadOnlyList<int>>("group"));
        Assert.Equal([3, 3], await again.ResultAsync<IReadOnlyList<int>>("group"));
        Assert.Equal(before, document.ToYaml());
        Assert.Equal(GraphDocument.Parse(Yaml), document);
    }

    [Fact]
    [Trait("Proves", "TG-177")]
    public async Task The_short_form_and_the_long_one_make_the_same_graph()
    {
        const string Short = """
            nodes:
              a: { task: text.words, inputs: { text: { value: "one two" } } }
              b: { task: text.length, inputs: { text: a.out } }
              c: { task: text.length, inputs: { text: { from: a.out, transforms: ["truncate(1)"] } } }
            """;
        const string Long = """
            { "nodes": {
                "a": { "task": "text.words", "inputs": { "text": { "value": "one two" } } },
                "b": { "task": "text.length", "inputs": { "text": [ { "from": "a.out", "transforms": [] } ] } },
                "c": { "task": "text.length", "inputs": { "text": { "from": "a", "transform": "truncate(length: 1)" } } } } }
            """;
        var one = GraphDocument.Parse(Short).Build(Documents.Catalogue);
        var other = GraphDocument.Parse(Long, DocumentFormat.Json).Build(Documents.Catalogue);

        Assert.Equal(one.ToMermaid(), other.ToMermaid());
        await using GraphRun run = await GraphDocument.Parse(Short).RunAsync();
        Assert.Equal([3, 3], await run.ResultAsync<IReadOnlyList<int>>("b"));
        Assert.Equal([1, 1], await run.ResultAsync<IReadOnlyList<int>>("c"));
    }
}

using Millstream.Graphs;

namespace Millstream.Documents;

/// <summary>Documents that are built and run.</summary>
public sealed class BuildTests
{
    [Fact]
    public async Task Nodes_read_outlets_by_their_names()
    {
        const string Yaml = """
            name: sums
            nodes:
              numbers: { task: numbers, settings: { first: 12, count: 2 } }
              parts:   { task: split, inputs: { x: numbers } }
              sum:     { task: add, inputs: { a: parts.tens, b: parts.ones } }
            """;

        Assert.Equal([3, 4], await Documents.ItemsAsync<int>(Yaml, "sum"));
    }

    [Fact]
    public async Task The_order_of_the_nodes_does_not_matter()
    {
        const string Yaml = """
            nodes:
              total:   { task: total, inputs: { parts: squares } }
              squares: { task: square, inputs: { x: numbers.out } }
              numbers: { task: numbers }
            """;

        Assert.Equal(14, await Documents.ValueAsync<int>(Yaml, "total"));
    }

    [Fact]
    public async Task Constants_and_parameters_are_what_the_inlet_needs()
    {
        const string Yaml = """
            parameters:
              n: { type: integer, default: 4 }
              list: { type: list, default: "1,2,3" }
            nodes:
              two:   { task: add, inputs: { a: 1, b: { value: "2" } } }
              n:     { task: add, inputs: { a: { parameter: n } } }
              texts: { task: text.length, inputs: { text: { value: 12345 } } }
              list:  { task: total, inputs: { parts: { value: [1, 2, "${n}"] } } }
            """;

        var document = GraphDocument.Parse(Yaml);
        await using GraphRun run = await document.RunAsync(new Dictionary<string, object?> { ["n"] = "6" });

        Assert.Equal(3, await run.ResultAsync<int>("two"));
        Assert.Equal(11, await run.ResultAsync<int>("n"));
        Assert.Equal(5, await run.ResultAsync<int>("texts"));
        Assert.Equal(9, await run.ResultAsync<int>("list"));
    }

    [Fact]
    public async Task A_constant_beside_a_stream_is_given_to_every_call_also_by_a_transform()
    {
        const string Yaml = """
            nodes:
              numbers: { task: numbers }
              five:    { task: add, inputs: { a: 2, b: 3 } }
              sum:     { task: add, inputs: { a: numbers, b: five } }
              text:    { task: text.length, inputs: { text: { value: abc } } }
              parsed:  { task: text.parse, inputs: { text: { from: text, transform: numberToString } } }
              more:    { task: add, inputs: { a: numbers, b: parsed } }
            """;

        Assert.Equal([6, 7, 8], await Documents.ItemsAsync<int>(Yaml, "sum"));
        Assert.Equal([4, 5, 6], await Documents.ItemsAsync<int>(Yaml, "more"));
    }

    [Fact]
    public async Task Several_edges_lead_to_a_list_or_are_merged()
    {
        const string Yaml = """
            nodes:
              a: { task: numbers }
              b: { task: numbers, settings: { first: 10, count: 2 } }
              all:  { task: total, inputs: { parts: [a, b] } }
              list: { task: join, inputs: { items: [a, { from: b, capacity: 1 }] } }
              any:  { task: square, inputs: { x: { from: [a, b], merge: interleave } } }
              last: { task: square, inputs: { x: { from: [a, { from: b }], merge: last } } }
            """;

        await using GraphRun run = await GraphDocument.Parse(Yaml).RunAsync();

        Assert.Equal(27, await run.ResultAsync<int>("all"));
        Assert.Equal("1,2,3,10,11", await run.ResultAsync<string>("list"));
        Assert.Equal([1, 4, 9, 100, 121], (await run.ResultAsync<IReadOnlyList<int>>("any")).Order());
        Assert.Equal([121], await run.ResultAsync<IReadOnlyList<int>>("last"));
    }

    [Fact]
    public async Task Transforms_stand_on_edges()
    {
        const string Yaml = """
            nodes:
              words:  { task: text.words, inputs: { text: { value: "some words here" } } }
              short:  { task: text.length, inputs: { text: { from: words, transforms: ["truncate(2)", uppercase] } } }
              joined: { task: join, inputs: { items: { from: words, transforms: ["truncate(2)", uppercase] } } }
              json:   { task: json.parse, inputs: { text: { value: '{ "user": { "age": 41 } }' } } }
              age:    { task: square, inputs: { x: { from: json, transform: pick(user.age) } } }
            """;

        await using GraphRun run = await GraphDocument.Parse(Yaml).RunAsync();

        Assert.Equal([2, 2, 2], await run.ResultAsync<IReadOnlyList<int>>("short"));
        Assert.Equal("SO,WO,HE", await run.ResultAsync<string>("joined"));
        Assert.Equal(1681, await run.ResultAsync<int>("age"));
    }

    [Fact]
    public async Task A_graph_is_a_task_and_sees_the_parameters_around_it()
    {
        const string Yaml = """
            parameters: { by: { default: 3 } }
            nodes:
              numbers: { task: numbers }
              both:
                graph:
                  parameters: { more: { type: integer, default: 1 } }
                  nodes:
                    raised: { task: raise, inputs: { x: { input: x } }, settings: { by: "${by}" } }
                    again:  { task: add, inputs: { a: raised, b: { parameter: more } } }
                  outputs: { sum: again }
                settings: { more: 10, raised.by: 4 }
                inputs: { x: numbers }
              list: { task: join, inputs: { items: both.sum } }
            outputs: { list: list, sums: both }
            """;

        await using GraphRun run = await GraphDocument.Parse(Yaml).RunAsync();

        Assert.Equal("15,16,17", await run.ResultAsync<string>("list"));
        Assert.Equal([15, 16, 17], await run.ResultAsync<IReadOnlyList<int>>("sums"));
    }

    [Fact]
    public async Task An_input_of_the_graph_is_given_by_the_run()
    {
        const string Yaml = """
            nodes:
              squares: { task: square, inputs: { x: { input: n } } }
              sum:     { task: add, inputs: { a: squares, b: { input: n } } }
            """;

        Assert.Equal([12, 20], await Documents.ItemsAsync<int>(Yaml, "sum", new RunInputs { ["n"] = new[] { 3, 4 }.ToList() }));
    }

    [Fact]
    public async Task The_type_of_a_generic_task_is_that_of_what_it_reads()
    {
        const string Yaml = """
            nodes:
              words:   { task: text.words, inputs: { text: { value: "a b c" } } }
              numbers: { task: numbers }
              two:     { task: limit, inputs: { items: words } }
              one:     { task: limit, inputs: { items: two }, settings: { count: 1 } }
              half:    { task: limit, inputs: { items: numbers } }
              list:    { task: join, inputs: { items: half }, settings: { separator: "+" } }
              inner:
                graph:
                  nodes: { few: { task: limit, inputs: { items: { input: them } }, settings: { count: 1 } } }
                inputs: { them: numbers }
              each:    { map: limit, inputs: { items: numbers } }
            """;

        await using GraphRun run = await GraphDocument.Parse(Yaml).RunAsync();

        Assert.Equal(["a"], await run.ResultAsync<IReadOnlyList<string>>("one"));
        Assert.Equal("1+2", await run.ResultAsync<string>("list"));
        Assert.Equal([1], await run.ResultAsync<IReadOnlyList<int>>("inner"));
        Assert.Equal([1, 2, 3], await run.ResultAsync<IReadOnlyList<int>>("each"));
    }

    [Fact]
    public async Task Compound_tasks_have_bodies()
    {
        const string Yaml = """
            nodes:
              numbers: { task: numbers }
              mapped:  { map: { task: raise, settings: { by: 2 } }, inputs: { x: numbers } }
              graphs:
                map:
                  graph:
                    nodes:
                      twice: { task: add, inputs: { a: { input: x }, b: { input: x } } }
                      up:    { task: add, inputs: { a: twice, b: 1 } }
                inputs: { x: numbers }
                options: { parallel: 2 }
              doubled: { while: { task: raise, settings: { by: 9 } }, until: { op: greater_than, value: 20 }, maxIterations: 9, inputs: { x: numbers } }
              folded:  { reduce: add, seed: 100, inputs: { items: numbers } }
              tried:   { fallback: [ text.parse, { task: text.length, options: { timeout: 5s } } ], inputs: { text: { value: many } } }
            outputs: { mapped: mapped, graphs: graphs, last: doubled.out, rounds: doubled.iterations, folded: folded, tried: tried }
            """;

        await using GraphRun run = await GraphDocument.Parse(Yaml).RunAsync();

        Assert.Equal([3, 4, 5], await run.ResultAsync<IReadOnlyList<int>>("mapped"));
        Assert.Equal([3, 5, 7], await run.ResultAsync<IReadOnlyList<int>>("graphs"));
        Assert.Equal([28, 29, 21], await run.ResultAsync<IReadOnlyList<int>>("last"));
        Assert.Equal([3, 3, 2], await run.ResultAsync<IReadOnlyList<int>>("rounds"));
        Assert.Equal(106, await run.ResultAsync<int>("folded"));
        Assert.Equal(4, await run.ResultAsync<int>("tried"));
    }

    [Fact]
    public async Task Options_say_how_a_node_runs()
    {
        const string Yaml = """
            nodes:
              words: { task: text.words, inputs: { text: { value: "1 two 3" } } }
              left:  { task: text.parse, inputs: { text: words }, options: { onError: skip, parallel: 2, retry: { times: 1, delay: 1ms } } }
              read:  { task: text.parse, inputs: { text: words } }
              told:  { task: complain, inputs: { e: read.error } }
            outputs: { left: left, read: read, told: told, raw: read.error }
            """;

        await using GraphRun run = await GraphDocument.Parse(Yaml).RunAsync();

        Assert.Equal([1, 3], await run.ResultAsync<IReadOnlyList<int>>("left"));
        Assert.Equal([1, 3], await run.ResultAsync<IReadOnlyList<int>>("read"));
        Assert.StartsWith("two: ", Assert.Single(await run.ResultAsync<IReadOnlyList<string>>("told")), StringComparison.Ordinal);
        Assert.Equal("two", Assert.Single(await run.ResultAsync<IReadOnlyList<DeadLetter>>("raw")).Item);
    }

    [Fact]
    public async Task Settings_refer_to_parameters_the_environment_and_secrets()
    {
        const string Yaml = """
            parameters:
              to: { type: list, default: [a@x, b@x] }
              wait: { type: duration }
              greeting: { type: choice, choices: [hello, bye], default: hello }
            nodes:
              mail:
                task: mail
                settings: { to: "${to}", wait: "${wait}", kind: html, key: { credential: post }, relay: { credential: post } }
                inputs: { text: { value: "${greeting} ${env:WHO} $${x}" } }
            """;
        var rules = new DocumentRules { Environment = name => name == "WHO" ? "Ann" : null };
        TaskGraph graph = GraphDocument.Parse(Yaml).Build(Documents.Catalogue, new Dictionary<string, object?> { ["wait"] = "1m30s" }, rules);

        await using GraphRun run = await LocalEngine.Shared.StartAsync(
            graph, new RunOptions { Credentials = CredentialSource.InMemory(new Dictionary<string, string> { ["post"] = "s3cr3t-9f2" }) });

        Assert.Equal("hello Ann ${x} s3cr3t-9f2 2 90 Html", await run.ResultAsync<string>("mail").WaitAsync(Documents.Deadline));
    }

    [Fact]
    public async Task A_task_that_is_a_class_has_the_ports_that_its_settings_say()
    {
        const string Yaml = """
            nodes:
              numbers: { task: numbers }
              desk: { task: mixer, settings: { tracks: 3 }, inputs: { track1: numbers, track2: numbers, track3: 10 } }
            """;

        Assert.Equal([22], await Documents.ItemsAsync<int>(Yaml, "sum"));
        Assert.EndsWith("'desk' (mixer) has no inlet 'track3'. It has: 'track1', 'track2'.", Documents.FaultsOf(Yaml.Replace("tracks: 3", "tracks: 2", StringComparison.Ordinal))[0], StringComparison.Ordinal);
        Assert.Contains("which a document does not wait for", Documents.FaultsOf(Yaml.Replace("tracks: 3", "isSlow: true", StringComparison.Ordinal))[0], StringComparison.Ordinal);
    }

    /// <summary>Transforms inside the bodies of compound tasks are applied, and survive a round trip.</summary>
    [Fact]
    [Trait("Proves", "TG-95")]
    public async Task Transforms_inside_bodies_are_applied_after_a_round_trip_too()
    {
        const string Inner = "{ graph: { nodes: { l: { task: text.length, inputs: { text: { from: n, transforms: [numberToString] } } }, n: { task: raise, inputs: { x: { input: x } } } }, outputs: { x: l } } }";
        const string Fold = "{ graph: { nodes: { l: { task: text.length, inputs: { text: { input: item, transforms: [numberToString] } } }, s: { task: add, inputs: { a: { input: state }, b: l } } }, outputs: { out: s } } }";
        const string Yaml = $$"""
            nodes:
              numbers: { task: numbers, settings: { first: 8 } }
              mapped:  { map: {{Inner}}, inputs: { x: numbers } }
              folded:  { reduce: {{Fold}}, seed: 0, inputs: { items: numbers } }
              looped:  { while: {{Inner}}, until: { op: equals, value: 1 }, maxIterations: 3, inputs: { x: numbers } }
              grouped: { graph: { nodes: { l: { task: text.length, inputs: { text: { input: x, transforms: [numberToString] } } } } }, inputs: { x: numbers } }
            outputs: { mapped: mapped, folded: folded, looped: looped.x, grouped: grouped }
            """;

        foreach (GraphDocument document in new[] { GraphDocument.Parse(Yaml), GraphDocument.Parse(GraphDocument.Parse(Yaml).ToJson(), DocumentFormat.Json), GraphDocument.Parse(GraphDocument.Parse(Yaml).ToYaml()) })
        {
            await using GraphRun run = await document.RunAsync();

            Assert.Equal([1, 2, 2], await run.ResultAsync<IReadOnlyList<int>>("mapped"));
            Assert.Equal(4, await run.ResultAsync<int>("folded"));
            Assert.Equal([1, 1, 1], await run.ResultAsync<IReadOnlyList<int>>("looped"));
            Assert.Equal([1, 1, 2], await run.ResultAsync<IReadOnlyList<int>>("grouped"));
        }
    }
}

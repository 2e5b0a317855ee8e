using Millstream.Graphs;
using Shop;

namespace Millstream.Documents;

/// <summary>Documents of graphs that were written in code.</summary>
public sealed class SavingTests
{
    [Theory]
    [InlineData("nodes: { n: { task: numbers, settings: { first: 3 } }, s: { task: split, inputs: { x: n } }, a: { task: add, inputs: { a: s.tens, b: s.ones } } }")]
    [InlineData("nodes: { w: { task: text.words, inputs: { text: { value: 'a $${b}' } } }, l: { task: text.length, inputs: { text: { from: w, transforms: ['truncate(1)', uppercase], capacity: 3, overflow: dropOldest } } } }")]
    [InlineData("nodes: { a: { task: numbers }, b: { task: numbers }, t: { task: total, inputs: { parts: [a, b] } }, m: { task: square, inputs: { x: { from: [a, b], merge: interleave } } } }")]
    [InlineData("nodes: { a: { task: numbers }, l: { task: limit, inputs: { items: a }, settings: { count: 1 } }, t: { task: total, inputs: { parts: { value: [1, 2] } } } }")]
    [InlineData("nodes: { s: { task: square, inputs: { x: { input: x } } }, a: { task: add, inputs: { a: s, b: { input: x } } } }")]
    [InlineData("nodes: { w: { task: text.words, inputs: { text: { value: a b } } }, p: { task: text.parse, inputs: { text: w }, options: { retry: { times: 2, delay: 1s }, timeout: 5s, onError: skip, parallel: 2, weight: 3 } }, c: { task: complain, inputs: { e: p.error } } }\noutputs: { good: p, bad: c, raw: p.error }")]
    [InlineData("nodes: { m: { task: mail, settings: { to: [a, b], wait: 1m, kind: html, relay: { credential: r }, key: { credential: k } }, inputs: { text: { value: hi } } } }")]
    [InlineData("nodes: { g: { graph: { nodes: { r: { task: raise, settings: { by: 2 }, inputs: { x: { input: x } } } } }, inputs: { x: 4 } }, a: { task: add, inputs: { a: g } } }")]
    public void A_graph_of_declared_tasks_is_saved_and_built_again(string yaml)
    {
        var document = GraphDocument.Parse(yaml);
        TaskGraph graph = document.Build(Documents.Catalogue);

        GraphDocument saved = graph.ToDocument(Documents.Catalogue);

        TaskGraph again = GraphDocument.Parse(saved.ToYaml()).Build(Documents.Catalogue);
        Assert.Equal(saved, again.ToDocument(Documents.Catalogue));
        if (yaml.Contains("graph:", StringComparison.Ordinal))
        {
            Assert.Equal(["a", "g-r"], saved.Nodes.Select(n => n.Id).Order(StringComparer.Ordinal));
            return;
        }

        Assert.Equal(graph.ToMermaid(), again.ToMermaid());
        if (!yaml.Contains("truncate", StringComparison.Ordinal))
        {
            Assert.Equal(document.Nodes.OrderBy(n => n.Id, StringComparer.Ordinal), saved.Nodes.OrderBy(n => n.Id, StringComparer.Ordinal));
        }
    }

    [Fact]
    [Trait("Proves", "TG-176")]
    public async Task Settings_are_saved_as_the_user_gave_them()
    {
        var g = new GraphBuilder("saved");
        var settings = new RaiseSettings { By = 4 };
        g.Add(TasksDefinitions.Numbers, [], "numbers");
        g.Add(TasksDefinitions.Raise, "raise", settings);
        g.Connect("numbers", "raise");
        TaskGraph graph = g.Build();

        GraphDocument before = graph.ToDocument(Documents.Catalogue);
        await using GraphRun run = await LocalEngine.Shared.StartAsync(graph);
        await run.Completion.WaitAsync(Documents.Deadline);
        GraphDocument after = graph.ToDocument(Documents.Catalogue);

        Assert.Equal(before, after);
        Assert.Equal([new DocumentMember("by", 4)], Assert.IsType<TaskWork>(after.Nodes.Single(n => n.Id == "raise").Work).Settings);
        Assert.Empty(Assert.IsType<TaskWork>(after.Nodes.Single(n => n.Id == "numbers").Work).Settings);
    }

    /// <summary>An edge gives a setting of its target another value: that is computed, and not saved.</summary>
    [Fact]
    [Trait("Proves", "TG-176")]
    public void What_an_edge_made_of_a_setting_is_not_saved()
    {
        var g = new GraphBuilder("saved");
        g.Add(TasksDefinitions.Film, [], "film", new RateSettings { Rate = 60 });
        g.Add(TasksDefinitions.Show, "show");
        g.Connect("film", "show");

        GraphDocument saved = g.Build().ToDocument(Documents.Catalogue);

        Assert.Equal([new DocumentMember("rate", 60)], Assert.IsType<TaskWork>(saved.Nodes.Single(n => n.Id == "film").Work).Settings);
        Assert.Empty(Assert.IsType<TaskWork>(saved.Nodes.Single(n => n.Id == "show").Work).Settings);
    }

    [Fact]
    [Trait("Proves", "TG-176")]
    public void Lambdas_and_other_code_cannot_be_saved_and_each_is_named()
    {
        var g = new GraphBuilder("lambdas");
        PlacedTask numbers = g.Add(TasksDefinitions.Numbers, [], "numbers");
        Flow<int> inc = g.Lambda("inc", (int x) => x + 1, numbers.Flow<int>());
        g.Add(TasksDefinitions.Square, [inc.Where(x => x > 1)], "kept");
        g.While("loop", TasksDefinitions.Square, [numbers.Flow<int>()], (int x) => x > 10, 3);
        g.Add(TasksDefinitions.Square, [Flow.From(1, 2)], "items");
        g.Add(TasksDefinitions.Square, [numbers.Flow<int>()], "tried", options: o => o.Retry(1, when: _ => true));

        GraphConfigurationException refusal = Assert.Throws<GraphConfigurationException>(() => g.Build().ToDocument(Documents.Catalogue));

        Assert.Equal(
            ["'inc' (inc)", "'items' (square)", "'loop' (while)", "'tried' (square)", "'where' (where)"],
            refusal.Faults.Select(f => f.Message[..(f.Message.IndexOf(')', StringComparison.Ordinal) + 1)]).Order(StringComparer.Ordinal));
        Assert.All(refusal.Faults, f => Assert.Contains("cannot be saved", f.Message, StringComparison.Ordinal));
    }
}

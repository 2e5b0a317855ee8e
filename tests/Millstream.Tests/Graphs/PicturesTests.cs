using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Millstream.Architecture;
using Millstream.Declarations;

namespace Millstream.Graphs;

/// <summary>Graphs and runs as text: Mermaid, DOT, JSON and trees.</summary>
public sealed partial class PicturesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Proves", "TG-183")]
    public async Task Each_picture_has_every_task_and_edge_once_and_groups_as_graphs_in_the_graph()
    {
        TaskGraph graph = WithGroup();
        await using GraphRun run = await LocalEngine.Shared.StartAsync(graph, cancellationToken: Token);
        await run.Completion.InTime();

        Assert.Equal(
            """
            flowchart LR
              n0["a"]
              n1["b (Double)"]
              subgraph g0["strategy"]
                n2["strategy-double (Double)"]
                subgraph g1["strategy-inner"]
                  n3["strategy-inner-plus5 (plus5)"]
                end
              end
              n0 -->|"out -#gt; x: int"| n1
              n1 -->|"out -#gt; x: int"| n2
              n2 -->|"out -#gt; x: int"| n3
              o0(["strategy"])
              n3 -->|"out: int"| o0

            """,
            graph.ToMermaid());
        Assert.Equal(
            """
            digraph "outer" {
              rankdir=LR;
              node [shape=box];
              "a" [label="a"];
              "b" [label="b (Double)"];
              subgraph cluster_0 {
                label="strategy";
                "strategy-double" [label="strategy-double (Double)"];
                subgraph cluster_1 {
                  label="strategy-inner";
                  "strategy-inner-plus5" [label="strategy-inner-plus5 (plus5)"];
                }
              }
              "a" -> "b" [label="out -> x: int"];
              "b" -> "strategy-double" [label="out -> x: int"];
              "strategy-double" -> "strategy-inner-plus5" [label="out -> x: int"];
              "output strategy" [label="strategy", shape=oval];
              "strategy-inner-plus5" -> "output strategy" [label="out: int"];
            }

            """,
            graph.ToDot());
        Assert.Equal(
            """
            outer
            ├─ a
            │  └─ out -> b.x: int
            ├─ b (Double)
            │  └─ out -> strategy-double.x: int
            └─ strategy
               ├─ strategy-double (Double)
               │  └─ out -> strategy-inner-plus5.x: int
               └─ strategy-inner
                  └─ strategy-inner-plus5 (plus5)
                     └─ out -> output 'strategy'

            """,
            graph.ToTree());

        JsonObject json = graph.ToJson();
        Assert.Equal(graph.Nodes.Select(n => n.Id.ToString()), json["tasks"]!.AsArray().Select(t => (string?)t!["id"]));
        Assert.Equal(["a", "b (Double)", "strategy-double (Double)", "strategy-inner-plus5 (plus5)"], json["tasks"]!.AsArray().Select(t => (string?)t!["label"]));
        Assert.Equal(graph.Edges.Select(e => e.Id), json["edges"]!.AsArray().Select(e => $"{e!["from"]}.{e["outlet"]}->{e["to"]}.{e["inlet"]}"));
        Assert.Equal("""["strategy","strategy-inner"]""", json["tasks"]![3]!["groups"]!.ToJsonString());

        // The same graph, built again, gives the same text.
        TaskGraph again = WithGroup();
        Assert.Equal(
            (graph.ToMermaid(), graph.ToDot(), graph.ToTree(), json.ToJsonString()), (again.ToMermaid(), again.ToDot(), again.ToTree(), again.ToJson().ToJsonString()));

        // Of a run they show how the tasks stand.
        Assert.Contains("  classDef completed fill:#c9efc9\n  class n0,n1,n2,n3 completed\n", run.ToMermaid(), StringComparison.Ordinal);
        Assert.Equal(4, Classes().Count(run.ToDot()));
        Assert.Contains("└─ strategy-inner-plus5 (plus5) [Completed, 1 in, 1 out", run.ToTree(), StringComparison.Ordinal);
        Assert.All(run.ToJson()["tasks"]!.AsArray(), t => Assert.Equal("Completed", (string?)t!["status"]));
        Assert.All(run.ToJson()["edges"]!.AsArray(), e => Assert.Equal("Completed", (string?)e!["status"]));
        Assert.Equal("Completed", (string?)run.ToJson()["status"]);
        await AssertParsedAsync(graph, run);
    }

    [Fact]
    public async Task Tasks_that_run_graphs_and_tasks_that_fail_are_drawn_so()
    {
        var g = new GraphBuilder("say \"hi\" <now>");
        Flow<int> made = g.Map("map", Bodies.Twice, [Flow.Range(0, 2)]).Flow<int>();
        g.Lambda("fails", (int x) => x == 2 ? throw new InvalidOperationException("two") : x, made);
        TaskGraph graph = g.Build();
        await using GraphRun run = await LocalEngine.Shared.StartAsync(graph, cancellationToken: Token);
        await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.InTime());

        Assert.Contains("  subgraph g0[\"map runs twice\"]\n    n1_0_0[\"x\"]\n", graph.ToMermaid(), StringComparison.Ordinal);
        Assert.Contains("    \"map/twice/x\" -> \"map/twice/then\" ", graph.ToDot(), StringComparison.Ordinal);
        Assert.Contains("   └─ runs twice\n", graph.ToTree().Replace("│", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal("twice", (string?)graph.ToJson()["tasks"]![1]!["runs"]![0]!["name"]);
        Assert.Contains("  classDef faulted fill:#ffb8b8\n", run.ToMermaid(), StringComparison.Ordinal);
        Assert.Contains("class=\"faulted\"", run.ToDot(), StringComparison.Ordinal);
        await AssertParsedAsync(graph, run);
    }

    /// <summary>Asks the parsers of Mermaid and Graphviz, where .ci/run has installed them.</summary>
    private static async Task AssertParsedAsync(TaskGraph graph, GraphRun run)
    {
        string parsers = Path.Combine(Repository.Root, "tests", "pictures");
        if (!Directory.Exists(Path.Combine(parsers, "node_modules")))
        {
            TestContext.Current.AddWarning("The parsers of pictures are not installed: see .ci/run.");
            return;
        }

        (string Language, string Text)[] pictures =
        [
            ("mermaid", graph.ToMermaid()), ("mermaid", run.ToMermaid()), ("dot", graph.ToDot()), ("dot", run.ToDot()),
            ("mermaid", graph.ToMermaid() + "n0 --> ]"), ("dot", graph.ToDot()[..^2] + "->}"),
        ];
        using var node = Process.Start(new ProcessStartInfo("node", [Path.Combine(parsers, "check.mjs")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        foreach ((string language, string text) in pictures)
        {
            await node.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { language, text }).AsMemory(), Token);
        }

        node.StandardInput.Close();
        string[] answers = (await node.StandardOutput.ReadToEndAsync(Token).WaitAsync(TimeSpan.FromSeconds(60), Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(pictures.Length, answers.Length);
        Assert.All(answers.Take(4), answer => Assert.Equal("ok", answer));
        Assert.All(answers.Skip(4), answer => Assert.NotEqual("ok", answer));
    }

    /// <summary>Two tasks, and a group with another in it.</summary>
    private static TaskGraph WithGroup()
    {
        TaskDefinition twice = Declared.PerItem("Double", "x", (int x) => 2 * x);
        var inner = new GraphBuilder("inner");
        inner.Output("out", inner.Add(Declared.PerItem("plus5", "x", (int x) => x + 5), [inner.Input<int>("x")], "plus5").Flow<int>());
        var strategy = new GraphBuilder("strategy");
        PlacedTask first = strategy.Add(twice, [strategy.Input<int>("x")], "double");
        strategy.Output("out", strategy.Group("inner", inner.Build(), first.Flow<int>()).Flow<int>());
        var g = new GraphBuilder("outer");
        PlacedTask a = g.Add(Declared.Making("a", () => new[] { 3 }), [], "a");
        PlacedTask b = g.Add(twice, [a.Flow<int>()], "b");
        g.Group("strategy", strategy.Build(), b.Flow<int>());
        return g.Build();
    }

    [GeneratedRegex("class=\"completed\", style=filled")]
    private static partial Regex Classes();
}

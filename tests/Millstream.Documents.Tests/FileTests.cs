namespace Millstream.Documents;

/// <summary>Documents in files, and graphs in files of their own.</summary>
public sealed class FileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("millstream-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_file_below_the_documents_directory_is_a_graph_of_it()
    {
        Write("graphs/inner.yaml", "parameters: { by: { type: integer } }\nnodes: { up: { task: raise, inputs: { x: { input: x } }, settings: { by: '${by}' } }, deep: { graph: more.json, inputs: { y: up } } }");
        Write("graphs/more.json", """{ "nodes": { "s": { "task": "square", "inputs": { "x": { "input": "y" } } } } }""");
        string path = Write("main.yml", "nodes: { n: { task: numbers }, g: { graph: graphs/inner.yaml, settings: { by: 2 }, inputs: { x: n } } }");

        var document = GraphDocument.Load(path);
        await using GraphRun run = await document.RunAsync();

        Assert.Equal([9, 16, 25], await run.ResultAsync<IReadOnlyList<int>>("g"));
        Assert.Empty(GraphDocument.Lint(path, Documents.Catalogue));
    }

    [Fact]
    public void A_fault_in_another_file_names_that()
    {
        Write("inner.yaml", "nodes:\n  s: { task: sqare, inputs: { x: { input: x } } }");
        string path = Write("main.yaml", "nodes: { n: { task: number }, g: { graph: inner.yaml, inputs: { x: n } } }");

        Assert.Equal(
            [$"{path}(1,21): nodes.n.task: There is no task 'number'. Is 'numbers' meant?", $"{Path.Combine(_directory, "inner.yaml")}(2,14): nodes.s.task: There is no task 'sqare'. Is 'square' meant?"],
            GraphDocument.Lint(path, Documents.Catalogue).Select(f => f.ToString()));
    }

    [Fact]
    public void What_a_use_of_a_graph_says_is_shown_where_it_says_it()
    {
        Write("inner.yaml", "parameters:\n  by: { type: integer, help: How far }\nnodes: { up: { task: raise, inputs: { x: { input: x } }, settings: { by: '${by}' } } }");
        string path = Write(
            "main.yaml",
            """
            nodes:
              n: { task: numbers }
              a: { graph: inner.yaml, inputs: { x: n }, settings: { by: 2, byy: 3 } }
              b: { graph: inner.yaml, inputs: { x: n } }
              c: { graph: inner.yaml, inputs: { x: n }, settings: { by: far } }
              d: { graph: innner.yaml, inputs: { x: n } }
              e: { graph: innner.yaml, inputs: { x: n } }
            """);

        Assert.Equal(
            [
                $"{path}(3,69): nodes.a.settings.byy: 'a': There is no parameter 'byy'. Is 'by' meant?",
                $"{path}(5,61): nodes.c.settings.by: 'c': The parameter 'by' expects a whole number; got 'far'.",
                $"{path}(6,15): nodes.d.graph: The file 'innner.yaml' cannot be read: Could not find file '{Path.Combine(_directory, "innner.yaml")}'.",
                $"{path}(7,15): nodes.e.graph: The file 'innner.yaml' cannot be used, for the faults that are told of it.",
            ],
            GraphDocument.Lint(path, Documents.Catalogue).Select(f => f.ToString()));

        // Whoever runs the graph may give it yet; where nobody does, it is told.
        var refused = Assert.Throws<Graphs.GraphConfigurationException>(() => GraphDocument.Load(path).Build(Documents.Catalogue));
        Assert.Contains($"{path}(4,3): nodes.b: 'b': The parameter 'by' is given no value, and has no default. It is: How far.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_places_are_refused()
    {
        string outside = Path.Combine(Path.GetTempPath(), $"millstream-{Guid.NewGuid():n}.yaml");
        File.WriteAllText(outside, "nodes: { n: { task: numbers } }");
        try
        {
            File.CreateSymbolicLink(Path.Combine(_directory, "link.yaml"), outside);
            Directory.CreateSymbolicLink(Path.Combine(_directory, "links"), Path.GetTempPath());
            foreach (string file in new[] { $"../{Path.GetFileName(outside)}", outside, "link.yaml", $"links/{Path.GetFileName(outside)}", ".", "" })
            {
                string path = Write("main.json", $$"""{ "nodes": { "g": { "graph": "{{file}}" } } }""");
                Assert.Contains("is no file below the document's directory", Assert.Single(GraphDocument.Lint(path, Documents.Catalogue)).Message, StringComparison.Ordinal);
            }
        }
        finally
        {
            File.Delete(outside);
        }
    }

    [Fact]
    public void A_file_that_is_missing_too_large_or_part_of_itself_is_refused()
    {
        string path = Write("main.yaml", "nodes: { g: { graph: main.yaml } }");
        Assert.Contains("part of itself", Assert.Single(GraphDocument.Lint(path, Documents.Catalogue)).Message, StringComparison.Ordinal);

        path = Write("main.yaml", "nodes: { g: { graph: none.yaml } }");
        Assert.Contains("'none.yaml' cannot be read", Assert.Single(GraphDocument.Lint(path, Documents.Catalogue)).Message, StringComparison.Ordinal);

        Write("large.yaml", new string(' ', 1_000_001));
        path = Write("main.yaml", "nodes: { g: { graph: large.yaml } }");
        Assert.Contains("limit is 1,000,000", Assert.Single(GraphDocument.Lint(path, Documents.Catalogue)).Message, StringComparison.Ordinal);
        Assert.Throws<GraphDocumentException>(() => GraphDocument.Load(Path.Combine(_directory, "large.yaml")));
        Assert.ThrowsAny<IOException>(() => GraphDocument.Load(Path.Combine(_directory, "none.yaml")));
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_directory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}

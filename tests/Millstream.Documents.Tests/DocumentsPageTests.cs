using System.Text.RegularExpressions;
using Guide;
using Millstream;
using Millstream.Graphs;
using Millstream.Text;

namespace Millstream.Documents
{
    /// <summary>The code and the documents of docs/documents.md.</summary>
    public sealed partial class DocumentsPageTests : IDisposable
    {
        private readonly string _directory = Directory.CreateTempSubdirectory("millstream-").FullName;

        public void Dispose() => Directory.Delete(_directory, recursive: true);

        public static TheoryData<int> Blocks => [.. Enumerable.Range(0, Yaml().Count)];

        /// <summary>Whoever has the command line alone can use each of them: it has no tasks but the built-in ones.</summary>
        [Theory]
        [MemberData(nameof(Blocks))]
        public void Every_document_on_the_page_is_one_of_built_in_tasks(int block)
        {
            string yaml = Yaml()[block];

            Assert.Equal([], GraphDocument.Lint(yaml, DocumentFormat.Yaml, BuiltInTasks.Catalogue).Select(f => f.ToString()));
            Assert.NotNull(Build(yaml));
        }

        [Fact]
        public async Task Every_document_that_needs_nothing_from_outside_runs()
        {
            string[] inside = [.. Yaml().Where(yaml => !yaml.Contains("task: http.", StringComparison.Ordinal))];

            Assert.Equal(Yaml().Count - 1, inside.Length);
            foreach (string yaml in inside)
            {
                await using GraphRun run = await LocalEngine.Shared.StartAsync(Build(yaml));
                await run.Completion.WaitAsync(Documents.Deadline, TestContext.Current.CancellationToken);
            }
        }

        [Fact]
        public async Task The_first_document_runs()
        {
            string path = Path.Combine(_directory, "long-words.yaml");
            await File.WriteAllTextAsync(path, Yaml()[0], TestContext.Current.CancellationToken);

            #region documents-run
            TaskCatalogue catalogue = BuiltInTasks.Catalogue;
            GraphDocument document = GraphDocument.Load(path);

            TaskGraph graph = document.Build(catalogue, new Dictionary<string, object?> { ["least"] = 4 });
            await using GraphRun run = await LocalEngine.Shared.StartAsync(graph);
            IReadOnlyList<string> words = await run.ResultAsync<IReadOnlyList<string>>("words");      // quick, brown, jumps, over, lazy
            #endregion

            Assert.Equal(["quick", "brown", "jumps", "over", "lazy"], words);
            Assert.Equal([5], await run.ResultAsync<IReadOnlyList<long>>("count"));
        }

        [Fact]
        public async Task Tasks_made_of_tasks_give_what_the_page_says()
        {
            await using GraphRun run = await LocalEngine.Shared.StartAsync(Build(Yaml().Single(y => y.StartsWith("name: compounds", StringComparison.Ordinal))));

            Assert.Equal(["GET", "a", "200", "path", "b", "status", "404", "PUT", "c", "500"], await run.ResultAsync<IReadOnlyList<string>>("words"));
            Assert.Equal(["> GET ((/a)) 200", "> {\"path\": \"/b\", \"status\": 404}", "> PUT /c 500"], await run.ResultAsync<IReadOnlyList<string>>("text"));
            Assert.Equal([2, 1, 1], await run.ResultAsync<IReadOnlyList<int>>("iterations"));
            Assert.Equal(["/a"], await PathsAsync("good"));
            Assert.Equal(["/b"], await PathsAsync("missing"));
            Assert.Equal(["/c"], await PathsAsync("rest"));
            Assert.Equal(["/c"], await PathsAsync("then"));
            Assert.Equal(["/a", "/b"], await PathsAsync("else"));
            Assert.Equal(1.0, await run.ResultAsync<double>("reads"));

            async Task<string[]> PathsAsync(string output) => [.. (await run.ResultAsync<IReadOnlyList<Data.Row>>(output)).Select(row => row["path"].ToString())];
        }

        [Fact]
        public void Every_option_of_a_node_and_every_word_of_it_is_on_the_page()
        {
            string page = Page();
            string table = page[page.IndexOf("## How a node runs", StringComparison.Ordinal)..page.IndexOf("## Parameters, the environment", StringComparison.Ordinal)];
            var options = GraphDocument.Schema(BuiltInTasks.Catalogue)["$defs"]!["options"]!["properties"]!.AsObject();

            Assert.Equal(options.Select(o => $"| `{o.Key}` |"), table.Split('\n').Where(l => l.StartsWith("| `", StringComparison.Ordinal)).Select(l => l[..(l.IndexOf('|', 1) + 1)]));
            Assert.All(options.SelectMany(o => o.Value!["enum"]?.AsArray() ?? []), word => Assert.Contains($"`{word}`", table, StringComparison.Ordinal));
        }

        [Fact]
        public void Every_transform_is_on_the_page()
        {
            string page = Page();
            string table = page[page.IndexOf("| transform |", StringComparison.Ordinal)..page.IndexOf("An outlet that nothing reads", StringComparison.Ordinal)];

            Assert.Equal(
                DocumentRules.Standard.Transforms.Kinds.Select(k => $"| `{k.Id}{(k.Parameters.Count == 0 ? "" : $"({string.Join(", ", k.Parameters.Select(p => p.Name))})")}` |"),
                table.Split('\n').Where(l => l.StartsWith("| `", StringComparison.Ordinal)).Select(l => l[..(l.IndexOf('|', 1) + 1)]));
        }

        [Fact]
        public void Faults_are_told_as_the_page_says()
        {
            TaskCatalogue catalogue = BuiltInTasks.Catalogue;

            #region documents-check
            const string Wrong = """
                nodes:
                  words: { task: text.splt, inputs: { text: { value: a b } } }
                  some:  { task: limit, inputs: { items: wods }, settings: { cout: 3 } }
                """;

            IReadOnlyList<DocumentFault> faults = GraphDocument.Lint(Wrong, DocumentFormat.Yaml, catalogue);
            // (2,18): nodes.words.task: There is no task 'text.splt'. Is 'text.split' meant?
            // (3,42): nodes.some.inputs.items: There is no node 'wods'. Is 'words' meant?
            // (3,68): nodes.some.settings.cout: 'some' (limit) has no setting 'cout', which is given '3'. Is 'count' meant?
            #endregion

            Assert.Equal(
                [
                    "(2,18): nodes.words.task: There is no task 'text.splt'. Is 'text.split' meant?",
                    "(3,42): nodes.some.inputs.items: There is no node 'wods'. Is 'words' meant?",
                    "(3,68): nodes.some.settings.cout: 'some' (limit) has no setting 'cout', which is given '3'. Is 'count' meant?",
                ],
                faults.Select(f => f.ToString()));
        }

        [Fact]
        public void A_graph_of_code_is_saved()
        {
            var own = new TaskCatalogue([TextsDefinitions.Longer]);

            #region documents-save
            TaskCatalogue catalogue = TaskCatalogue.Of(BuiltInTasks.Catalogue, own);  // own: StreamTasks.Catalogue, say

            var g = new GraphBuilder("lengths");
            g.Add(TextTasksDefinitions.SplitText, [TaskInput.Of("the quick brown fox")], "words");
            g.Add(TextsDefinitions.Longer, "long", new LongerSettings { Than = 4 });
            g.Connect("words", "long");

            GraphDocument written = g.Build().ToDocument(catalogue);                  // long: { task: text.longer, settings: { than: 4 }, … }
            #endregion

            Assert.Contains("  long: { task: text.longer, settings: { than: 4 }, inputs: { words: words } }\n", written.ToYaml(), StringComparison.Ordinal);
        }

        [Fact]
        public async Task Documents_and_their_schema_are_kept()
        {
            TaskCatalogue catalogue = BuiltInTasks.Catalogue;
            string directory = _directory, schema = Path.Combine(_directory, "graph.schema.json");
            var document = GraphDocument.Parse(Yaml()[0]);

            #region documents-schema
            File.WriteAllText(schema, GraphDocument.Schema(catalogue).ToJsonString());
            #endregion

            #region documents-folder
            var folder = new DocumentFolder(directory);
            await folder.SaveAsync("daily", document);

            GraphDocument? daily = await folder.FindAsync("daily");                   // equal to document
            GraphDocument? none = await folder.FindAsync("hourly");                   // null
            #endregion

            Assert.Equal(document, daily);
            Assert.Null(none);
            Assert.Contains("text.split", await File.ReadAllTextAsync(schema, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        private static TaskGraph Build(string yaml)
        {
            var document = GraphDocument.Parse(yaml);
            return document.Build(BuiltInTasks.Catalogue, document.Parameters.Where(p => p.IsRequired).ToDictionary(p => p.Name, object? (p) => "1s"), new DocumentRules { Environment = _ => "Ann" });
        }

        private static List<string> Yaml() => [.. Block().Matches(Page()).Select(m => m.Groups[1].Value)];

        private static string Page()
        {
            string? directory = AppContext.BaseDirectory;
            while (directory is not null && !File.Exists(Path.Combine(directory, "Millstream.slnx")))
            {
                directory = Path.GetDirectoryName(directory);
            }

            return File.ReadAllText(Path.Combine(directory!, "docs", "documents.md"));
        }

        [GeneratedRegex("^```yaml\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
        private static partial Regex Block();
    }
}

namespace Guide
{
    #region documents-tasks
    public static class Texts
    {
        /// <summary>Leaves the words that are long enough.</summary>
        [StreamTask(Name = "text.longer")]
        public static Step<string> Longer(string words, LongerSettings settings) =>
            words.Length >= settings.Than ? words : Step<string>.Skip();
    }
    #endregion

    public class LongerSettings
    {
        public int Than { get; set; } = 5;
    }
}

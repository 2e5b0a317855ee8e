using System.Text.RegularExpressions;
using Guide;
using Millstream;
using Millstream.Graphs;
using StreamTasks = Millstream.Documents.Tests.StreamTasks;

namespace Millstream.Documents
{
    /// <summary>The code and the documents of docs/documents.md.</summary>
    public sealed partial class DocumentsPageTests : IDisposable
    {
        private readonly string _directory = Directory.CreateTempSubdirectory("millstream-").FullName;

        public void Dispose() => Directory.Delete(_directory, recursive: true);

        public static TheoryData<int> Blocks => [.. Enumerable.Range(0, Yaml().Count)];

        [Theory]
        [MemberData(nameof(Blocks))]
        public void Every_document_on_the_page_can_be_built(int block)
        {
            string yaml = Yaml()[block];

            Assert.Equal([], GraphDocument.Lint(yaml, DocumentFormat.Yaml, StreamTasks.Catalogue).Select(f => f.ToString()));
            var document = GraphDocument.Parse(yaml);
            Assert.NotNull(document.Build(StreamTasks.Catalogue, document.Parameters.Where(p => p.IsRequired).ToDictionary(p => p.Name, object? (p) => "1s"), new DocumentRules { Environment = _ => "Ann" }));
        }

        [Fact]
        public async Task The_first_document_runs()
        {
            string path = Path.Combine(_directory, "long-words.yaml");
            await File.WriteAllTextAsync(path, Yaml()[0], TestContext.Current.CancellationToken);

            #region documents-run
            TaskCatalogue catalogue = StreamTasks.Catalogue;                          // or TaskCatalogue.Of(one, another)
            GraphDocument document = GraphDocument.Load(path);

            TaskGraph graph = document.Build(catalogue, new Dictionary<string, object?> { ["least"] = 4 });
            await using GraphRun run = await LocalEngine.Shared.StartAsync(graph);
            string list = await run.ResultAsync<string>("list");                      // quick, brown, jumps, over, lazy
            #endregion

            Assert.Equal("quick, brown, jumps, over, lazy", list);
        }

        [Fact]
        public void Every_option_of_a_node_and_every_word_of_it_is_on_the_page()
        {
            string page = Page();
            string table = page[page.IndexOf("## How a node runs", StringComparison.Ordinal)..page.IndexOf("## Parameters, the environment", StringComparison.Ordinal)];
            var options = GraphDocument.Schema(StreamTasks.Catalogue)["$defs"]!["options"]!["properties"]!.AsObject();

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
            TaskCatalogue catalogue = StreamTasks.Catalogue;

            #region documents-check
            const string Wrong = """
                nodes:
                  words: { task: text.word, inputs: { text: { value: a b } } }
                  long:  { task: text.longer, inputs: { words: wods }, settings: { then: 3 } }
                """;

            IReadOnlyList<DocumentFault> faults = GraphDocument.Lint(Wrong, DocumentFormat.Yaml, catalogue);
            // (2,18): nodes.words.task: There is no task 'text.word'. Is 'text.words' meant?
            // (3,48): nodes.long.inputs.words: There is no node 'wods'. Is 'words' meant?
            // (3,74): nodes.long.settings.then: 'long' (text.longer) has no setting 'then', which is given '3'. Is 'than' meant?
            #endregion

            Assert.Equal(
                [
                    "(2,18): nodes.words.task: There is no task 'text.word'. Is 'text.words' meant?",
                    "(3,48): nodes.long.inputs.words: There is no node 'wods'. Is 'words' meant?",
                    "(3,74): nodes.long.settings.then: 'long' (text.longer) has no setting 'then', which is given '3'. Is 'than' meant?",
                ],
                faults.Select(f => f.ToString()));
        }

        [Fact]
        public void A_graph_of_code_is_saved()
        {
            TaskCatalogue catalogue = StreamTasks.Catalogue;

            #region documents-save
            var g = new GraphBuilder("lengths");
            g.Add(TextsDefinitions.Words, [TaskInput.Of("the quick brown fox")], "words");
            g.Add(TextsDefinitions.Longer, "long", new LongerSettings { Than = 4 });
            g.Connect("words", "long");

            GraphDocument written = g.Build().ToDocument(catalogue);                  // long: { task: text.longer, settings: { than: 4 }, … }
            #endregion

            Assert.Contains("  long: { task: text.longer, settings: { than: 4 }, inputs: { words: words } }\n", written.ToYaml(), StringComparison.Ordinal);
        }

        [Fact]
        public async Task Documents_and_their_schema_are_kept()
        {
            TaskCatalogue catalogue = StreamTasks.Catalogue;
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
            Assert.Contains("text.longer", await File.ReadAllTextAsync(schema, TestContext.Current.CancellationToken), StringComparison.Ordinal);
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
        [StreamTask(Name = "text.words")]
        public static IEnumerable<string> Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        /// <summary>Leaves the words that are long enough.</summary>
        [StreamTask(Name = "text.longer")]
        public static Step<string> Longer(string words, LongerSettings settings) =>
            words.Length >= settings.Than ? words : Step<string>.Skip();

        /// <summary>Writes items one behind the other.</summary>
        [StreamTask(Name = "join")]
        public static string Join<T>(IReadOnlyList<T> items, JoinSettings settings) => string.Join(settings.Separator, items);
    }
    #endregion

    public class LongerSettings
    {
        public int Than { get; set; } = 5;
    }

    public class JoinSettings
    {
        public string Separator { get; set; } = ",";
    }
}

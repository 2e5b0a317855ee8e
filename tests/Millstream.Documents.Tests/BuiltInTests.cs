using System.Globalization;
using Millstream.Data;
using Millstream.Graphs;

namespace Millstream.Documents;

/// <summary>Documents over the tasks that come with Millstream.</summary>
public sealed class BuiltInTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("millstream-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_log_is_matched_and_counted()
    {
        string path = Path.Combine(_directory, "access.log");
        await File.WriteAllLinesAsync(path, ["GET / 200", "GET /a 500", "GET /b 503", "GET /c 404"], TestContext.Current.CancellationToken);
        var document = GraphDocument.Parse("""
            name: errors
            parameters:
              path: { type: path, help: The log to read }
            nodes:
              lines:  { task: file.lines, settings: { path: "${path}" } }
              errors: { task: text.match, inputs: { text: lines }, settings: { pattern: " 5\\d\\d$" } }
              count:  { task: count, inputs: { items: errors } }
              first:  { task: limit, inputs: { items: errors }, settings: { count: 1 } }
            """);

        Assert.Empty(document.Check(BuiltInTasks.Catalogue));
        TaskGraph graph = document.Build(BuiltInTasks.Catalogue, new Dictionary<string, object?> { ["path"] = path });
        await using GraphRun run = await LocalEngine.Shared.StartAsync(graph);

        Assert.Equal([2], await run.ResultAsync<IReadOnlyList<long>>("count").WaitAsync(Documents.Deadline));
        Assert.Equal(["GET /a 500"], await run.ResultAsync<IReadOnlyList<string>>("items").WaitAsync(Documents.Deadline));
    }

    [Fact]
    public async Task A_table_is_filtered_grouped_and_written()
    {
        string path = Path.Combine(_directory, "requests.csv"), to = Path.Combine(_directory, "slow.csv");
        await File.WriteAllLinesAsync(path, ["host,status,ms", "a,500,10", "b,200,1", "a,503,30", "c,502,5"], TestContext.Current.CancellationToken);
        var document = GraphDocument.Parse("""
            nodes:
              read:   { task: csv.read, settings: { path: "${env:FROM}" } }
              which:  { if: { field: status, op: greater_or_equal, value: 500 }, inputs: { items: read } }
              good:   { task: where, inputs: { rows: which.then }, settings: { condition: ms >= 10 } }
              hosts:  { task: group, inputs: { rows: good }, settings: { by: host, compute: "count, ms: max(ms)" } }
              write:  { task: csv.write, inputs: { rows: hosts }, settings: { path: "${env:TO}" } }
            """);

        TaskGraph graph = document.Build(BuiltInTasks.Catalogue, rules: new DocumentRules { Environment = name => name == "FROM" ? path : to });
        await using GraphRun run = await LocalEngine.Shared.StartAsync(graph);
        await run.Completion.WaitAsync(Documents.Deadline);

        Assert.Equal(["host,count,ms", "a,2,30"], await File.ReadAllLinesAsync(to, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Items_fit_wider_types_also_where_their_times_are_read(bool fuse)
    {
        const string Yaml = """
            nodes:
              words:  { task: text.split, inputs: { text: { value: "a b" } } }
              rows:   { task: rows, inputs: { items: words } }
              on:     { task: string.matcher, settings: { pattern: "." }, inputs: { text: words } }
              gate:   { task: gate, inputs: { input: rows, control: on } }
              count:  { task: count, inputs: { items: words } }
              double: { task: calculator, settings: { formula: a * 2, tracks: { a: 0 } }, inputs: { a: count } }
            outputs: { gate: gate, double: double }
            """;

        TaskGraph graph = GraphDocument.Parse(Yaml).Build(BuiltInTasks.Catalogue);
        await using GraphRun run = await LocalEngine.Shared.StartAsync(graph, new RunOptions { Fuse = fuse });

        Assert.Equal([4.0], await run.ResultAsync<IReadOnlyList<double>>("double").WaitAsync(Documents.Deadline));
        await run.Completion.WaitAsync(Documents.Deadline);
    }

    public static TheoryData<string> Tasks => [.. BuiltInTasks.Catalogue.Names.Where(name => BuiltInTasks.Catalogue.Find(name) is not null)];

    [Theory]
    [MemberData(nameof(Tasks))]
    public void A_setting_without_a_value_is_as_if_it_was_not_there(string task)
    {
        string[] without = Faults("");

        foreach (SettingDescriptor setting in BuiltInTasks.Catalogue.Find(task)!.Descriptor.Settings.Where(s => s.Default is not null))
        {
            Assert.Equal(without, Faults($"{System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(setting.Name)}: "));
        }

        string[] Faults(string settings) => [.. GraphDocument.Lint($"nodes: {{ n: {{ task: {task}, settings: {{ {settings} }} }} }}", DocumentFormat.Yaml, BuiltInTasks.Catalogue).Select(f => f.Message).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public void What_the_environment_has_is_shown_in_no_fault()
    {
        const string Yaml = """
            parameters: { p: { type: integer, default: "${env:HIDDEN}" } }
            nodes:
              numbers: { task: timer.every, settings: { interval: "${env:HIDDEN}" } }
              lines:   { task: file.lines, settings: { path: x, encoding: "a${env:HIDDEN}" } }
              some:    { task: limit, inputs: { items: lines }, settings: { count: "${p}" } }
            """;

        IReadOnlyList<DocumentFault> faults = GraphDocument.Lint(Yaml, DocumentFormat.Yaml, BuiltInTasks.Catalogue, new DocumentRules { Environment = _ => "s3cret" });

        Assert.Equal(3, faults.Count);
        Assert.All(faults, f => Assert.DoesNotContain("s3cret", f.Message, StringComparison.Ordinal));
        Assert.All(faults, f => Assert.Contains("***", f.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_given_to_a_misspelt_setting_is_not_shown_where_it_may_be_a_secret()
    {
        DocumentFault fault = Assert.Single(GraphDocument.Lint(
            "nodes: { n: { task: http.poll, settings: { url: 'http://localhost/', tokn: s3cret } } }", DocumentFormat.Yaml, BuiltInTasks.Catalogue));

        Assert.Equal("'n' (http.poll) has no setting 'tokn'. Is 'token' meant?", fault.Message);
    }

    [Fact]
    public void A_file_of_other_bytes_than_UTF_8_is_no_document()
    {
        string path = Path.Combine(_directory, "latin.yaml");
        File.WriteAllBytes(path, [.. "name: a\nnodes: { l: { task: file.lines, settings: { path: caf"u8, 0xE9, .. " } } }\n"u8]);

        DocumentFault fault = Assert.Single(GraphDocument.Lint(path, BuiltInTasks.Catalogue));

        Assert.Equal(("The text is no UTF-8: it has bytes that are no character, such as 0xE9. Save it as UTF-8.", 2), (fault.Message, fault.Line));
    }

    [Fact]
    public async Task What_a_task_could_not_take_are_rows()
    {
        string path = Path.Combine(_directory, "events.txt"), to = Path.Combine(_directory, "bad.jsonl");
        await File.WriteAllLinesAsync(path, ["""{"a":1}""", "{oops", """{"a":2}"""], TestContext.Current.CancellationToken);
        var document = GraphDocument.Parse($$"""
            nodes:
              lines:  { task: file.lines, settings: { path: '{{path}}' } }
              parse:  { task: json.parse, inputs: { text: lines } }
              count:  { task: count, inputs: { items: parse } }
              write:  { task: json.write, inputs: { items: parse.error }, settings: { path: '{{to}}' } }
            """);

        await using GraphRun run = await LocalEngine.Shared.StartAsync(document.Build(BuiltInTasks.Catalogue));
        await run.Completion.WaitAsync(Documents.Deadline);

        Assert.Equal([2], await run.ResultAsync<IReadOnlyList<long>>("count"));
        var row = Data.Row.Parse(Assert.Single(await File.ReadAllLinesAsync(to, TestContext.Current.CancellationToken)));
        Assert.Equal(["task", "index", "attempt", "error", "message", "item"], row.Columns);
        Assert.Equal(("parse", "1", "1", "{oops"), (row["task"].ToString(), row["index"].ToString(), row["attempt"].ToString(), row["item"].ToString()));
        Assert.DoesNotContain(" at ", row["message"].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_of_several_parts_may_be_a_list_or_a_map()
    {
        string path = Path.Combine(_directory, "sales.csv");
        await File.WriteAllLinesAsync(path, ["city,amount,year", "Rome,10.4,2001", "Bern,7,2002"], TestContext.Current.CancellationToken);
        var document = GraphDocument.Parse("""
            parameters:
              path: { type: path }
            nodes:
              read:   { task: csv.read, settings: { path: "${path}", columns: [town, amount, year] } }
              some:   { task: select, inputs: { rows: read }, settings: { columns: [town, price: "round(amount, 0)", year] } }
              named:  { task: rename, inputs: { rows: some }, settings: { columns: { city: town, paid: price } } }
              all:    { task: group, inputs: { rows: named }, settings: { by: [], compute: { n: count, sum: sum(paid) } } }
            """);

        Assert.Empty(document.Check(BuiltInTasks.Catalogue));
        await using GraphRun run = await LocalEngine.Shared.StartAsync(document.Build(BuiltInTasks.Catalogue, new Dictionary<string, object?> { ["path"] = path }));

        Assert.Equal(["""{"n":2,"sum":17}"""], (await run.ResultAsync<IReadOnlyList<Data.Row>>("rows").WaitAsync(Documents.Deadline)).Select(r => r.ToJson()));
    }

    [Theory]
    [InlineData("path: [a, b]", "'read': the setting 'path' expects a text; got a list.")]
    [InlineData("path: a, columns: [[a], b]", "'read': the setting 'columns' expects a list of texts, or one text with commas; got a list.")]
    [InlineData("path: a, header: { a: b }", "'read': the setting 'header' expects true or false; got a map.")]
    public void A_list_is_no_value_of_another_setting(string settings, string fault) => Assert.Contains(
        fault,
        GraphDocument.Lint($"nodes: {{ read: {{ task: csv.read, settings: {{ {settings} }} }} }}", DocumentFormat.Yaml, BuiltInTasks.Catalogue).Select(f => f.Message));

    [Theory]
    [InlineData("nodes: { s: { task: csv.read, settings: { path: a, compression: zip } } }", "(1,65): nodes.s.settings.compression: 's': the setting 'compression' expects one of auto, none, gzip, brotli; got 'zip'.")]
    [InlineData("nodes: { s: { task: csv.read, settings: { path: a } }, n: { task: count, inputs: { itemz: s } } }", "(1,91): nodes.n.inputs.itemz: 'n' (count) has no inlet 'itemz'. Is 'items' meant? It has: 'items'.")]
    public void What_was_meant_is_told(string yaml, string fault) =>
        Assert.Equal([fault], GraphDocument.Lint(yaml, DocumentFormat.Yaml, BuiltInTasks.Catalogue).Select(f => f.ToString()));

    [Fact]
    public void Letters_that_are_swapped_are_one_fault() => Assert.Contains(
        "Is 'group' meant?",
        Assert.Single(GraphDocument.Lint("nodes: { a: { task: gruop } }", DocumentFormat.Yaml, BuiltInTasks.Catalogue)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_setting_that_the_task_itself_refuses_is_shown_where_it_stands()
    {
        string[] faults =
        [
            .. GraphDocument.Lint(
                """
                nodes:
                  read:  { task: csv.read, settings: { path: a.csv } }
                  where: { task: where, inputs: { rows: read }, settings: { condition: "status >=" } }
                  none:  { task: csv.read }
                """,
                DocumentFormat.Yaml,
                BuiltInTasks.Catalogue).Select(f => f.ToString()),
        ];

        Assert.Equal(2, faults.Length);
        Assert.StartsWith("(3,72): nodes.where.settings.condition: 'where': the setting 'condition' has a fault", faults[0], StringComparison.Ordinal);
        Assert.StartsWith("(4,3): nodes.none: 'none': the setting 'path'", faults[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pick(long)", "", """{"item":12345678901234567890} {"item":null}""")]
    [InlineData("pick(x), lowercase", "", """{"item":"a"} {"item":null}""")]
    [InlineData("pick(x), \"truncate(2)\", uppercase", "", """{"item":"A"} {"item":null}""")]
    [InlineData("pick(x), \"index(0)\"", "onError: skip", """{"item":null}""")]
    [InlineData("pick(x), isoDateToUnix", "onError: skip", "")]
    [InlineData("pick(x), isoDateToUnix", "", "The transform 'isoDateToUnix' on the edge 'r.rows->a.items' could not take an item: The string 'A' was not recognized as a valid DateTime. There is an unknown word starting at index '0'.")]
    [InlineData("pick(y), isoDateToUnix", "", "The transform 'isoDateToUnix' on the edge 'r.rows->a.items' could not take an item: There is no date, but null.")]
    [InlineData("pick(y), numberToString", "", "An item on the edge 'r.rows->a.items' does not fit: It is null, and no double.")]
    public async Task Transforms_make_null_of_null_or_say_what_they_need_and_the_node_behind_says_what_becomes_of_bad_items(string transforms, string options, string expected)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("millstream-documents-").FullName, "x.jsonl");
        await File.WriteAllTextAsync(path, "{\"x\":\"A\",\"long\":12345678901234567890}\n{}\n", TestContext.Current.CancellationToken);
        TaskGraph graph = GraphDocument.Parse(
            $$"""
            nodes:
              r: { task: json.read, settings: { path: '{{path}}' } }
              a: { task: rows, inputs: { items: { from: r, transforms: [ {{transforms}} ] } }, options: { {{options}} } }
            """).Build(BuiltInTasks.Catalogue);
        await using GraphRun run = await LocalEngine.Shared.StartAsync(graph, cancellationToken: TestContext.Current.CancellationToken);
        await Task.WhenAny(run.Completion).WaitAsync(Documents.Deadline, TestContext.Current.CancellationToken);

        Assert.Equal(expected, run.Error is { } error ? error.Message : string.Join(' ', (await run.ResultAsync<IReadOnlyList<Row>>("rows")).Select(r => r.ToJson())));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void The_catalogues_of_assemblies_make_one()
    {
        var own = new TaskCatalogue([Shop.TasksDefinitions.Square]);

        TaskCatalogue all = TaskCatalogue.Of(BuiltInTasks.Catalogue, own);

        Assert.Empty(GraphDocument.Lint("nodes: { s: { task: square, inputs: { x: 3 } }, f: { task: limit, inputs: { items: s } }, c: { task: count, inputs: { items: f } } }", DocumentFormat.Yaml, all));
    }

    /// <summary>As much of each as fits: what a text can cost is bounded by its length, not by the square of it.</summary>
    [Theory]
    [InlineData("nodes:\n", "  n{0}: {{ task: squire, inputs: {{ x: m{0} }} }}\n", 9_000)]
    [InlineData("nodes:\n", "  n{0}: {{ task: square, inputs: {{ x: n{0} }} }}\n", 9_000)]
    [InlineData("nodes:\n  a: {{ task: raise, inputs: {{ x: 1 }} }}\noutputs:\n", "  o{0}: b{0}\n", 40_000)]
    [InlineData("nodes:\n  a:\n    task: raise\n    settings:\n", "      s{0}: 1\n", 40_000)]
    [InlineData("parameters:\n", "  p{0}: {{ default: 1 }}\n", 30_000)]
    [InlineData("nodes:\n  a: {{ task: numbers }}\n  b: {{ task: numbers }}\n", "  n{0}: {{ task: square, inputs: {{ x: [a, b] }} }}\n", 9_000)]
    public async Task A_large_document_of_faults_is_checked_in_time(string head, string line, int count)
    {
        string yaml = string.Format(CultureInfo.InvariantCulture, head) + string.Concat(Enumerable.Range(0, count).Select(i => string.Format(CultureInfo.InvariantCulture, line, i)));

        // A second or two each where nothing else runs: this only ends what grows with the square.
        Assert.NotEmpty(await Task.Run(() => Documents.FaultsOf(yaml)).WaitAsync(TimeSpan.FromMinutes(3)));
    }

    [Fact]
    public void A_graph_of_ten_thousand_nodes_is_built()
    {
        var nodes = new List<DocumentNode> { new("n0", new TaskWork("add")) { Inputs = [new("a", [new() { Value = 0 }])] } };
        for (int i = 1; i < 10_000; i++)
        {
            nodes.Add(new DocumentNode($"n{i}", new TaskWork("add")) { Inputs = [new("a", [$"n{i - 1}"]), new("b", [new() { Value = 1 }])] });
        }

        var document = new GraphDocument("long") { Nodes = [.. nodes] };

        Assert.Equal(document, GraphDocument.Parse(document.ToYaml()));
        Assert.NotNull(document.Build(Documents.Catalogue));
    }
}

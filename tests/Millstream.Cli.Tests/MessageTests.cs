namespace Millstream.Cli.Tests;

/// <summary>What the program says of what it was given wrongly, as it is read on a terminal.</summary>
public sealed class MessageTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("rnu x", "There is no command 'rnu'. Is 'run' meant?", "")]
    [InlineData("fly", "There is no command 'fly'. There are: 'run', 'lint', 'list', 'describe', 'graph', 'schema', 'pipe', 'new', 'doctor', 'completion'.", "")]
    [InlineData("", "Name a command: run, lint, list, describe, graph, schema, pipe, new, doctor, completion.", "")]
    [InlineData("new", "'new' says what: document or project.", " new")]
    [InlineData("new documnt x", "'new' takes no 'documnt'. Is 'document' meant? It takes: document, project.", " new")]
    [InlineData("lint --foo top.yaml", "'lint' takes no '--foo'. It takes: --tasks.", " lint")]
    [InlineData("list --jsn", "'list' takes no '--jsn'. Is '--json' meant? It takes: --json, --tasks.", " list")]
    [InlineData("graph word-count --format foo", "--format is one of mermaid, dot, svg, tree, not 'foo'.", " graph word-count")]
    [InlineData("graph word-count --format do", "--format is one of mermaid, dot, svg, tree, not 'do'. Is 'dot' meant?", " graph word-count")]
    [InlineData("completion tcsh", "the shell is one of bash, zsh, fish, pwsh, not 'tcsh'.", " completion")]
    [InlineData("run doubles --events xml", "--events is one of jsonl, not 'xml'.", " run doubles")]
    [InlineData("run doubles 5", "'5' stands behind no option. Values have names: --n 5.", " run doubles")]
    [InlineData("run doubles --n 1 2", "'2' stands behind no option. Values have names: --n 2.", " run doubles")]
    [InlineData("run doubles --n", "--n: expects a value; got nothing.", " run doubles")]
    [InlineData("doctor x", "'doctor' takes no 'x'.", " doctor")]
    [InlineData("run --foo", "What is run stands first, its options behind it: millstream run g.yaml --foo …", " run")]
    [InlineData("run doubles --ofset 3", "'doubles' takes no '--ofset'. Is '--offset' meant? It takes: --n, --offset, --loud, --tag, --extra.", " run doubles")]
    public async Task A_word_that_is_none_is_told_in_one_line(string args, string message, string help)
    {
        Assert.Equal(
            new Ended(2, "", Cli.Lines($"millstream: {message}", $"millstream: Try 'millstream{help} --help'.")),
            await Cli.RunAsync(args.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public async Task A_secret_in_the_place_of_its_name_is_not_repeated() => Assert.Equal(
        new Ended(
            2,
            "",
            Cli.Lines(
                "millstream: 'token' of 'http_get' names a credential that is unknown. A credential is the environment's variable MILLSTREAM_CREDENTIAL_ with the name behind it, in capitals.")),
        await Cli.RunAsync("run", "http.get", "--url", "http://127.0.0.1:1/", "--token", "hunter2"));

    [Theory]
    [InlineData("--top x", "--top: expects a whole number; got 'x'.")]
    [InlineData("--set top=x", "--set top: expects a whole number; got 'x'.")]
    [InlineData("--set top", "--set top: expects name=value; got no '='. Write --set top=….")]
    [InlineData("--path b", "--path: was given 2 values, and takes one.")]
    [InlineData("--kind outer", "--kind: expects one of inner, left; got 'outer'.")]
    [InlineData("--kind lef", "--kind: expects one of inner, left; got 'lef'. Is 'left' meant?")]
    [InlineData("--wait long", "--wait: expects a duration such as 500ms, 30s, 1h30m or 00:01:00; got 'long'.")]
    [InlineData("--rate much", "--rate: expects a number; got 'much'.")]
    [InlineData("--rows.header maybe", "--rows.header: expects true or false; got 'maybe'.")]
    [InlineData("--rows.bad-rows ignore", "--rows.bad-rows: expects one of fail, skip, keep, mark; got 'ignore'.")]
    [InlineData("--rows.bad-rows skpi", "--rows.bad-rows: expects one of fail, skip, keep, mark; got 'skpi'. Is 'skip' meant?")]
    [InlineData("--first.count -1", "--first.count: is -1; it must be from 0 to 9007199254740990.")]
    [InlineData("--square.x 1", "'g.yaml' takes no '--square.x'.")]
    [InlineData("--set x=ten", "--set x: expects a whole number; got 'ten'.")]
    [InlineData("--x ten", "--x: expects a whole number; got 'ten'.")]
    public async Task A_value_that_is_none_is_told_by_what_gave_it(string option, string message)
    {
        string path = Graph();

        string[] x = option.StartsWith("--x", StringComparison.Ordinal) ? [] : ["--x", "1"];
        Ended ended = await Cli.RunAsync(["run", path, "--path", "a", .. x, .. option.Split(' ')]);

        Assert.Equal((2, ""), (ended.Code, ended.Out));
        Assert.StartsWith($"millstream: {message.Replace("g.yaml", path, StringComparison.Ordinal)}", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_in_JSON_is_told_by_its_name_there()
    {
        string path = Graph();

        Ended wrong = await Cli.RunWithAsync(c => c with { In = new StringReader("{ \"top\": [1, 2], \"rate\": \"much\", \"x\": 1, \"path\": \"a\" }") }, "run", path, "--input", "-");
        Ended none = await Cli.RunWithAsync(c => c with { In = new StringReader("{ \"top\": x }") }, "run", path, "--input", "-");

        Assert.Equal(
            new Ended(2, "", Cli.Lines("millstream: standard input: top: was given 2 values, and takes one.", "millstream: standard input: rate: expects a number; got 'much'.")), wrong);
        Assert.Equal(new Ended(2, "", "millstream: standard input:1:10: This is no JSON: 'x' is an invalid start of a value.\n"), none);
    }

    [Fact]
    public async Task What_is_missing_is_told_with_what_is_wrong()
    {
        string path = _folder.File("g.yaml", "parameters: { path: { type: path }, top: { default: 3 } }", "nodes:", "  rows: { task: csv.reed }");

        Assert.Equal(
            new Ended(2, "", Cli.Lines(
                $"millstream: {path}:3:17: nodes.rows.task: There is no task 'csv.reed'. Is 'csv.read' meant?",
                $"millstream: {path}: the parameter 'path' (path) is missing. Give it as --path path.",
                "millstream: --top: expects a whole number; got 'x'.")),
            await Cli.RunAsync("run", path, "--top", "x"));
    }

    [Fact]
    public async Task What_a_task_is_not_given_is_all_that_is_told_of_it() =>
        Assert.Equal(new Ended(2, "", "millstream: limit: the input 'items' (any) is missing. Give it as --items any: The items.\n"), await Cli.RunAsync("run", "limit"));

    [Fact]
    public async Task A_run_tells_as_many_faults_of_a_document_as_lint_does()
    {
        string path = _folder.File("g.yaml", "colour: red", "nodes:", "  a: { task: csv.reed }", "  b: { task: limit, settings: { cuont: 1 }, inputs: { items: c } }", "  c: { task: numbers }");

        Ended lint = await Cli.RunAsync("lint", path);
        Ended run = await Cli.RunAsync("run", path);

        Assert.Equal(
            Cli.Lines(
                $"{path}:1:1: colour: A document has no field 'colour'. It has: 'name', 'description', 'parameters', 'nodes', 'outputs'.",
                $"{path}:3:14: nodes.a.task: There is no task 'csv.reed'. Is 'csv.read' meant?",
                $"{path}:4:40: nodes.b.settings.cuont: 'b' (limit) has no setting 'cuont', which is given '1'. Is 'count' meant?"),
            lint.Out);
        Assert.Equal(lint.Out, run.Error.Replace("millstream: ", "", StringComparison.Ordinal));
        Assert.Equal((2, ""), (run.Code, run.Out));
    }

    [Fact]
    public async Task Every_file_is_looked_at_also_behind_one_that_cannot_be_read()
    {
        string missing = Path.Combine(_folder.Path, "nowhere.yaml");
        string wrong = _folder.File("wrong.yaml", "nodes: { a: { task: numbrs } }");

        Assert.Equal(
            new Ended(
                2,
                Cli.Lines(
                    $"{missing}: There is no such file.",
                    $"{_folder.Path}: This is a directory. Name the documents in it: {_folder.Path}/*.yaml.",
                    $"{wrong}:1:21: nodes.a.task: There is no task 'numbrs'. Is 'numbers' meant?"),
                ""),
            await Cli.RunAsync("lint", missing, _folder.Path, wrong));
        Assert.Equal(new Ended(2, "", $"millstream: {_folder.Path}: This is a directory. Name the documents in it: {_folder.Path}/*.yaml.\n"), await Cli.RunAsync("run", _folder.Path));
        Assert.Equal(new Ended(2, "'': This is no path of a file.\n", ""), await Cli.RunAsync("lint", ""));
        Assert.Equal(new Ended(2, "--foo.yaml: There is no such file.\n", ""), await Cli.RunAsync("lint", "--", "--foo.yaml"));
    }

    [Fact]
    public async Task A_fault_quotes_a_short_line_of_a_text_at_most()
    {
        string yaml = _folder.File("nd.json", "name: nd", "description: a long text", "nodes:", "  a: { task: numbers }");
        string json = _folder.File("half.json", "{ \"name\": \"x\"", "  \"nodes\": 1 }");

        Assert.Equal(
            new Ended(2, "", $"millstream: {yaml}:1:2: This is no JSON: it begins with 'name: nd…', where a '{{' is expected. A file of YAML has a name that ends in .yaml.\n"),
            await Cli.RunAsync("run", yaml));
        Assert.Equal(new Ended(2, "", $"millstream: {json}:2:3: This is no JSON: '\"' is invalid after a value. Expected either ',', '}}', or ']'.\n"), await Cli.RunAsync("run", json));
    }

    [Fact]
    public async Task The_parameters_of_a_graph_in_a_document_are_options_of_its_node()
    {
        string data = _folder.File("s.csv", "city", "Bern", "Rome");
        _folder.File(
            "inner.yaml", "parameters: { path: { type: path, help: The file }, n: { type: integer, default: 1 } }", "nodes:",
            "  rows: { task: csv.read, settings: { path: \"${path}\" } }", "  l: { task: limit, settings: { count: \"${n}\" }, inputs: { items: rows } }");
        string path = _folder.File("twice.yaml", "nodes:", "  one: { graph: inner.yaml }");
        string said = _folder.File("said.yaml", "nodes:", $"  one: {{ graph: inner.yaml, settings: {{ path: {data}, n: 2 }} }}");

        Assert.Equal(new Ended(2, "", $"millstream: {path}: the parameter 'one.path' (path) is missing. Give it as --one.path path: The file\n"), await Cli.RunAsync("run", path));
        Assert.Equal(new Ended(2, "", "millstream: --one.n: expects a whole number; got 'two'.\n"), await Cli.RunAsync("run", path, "--one.path", data, "--one.n", "two"));
        Assert.Equal("[\n  {\"city\":\"Bern\"}\n]\n", (await Cli.RunAsync("run", path, "--one.path", data)).Out);
        Assert.Equal("[\n  {\"city\":\"Bern\"},\n  {\"city\":\"Rome\"}\n]\n", (await Cli.RunAsync("run", said)).Out);
        Assert.Equal("[\n  {\"city\":\"Bern\"}\n]\n", (await Cli.RunAsync("run", said, "--one.n", "1")).Out);
        Assert.Contains("\"one.n\": 1\n", (await Cli.RunAsync("run", said, "--one.n", "1", "--dry-run")).Out, StringComparison.Ordinal);
    }

    private string Graph() => _folder.File(
        "g.yaml",
        "parameters:",
        "  path: { type: path }",
        "  top: { type: integer, default: 3 }",
        "  kind: { type: choice, choices: [inner, left], default: inner }",
        "  wait: { type: duration, default: 1s }",
        "  rate: { type: number, default: 1 }",
        "nodes:",
        "  rows: { task: csv.read, settings: { path: \"${path}\" } }",
        "  first: { task: limit, settings: { count: \"${top}\" }, inputs: { items: rows } }",
        "  square: { task: Square, inputs: { x: { input: x } } }");
}

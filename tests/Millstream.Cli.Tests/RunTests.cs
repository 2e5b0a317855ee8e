namespace Millstream.Cli.Tests;

/// <summary>What <c>millstream run</c> takes and gives.</summary>
public sealed class RunTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Proves", "FLU-195")]
    public async Task A_result_is_printed_as_JSON()
    {
        Assert.Equal(new Ended(0, "90\n", ""), await Cli.RunAsync("run", "doubles"));
    }

    [Theory]
    [Trait("Proves", "FLU-196")]
    [InlineData("20\n", "--n", "5")]
    [InlineData("25\n", "--n", "5", "--offset", "5")]
    [InlineData("21\n", "--n", "5", "--offset", "1")]
    [InlineData("200\n", "--n", "5", "--loud")]
    [InlineData("200\n", "--n", "5", "--loud", "true")]
    [InlineData("20\n", "--n", "5", "--loud", "false")]
    public async Task Options_are_what_the_task_is_given(string result, params string[] options)
    {
        Assert.Equal(new Ended(0, result, ""), await Cli.RunAsync(["run", "doubles", .. options]));
    }

    /// <summary>A result that outgrows what is kept of it is told with what to do on a command line, not in code.</summary>
    [Fact]
    public async Task A_result_that_is_too_large_is_told_with_what_to_do()
    {
        string path = _folder.File("large.txt", new string('\n', 10_000_000));

        Ended ended = await Cli.RunAsync("run", "file.lines", "--path", path);

        Assert.Equal(
            "millstream: The output 'lines' has come to 67,108,864 bytes, as much as is kept to be shown at the end. Have its items written as they come: "
            + "end a pipe with print or file:PATH, a document with a node of the task stdout or file.write.\n",
            ended.Error);
        Assert.Equal((1, 0), (ended.Code, ended.Out.Length));
    }

    [Fact]
    [Trait("Proves", "FLU-197")]
    public async Task What_is_wrong_is_told_and_nothing_runs()
    {
        Ended wrong = await Cli.RunAsync("run", "doubles", "--n", "five");
        Ended unknown = await Cli.RunAsync("run", "doubles", "--m", "5");
        Ended missing = await Cli.RunAsync("run", "Square");

        Assert.Equal((2, ""), (wrong.Code, wrong.Out));
        Assert.Equal("millstream: --n: expects a whole number; got 'five'.\n", wrong.Error);
        Assert.Equal((2, ""), (unknown.Code, unknown.Out));
        Assert.Contains("'doubles' takes no '--m'.", unknown.Error, StringComparison.Ordinal);
        Assert.Contains("--n, --offset, --loud, --tag, --extra", unknown.Error, StringComparison.Ordinal);
        Assert.Equal((2, ""), (missing.Code, missing.Out));
        Assert.Contains("the input 'x' (integer) is missing. Give it as --x integer: The number.", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Proves", "FLU-197")]
    public async Task Parameters_of_a_document_are_checked_in_the_same_way()
    {
        string path = _folder.File("g.yaml", "parameters:", "  n: { type: integer, help: How many }", "nodes:", "  numbers: { task: numbers, settings: { count: \"${n}\" } }");

        Ended wrong = await Cli.RunAsync("run", path, "--n", "five");
        Ended unknown = await Cli.RunAsync("run", path, "--n", "1", "--m", "5");
        Ended missing = await Cli.RunAsync("run", path);

        Assert.Equal(2, wrong.Code);
        Assert.Equal("millstream: --n: expects a whole number; got 'five'.\n", wrong.Error);
        Assert.Equal(2, unknown.Code);
        Assert.Contains("--m", unknown.Error, StringComparison.Ordinal);
        Assert.Contains("It takes: --n.", unknown.Error, StringComparison.Ordinal);
        Assert.Equal(2, missing.Code);
        Assert.Contains("the parameter 'n' (integer) is missing. Give it as --n integer: How many", missing.Error, StringComparison.Ordinal);
        Assert.Equal("", wrong.Out + unknown.Out + missing.Out);
    }

    [Fact]
    [Trait("Proves", "FLU-198")]
    public async Task What_is_neither_true_nor_false_is_refused()
    {
        Ended ended = await Cli.RunAsync("run", "doubles", "--loud", "maybe");

        Assert.Equal((2, ""), (ended.Code, ended.Out));
        Assert.Equal("millstream: --loud: expects true or false; got 'maybe'.\n", ended.Error);
    }

    [Theory]
    [Trait("Proves", "FLU-199")]
    [InlineData("\"null [1,2]\"\n", "--extra", "1", "--extra", "2")]
    [InlineData("\"x []\"\n", "--tag", "x")]
    [InlineData("\"null []\"\n")]
    public async Task An_option_that_is_repeated_is_a_list(string result, params string[] options)
    {
        Assert.Equal(new Ended(0, result, ""), await Cli.RunAsync(["run", "given", .. options]));
    }

    [Fact]
    public async Task Rows_are_given_as_JSON() => Assert.Equal(
        new Ended(0, "[\n  {\"a\":1},\n  {\"a\":2}\n]\n", ""), await Cli.RunAsync("run", "sort", "--by", "a", "--rows", "{\"a\":2}", "--rows", "{\"a\":1}"));

    [Fact]
    [Trait("Proves", "FLU-200")]
    public async Task A_failure_is_told_and_nothing_is_printed()
    {
        string path = _folder.File(
            "g.yaml", "nodes:", "  numbers: { task: numbers, settings: { count: 9 } }", "  check: { task: picky, inputs: { x: numbers } }");

        Ended ended = await Cli.RunAsync("run", path);

        Assert.Equal((1, ""), (ended.Code, ended.Out));
        Assert.Equal("millstream: Task \"check\" (picky) failed at item 3: three is too many\n", ended.Error);
    }

    [Fact]
    [Trait("Proves", "FLU-201")]
    public async Task Help_tells_every_parameter_and_the_list_every_task()
    {
        Ended help = await Cli.RunAsync("run", "doubles", "--help");
        Ended list = await Cli.RunAsync("list");

        Assert.Equal(0, help.Code);
        foreach (string pattern in (string[])[@"--n <integer>\s+How many numbers\. \[default: 10\]", @"--offset <integer>\s+What is added\. \[default: 0\]", @"--loud <boolean>\s.*\[default: false\]", @"--tag <string>\s.*\[default: none\]", @"--extra <list>\s.*\[default: none\]"])
        {
            Assert.Matches(pattern, help.Out);
        }

        Assert.Equal(0, list.Code);
        Assert.Matches(@"(?m)^  doubles +The sum of the doubles of the first numbers\.$", list.Out);
        Assert.Matches(@"(?m)^  Square +The square of a number\.", list.Out);
        Assert.All(StreamTasks.Catalogue.Names, name => Assert.Matches($@"(?m)^  {name} +\S", list.Out));
        Assert.Matches(@"(?m)^  word-count +The words of a text file", list.Out);
    }

    [Fact]
    public async Task Help_has_what_is_the_documents_own_first_and_the_settings_of_its_nodes_last()
    {
        string path = _folder.File(
            "top.yaml",
            "description: The first rows of a table.",
            "parameters:",
            "  path: { type: path, help: The file }",
            "  kind: { type: choice, choices: [plain, packed], default: plain, help: How it is }",
            "nodes:",
            "  rows: { task: csv.read, settings: { path: \"${path}\" } }",
            "  square: { task: Square, inputs: { x: { input: x } } }");

        Ended help = await Cli.RunWithAsync(console => console with { Width = 80 }, "run", path, "--help");

        Assert.Equal((0, ""), (help.Code, help.Error));
        Assert.All(help.Out.Split('\n').Where(l => !l.Contains(path, StringComparison.Ordinal)), line => Assert.True(line.Length <= 80, line));
        Assert.StartsWith(
            Cli.Lines(
                "The first rows of a table.",
                "",
                "Usage:",
                $"  millstream run {path} [options]",
                "",
                "Parameters:",
                "  --path <path>    The file (required)",
                "  --kind <choice>  How it is. One of: plain, packed. [default: plain]",
                "",
                "Inputs:",
                "  --x <integer>  The number. (required)",
                "",
                "Options of the program:",
                "  --input <file>          A JSON object with values by their names; - for",
                "                          standard input. Options win over it, and it over the",
                "                          document."),
            help.Out,
            StringComparison.Ordinal);
        Assert.Contains(
            Cli.Lines(
                "",
                "Settings of nodes:",
                "  --rows.path <string>              The file; a relative path begins at the",
                "                                    working directory, and - is standard input",
                "                                    or output. [default: ${path}]"),
            help.Out,
            StringComparison.Ordinal);
        Assert.Contains(
            Cli.Lines(
                "  --rows.bad-rows <choice>          What becomes of records that are not as the",
                "                                    rest. One of: fail, skip, keep, mark.",
                "                                    [default: fail]",
                "  --rows.max-record-length <integer>",
                "                                    How many bytes a record may have.",
                "                                    [default: 1048576]"),
            help.Out,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_are_written_as_they_are_read()
    {
        string path = _folder.File("g.yaml", "nodes:", "  numbers: { task: loud }");

        Ended ended = await Cli.RunAsync("run", path, "--events", "jsonl");

        Assert.Equal(1, ended.Code);
        Assert.Contains("\"error\":\"Task \\\"numbers\\\" (loud) failed at item 0: a > b, é & <c>\"", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Proves", "TG-189")]
    public async Task The_options_are_those_of_the_graph()
    {
        string path = _folder.File(
            "g.yaml",
            "parameters:",
            "  n: { type: integer, default: 2, help: How many }",
            "nodes:",
            "  numbers: { task: numbers, settings: { count: \"${n}\" } }",
            "  square: { task: Square, inputs: { x: { input: x } } }",
            "  mail: { task: send, inputs: { text: { value: hello } }, settings: { key: { credential: smtp }, to: \"${env:USER}\" } }");

        Ended help = await Cli.RunAsync("run", path, "--help");
        Ended square = await Cli.RunAsync("run", "Square", "--x", "5");

        Assert.Matches(@"--n <integer>\s+How many \[default: 2\]", help.Out);
        Assert.Matches(@"--x <integer> \(REQUIRED\)|--x <integer>\s+The number\. \(required\)", help.Out);
        Assert.Matches(@"--numbers\.count <integer>\s.*\[default: \$\{n\}\]", help.Out);
        Assert.Matches(@"--mail\.key <credential>\s.*\[default: \*\*\*\]", help.Out);
        Assert.Equal(new Ended(0, "25\n", ""), square);
    }

    [Fact]
    [Trait("Proves", "TG-189")]
    public async Task An_option_wins_over_JSON_and_that_over_the_document()
    {
        string path = _folder.File(
            "g.yaml",
            "parameters: { n: { default: 2 } }",
            "nodes: { numbers: { task: numbers, settings: { count: \"${n}\" } } }");
        string file = _folder.File("values.json", "{ \"n\": 3 }");

        Assert.Equal("[\n  0,\n  1\n]\n", (await Cli.RunAsync("run", path)).Out);
        Assert.Equal("{\"numbers\":[0,1,2]}\n", (await Cli.RunAsync("run", path, "--json", "--input", file)).Out);
        Assert.Equal("{\"numbers\":[0,1,2,3]}\n", (await Cli.RunWithAsync(c => c with { In = new StringReader("{ \"n\": 4 }") }, "run", path, "--json", "--input", "-")).Out);
        Assert.Equal("{\"numbers\":[0]}\n", (await Cli.RunWithAsync(c => c with { In = new StringReader("{ \"n\": 4 }") }, "run", path, "--json", "--input", "-", "--n", "1")).Out);
        Assert.Equal("{\"numbers\":[0]}\n", (await Cli.RunAsync("run", path, "--json", "--set", "n=1")).Out);
        Assert.Equal("{\"numbers\":[]}\n", (await Cli.RunAsync("run", path, "--json", "--numbers.count", "0")).Out);

        Ended unknown = await Cli.RunWithAsync(c => c with { In = new StringReader("{ \"m\": 4 }") }, "run", path, "--input", "-");
        Assert.Equal((2, ""), (unknown.Code, unknown.Out));
        Assert.Contains("standard input: ", unknown.Error, StringComparison.Ordinal);
        Assert.Contains("takes no 'm'.", unknown.Error, StringComparison.Ordinal);
        foreach (string half in (string[])["""{ "n": "\ud800" }""", """{ "\ud800": 1 }"""])
        {
            Ended nonsense = await Cli.RunWithAsync(c => c with { In = new StringReader(half) }, "run", path, "--input", "-");
            Assert.Equal((2, ""), (nonsense.Code, nonsense.Out));
            Assert.StartsWith("millstream: standard input: This is no JSON: ", nonsense.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_dry_run_shows_what_is_referred_to_inside_of_lists_and_maps()
    {
        string path = _folder.File(
            "g.yaml",
            "parameters: { w: { default: word } }",
            "nodes: { say: { task: process.lines, settings: { program: echo, arguments: [a, \"${w}\"], variables: { V: \"x${w}\" } } } }");

        Ended ended = await Cli.RunAsync("run", path, "--dry-run");

        Assert.Equal((0, ""), (ended.Code, ended.Error));
        Assert.Contains("\"word\"", ended.Out.Split("say.arguments")[1], StringComparison.Ordinal);
        Assert.Contains("\"xword\"", ended.Out.Split("say.variables")[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_stay_on_their_lines_whatever_is_in_the_document()
    {
        string path = _folder.File("g.yaml", "nodes: { n: { task: \"\\e[31mred\\n2:1: fake\" } }");

        Ended ended = await Cli.RunAsync("lint", path);

        Assert.Equal(2, ended.Code);
        Assert.StartsWith($"{path}:1:21: nodes.n.task: There is no task '\\x1b[31mred\\x0a2:1: fake'.", ended.Out, StringComparison.Ordinal);
        Assert.Equal(1, ended.Out.Count(c => c == '\n'));
    }

    [Fact]
    public async Task Lists_and_maps_are_given_one_by_one_or_as_JSON()
    {
        string[] expected = ["--program", "sh", "--json"];

        Assert.Equal(
            "{\"lines\":[\"b, c=d\"]}\n",
            (await Cli.RunAsync(["run", "process.lines", .. expected, "--arguments", "[\"-c\", \"echo $A, $B\"]", "--variables", "A=b", "--variables", "B=c=d"])).Out);
        Assert.Equal(
            "{\"lines\":[\"b 1\"]}\n",
            (await Cli.RunAsync(["run", "process.lines", .. expected, "--arguments", "-c", "--arguments", "echo $A $B", "--variables", "{ \"A\": \"b\", \"B\": 1 }"])).Out);
        Assert.Equal(
            "[\n  \"a,b\"\n]\n",
            (await Cli.RunAsync("pipe", "process.lines sh arguments [\"-c\", \"echo a,b\"]")).Out);
        Ended wrong = await Cli.RunAsync(["run", "process.lines", .. expected, "--variables", "A"]);
        Assert.Equal((2, "millstream: --variables: expects a map; got 'A'.\n"), (wrong.Code, wrong.Error));
    }

    [Theory]
    [InlineData("--watch", "read: warning: ")]
    [InlineData("--events=jsonl", "\"kind\":\"warning\"")]
    [InlineData("--json", "millstream: warning: ")]
    public async Task What_a_task_warns_of_is_told_however_the_run_is_shown(string how, string expected)
    {
        string table = _folder.File("t.csv", "a,b", "1,2", "3", "5,6");
        string path = _folder.File("g.yaml", $"nodes: {{ read: {{ task: csv.read, settings: {{ path: '{table}', badRows: skip }} }} }}", "outputs: { rows: read }");

        Ended ended = await Cli.RunAsync("run", path, how);

        Assert.Equal(0, ended.Code);
        Assert.Contains(ended.Error.Split('\n'), line => line.Contains(expected, StringComparison.Ordinal) && line.Contains("line 3", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Proves", "TG-189")]
    public async Task A_dry_run_shows_what_the_values_come_to_and_hides_secrets()
    {
        string mark = Path.Combine(_folder.Path, "mark");
        string path = _folder.File(
            "g.yaml",
            "name: notice",
            "parameters:",
            "  n: { type: integer, default: 2 }",
            "  wait: { type: duration, default: 90s }",
            "nodes:",
            "  square: { task: Square, inputs: { x: { input: x } } }",
            "  endless: { task: endless, settings: { path: \"" + mark + "\" } }",
            "  mail: { task: send, inputs: { text: { value: hello } }, settings: { key: { credential: smtp }, to: \"${env:USER}\" } }");

        Ended ended = await Cli.RunAsync("run", path, "--dry-run", "--x", "5", "--n", "7");

        Assert.Equal((0, ""), (ended.Code, ended.Error));
        Assert.Equal(
            Cli.Lines(
                "{",
                "  \"graph\": \"notice\",",
                "  \"parameters\": {",
                "    \"n\": 7,",
                "    \"wait\": \"1m30s\"",
                "  },",
                "  \"inputs\": {",
                "    \"x\": 5",
                "  },",
                "  \"settings\": {",
                $"    \"endless.path\": \"{mark}\",",
                "    \"mail.key\": \"***\",",
                "    \"mail.to\": \"***\"",
                "  }",
                "}"),
            ended.Out);
        Assert.False(File.Exists(mark + ".started"));
    }

    [Fact]
    public async Task Several_values_for_an_input_are_several_items()
    {
        Assert.Equal("[\n  1,\n  4,\n  9\n]\n", (await Cli.RunAsync("run", "Square", "--x", "1", "--x", "2", "--x", "3")).Out);
        Assert.Equal("[\n  16\n]\n", (await Cli.RunWithAsync(c => c with { In = new StringReader("{\"x\":[4]}") }, "run", "Square", "--input", "-")).Out);
    }

    [Fact]
    public async Task A_task_by_name_has_its_settings_as_options()
    {
        Assert.Equal("{\"out\":[0,1]}\n", (await Cli.RunAsync("run", "numbers", "--count", "2", "--json")).Out.Replace("numbers", "out", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Proves", "TG-191")]
    public async Task Events_are_JSON_lines_on_standard_error()
    {
        Ended ended = await Cli.RunAsync("run", "doubles", "--n", "5", "--events", "jsonl");

        Assert.Equal((0, "20\n"), (ended.Code, ended.Out));
        string[] lines = ended.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var events = lines.Select(l => System.Text.Json.Nodes.JsonNode.Parse(l)!).ToList();
        Assert.Equal(Enumerable.Range(1, events.Count), events.Select(e => (int)e["seq"]!));
        Assert.Equal("runStarted", (string)events[0]["kind"]!);
        Assert.Equal("runCompleted", (string)events[^1]["kind"]!);
        Assert.Contains(events, e => (string)e["kind"]! == "taskCompleted" && (string)e["task"]! == "doubles");
    }

    [Fact]
    public async Task What_is_not_there_is_told_with_what_may_have_been_meant()
    {
        Ended ended = await Cli.RunAsync("run", "word-cuont");

        Assert.Equal((2, ""), (ended.Code, ended.Out));
        Assert.Contains("There is no document, sample or task 'word-cuont'. Is 'word-count' meant?", ended.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await Cli.RunAsync("run", "nowhere.yaml")).Code);
        Assert.Equal(2, (await Cli.RunAsync("run")).Code);
        Assert.Equal(2, (await Cli.RunAsync("fly")).Code);
    }

    [Fact]
    public async Task Every_fault_of_a_document_is_told_with_its_place()
    {
        string path = _folder.File("g.yaml", "nodes:", "  a: { task: numbrs }", "  b: { task: Square, inputs: { y: a } }");

        Ended lint = await Cli.RunAsync("lint", path);
        Ended run = await Cli.RunAsync("run", path);

        Assert.Equal(2, lint.Code);
        Assert.Contains($"{path}:2:14: nodes.a.task: There is no task 'numbrs'. Is 'numbers' meant?", lint.Out, StringComparison.Ordinal);
        Assert.Contains($"{path}:3:", lint.Out, StringComparison.Ordinal);
        Assert.Equal((2, ""), (run.Code, run.Out));
        Assert.Contains($"{path}:2:14: nodes.a.task: There is no task 'numbrs'. Is 'numbers' meant?", run.Error, StringComparison.Ordinal);
        Assert.Equal(new Ended(0, "", ""), await Cli.RunAsync(["lint", .. Samples.Names]));
        Assert.Equal(new Ended(0, "", ""), await Cli.RunAsync("lint", _folder.File("right.yaml", "nodes: { a: { task: numbers } }")));
    }

    [Fact]
    public async Task The_list_as_JSON_is_an_array_of_descriptors()
    {
        var all = System.Text.Json.Nodes.JsonNode.Parse((await Cli.RunAsync("list", "--json")).Out)!.AsArray();
        Ended described = await Cli.RunAsync("describe", "doubles");

        var square = all.Single(t => (string)t!["name"]! == "Square")!;
        Assert.Equal("x", (string)square["inlets"]![0]!["name"]!);
        Assert.Equal(0, described.Code);
        Assert.StartsWith("doubles\nThe sum of the doubles of the first numbers.\n\nInlets:\n  n: integer", described.Out, StringComparison.Ordinal);
        Assert.Contains("How many numbers. [default: 10]", described.Out, StringComparison.Ordinal);
    }
}

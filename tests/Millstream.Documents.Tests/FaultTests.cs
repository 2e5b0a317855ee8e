using Millstream.Graphs;

namespace Millstream.Documents;

/// <summary>What is wrong with a document is told all at once, each with its place.</summary>
public sealed class FaultTests
{
    [Fact]
    [Trait("Proves", "TG-174")]
    public void Faults_of_every_sort_are_told_in_one_go_each_with_its_path()
    {
        const string Yaml = """
            name: wrong
            colour: red
            nodes:
              "":     { task: numbers }
              a:      { task: square, inputs: { x: b } }
              b:      { task: square, inputs: { x: a } }
              lines:  { task: nubmers }
              twice:  { task: numbers }
              twice:  { task: square, inputs: { x: numbers } }
              set:    { task: raise, settings: { by: 12, bi: 3 }, inputs: { x: twice } }
              port:   { task: square, inputs: { y: twice, x: twice.outt } }
              open:   { task: square }
              lost:   { task: square, inputs: { x: twce } }
              type:   { task: square, inputs: { x: words } }
              words:  { task: text.words, inputs: { text: { value: a } } }
              other:  { task: text.words, inputs: { text: { from: words, transforms: [upercase] } } }
              cond:   { if: { op: bigger, value: 1 }, inputs: { items: twice } }
            outputs: { sum: set.total }
            """;

        string[] faults = Documents.FaultsOf(Yaml);

        Assert.Equal(
            [
                "(2,1): colour: A document has no field 'colour'. It has: 'name', 'description', 'parameters', 'nodes', 'outputs'.",
                "(4,3): nodes.: '' is no id of a node. Use 1 to 64 letters, digits, '-' or '_', and begin with a letter or '_'.",
                "(5,3): nodes.a: The graph has a cycle: a → b → a. A task cannot need its own output.",
                "(7,19): nodes.lines.task: There is no task 'nubmers'. Is 'numbers' meant?",
                "(8,3): nodes.twice: The node 'twice' is there twice. Give each node its own id.",
                "(10,42): nodes.set.settings.by: 'set': the setting 'by' is 12; it must be from 1 to 9.",
                "(10,50): nodes.set.settings.bi: 'set' (raise) has no setting 'bi', which is given '3'. Is 'by' meant?",
                "(11,40): nodes.port.inputs.y: 'port' (square) has no inlet 'y'. It has: 'x'.",
                "(11,50): nodes.port.inputs.x: 'twice.outt' names the outlet 'outt', which 'twice' does not have. It has: 'out', 'error'. Is 'out' meant?",
                "(12,3): nodes.open: The inlet 'open.x' reads nothing. Write inputs: { x: … } with an outlet, { value: … } or { input: … }.",
                "(13,40): nodes.lost.inputs.x: There is no node 'twce'. Is 'twice' meant?",
                "(14,40): nodes.type.inputs.x: 'words.out' is string, 'type.x' needs int.",
                "(16,75): nodes.other.inputs.text.transforms[0]: There is no transform 'upercase'. Is 'uppercase' meant?",
                "(17,23): nodes.cond.if.op: 'op' is one of equals, not_equals, greater_than, greater_or_equal, less_than, less_or_equal, contains, starts_with, ends_with, is_empty, is_not_empty, is_true, is_false, not 'bigger'.",
                "(18,17): outputs.sum: 'set.total' names the outlet 'total', which 'set' does not have. It has: 'out', 'error'.",
            ],
            faults);
    }

    [Fact]
    public void Faults_in_json_have_their_places_too()
    {
        const string Json = """
            {
              "nodes": {
                "añb": { "task": "sqare", "inputs": { "x": { "value": "é", "from": "b" } } },
                "b": { "task": "numbers", "settings": { "count": "many" } }
              }
            }
            """;

        Assert.Equal(
            [
                "(3,22): nodes.añb.task: There is no task 'sqare'. Is 'square' meant?",
                "(3,48): nodes.añb.inputs.x: An input says one of from, value, parameter, input: where its items come from. This one says several.",
                "(4,54): nodes.b.settings.count: 'b': the setting 'count' expects a whole number; got 'many'.",
            ],
            Documents.FaultsOf(Json, DocumentFormat.Json));
    }

    [Theory]
    [Trait("Proves", "TG-172")]
    [InlineData("nodes: { lines: { task: number } }", "(1,25): nodes.lines.task: There is no task 'number'. Is 'numbers' meant?")]
    [InlineData(
        "nodes: { g: { graph: { nodes: { lines: { task: System.IO.File } } } } }",
        "(1,48): nodes.g.graph.nodes.lines.task: There is no task 'System.IO.File'. There are: ")]
    [InlineData("nodes: { m: { map: { graph: { nodes: { l: { task: sqare, inputs: { x: 1 } } } } } } }", "(1,51): nodes.m.map.graph.nodes.l.task: There is no task 'sqare'. Is 'square' meant?")]
    public void A_task_outside_the_catalogue_is_refused_with_path_and_near_names(string yaml, string fault) =>
        Assert.StartsWith(fault, Assert.Single(Documents.FaultsOf(yaml)), StringComparison.Ordinal);

    [Fact]
    [Trait("Proves", "TG-172")]
    public void A_task_outside_the_allowed_ones_is_refused_also_when_nested()
    {
        var rules = new DocumentRules { AllowedTasks = new HashSet<string> { "numbers", "add" } };

        Assert.Empty(Documents.FaultsOf("nodes: { n: { task: numbers }, a: { task: add, inputs: { a: n } } }", rules: rules));
        Assert.Equal(
            ["(1,48): nodes.g.graph.nodes.lines.task: The task 'square' may not be used here. There are: 'numbers', 'add'."],
            Documents.FaultsOf("nodes: { g: { graph: { nodes: { lines: { task: square, inputs: { x: 1 } } } } } }", rules: rules));
        Assert.Throws<GraphConfigurationException>(() => GraphDocument.Parse("nodes: { f: { fallback: [square], inputs: { x: 1 } } }").Build(Documents.Catalogue, rules: rules));
    }

    [Theory]
    [Trait("Proves", "TG-173")]
    [InlineData("nodes: { a: { task: numbers, $type: System.Object } }", "(1,30): nodes.a.$type: The node 'a' has no field '$type'. A document names no types.")]
    [InlineData("$type: Shop.Tasks\nnodes: { a: { task: numbers } }", "(1,1): $type: A document has no field '$type'. A document names no types.")]
    [InlineData("nodes: { a: !!Shop.Tasks { task: numbers } }", "(1,13): A document has no tags, and names no types: 'tag:yaml.org,2002:Shop.Tasks' must go.")]
    [InlineData("nodes: { a: { task: !text numbers } }", "(1,21): A document has no tags, and names no types: '!text' must go.")]
    [InlineData("nodes: { a: { task: 'Shop.Tasks, Shop' } }", "(1,21): nodes.a.task: There is no task 'Shop.Tasks, Shop'.")]
    [InlineData("nodes: { a: { task: numbers, settings: { $type: x } } }", "(1,42): nodes.a.settings.$type: 'a' (numbers) has no setting '$type', which is given 'x'.")]
    [InlineData("nodes: { a: { task: numbers, colour: red } }", "(1,30): nodes.a.colour: The node 'a' has no field 'colour'.")]
    [InlineData("nodes: { a: { task: numbers }, b: { task: add, inputs: { a: { from: a, type: System.Int32 } } } }", "(1,71): nodes.b.inputs.a.type: An input has no field 'type'.")]
    public void What_names_a_type_or_an_unknown_field_is_refused(string yaml, string begin)
    {
        string fault = Assert.Single(Documents.FaultsOf(yaml));

        Assert.StartsWith(PlaceLess(begin), PlaceLess(fault), StringComparison.Ordinal);
        Assert.Equal(1, GraphDocument.Lint(yaml, DocumentFormat.Yaml, Documents.Catalogue)[0].Line);
    }

    [Fact]
    [Trait("Proves", "TG-173")]
    public void Depth_size_aliases_and_the_number_of_nodes_are_limited()
    {
        string deep = string.Concat(Enumerable.Repeat("{\"nodes\":{\"a\":{\"graph\":", 40)) + "{}" + string.Concat(Enumerable.Repeat("}}}", 40));
        Assert.Contains("nested more than 64 deep", Assert.Single(Documents.FaultsOf(deep)), StringComparison.Ordinal);
        Assert.Contains("no JSON", Assert.Single(Documents.FaultsOf(deep, DocumentFormat.Json)), StringComparison.Ordinal);
        Assert.Contains("nested more than 64 deep", Assert.Single(Documents.FaultsOf(new string('[', 100_000))), StringComparison.Ordinal);
        Assert.Contains("limit is 1,000,000", Assert.Single(Documents.FaultsOf("name: " + new string('a', 1_000_000))), StringComparison.Ordinal);

        string bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + string.Concat("bcdefghi".Select((c, i) => $"{c}: &{c} [{string.Join(',', Enumerable.Repeat($"*{(char)(c - 1)}", 9))}]\n"));
        Assert.Contains("more than 200000 values", Assert.Single(Documents.FaultsOf(bomb)), StringComparison.Ordinal);
        string many = "a: &a 1\nb: [" + string.Join(',', Enumerable.Repeat("*a", 101)) + "]";
        Assert.Contains("more than 100 aliases", Assert.Single(Documents.FaultsOf(many)), StringComparison.Ordinal);
        Assert.Contains("refers to nothing", Assert.Single(Documents.FaultsOf("nodes: *a")), StringComparison.Ordinal);
        Assert.Contains("refers to nothing", Assert.Single(Documents.FaultsOf("nodes: &a { a: *a }")), StringComparison.Ordinal);

        var rules = new DocumentRules { Limits = new DocumentLimits { MaxNodes = 3 } };
        Assert.Empty(Documents.FaultsOf("nodes: { a: { task: numbers }, b: { task: numbers }, c: { task: numbers } }", rules: rules));
        Assert.Contains(
            "more than 3 nodes",
            Assert.Single(Documents.FaultsOf("nodes: { a: { task: numbers }, b: { task: numbers }, c: { graph: { nodes: { d: { task: numbers } } } } }", rules: rules)),
            StringComparison.Ordinal);
        string wide = "nodes:\n" + string.Concat(Enumerable.Range(0, 10_001).Select(i => $"  n{i}: {{ task: numbers }}\n"));
        Assert.Contains("more than 10000 nodes", Assert.Single(Documents.FaultsOf(wide)), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Proves", "TG-09")]
    public void A_setting_out_of_range_or_unknown_refuses_the_graph_before_anything_runs()
    {
        var document = GraphDocument.Parse("nodes: { r: { task: raise, settings: { by: 12, bye: 1 }, inputs: { x: 1 } } }");

        GraphConfigurationException refusal = Assert.Throws<GraphConfigurationException>(() => document.Build(Documents.Catalogue));

        Assert.Equal(
            [
                (FaultKind.BadSetting, "(1,44): nodes.r.settings.by: 'r': the setting 'by' is 12; it must be from 1 to 9."),
                (FaultKind.BadSetting, "(1,53): nodes.r.settings.bye: 'r' (raise) has no setting 'bye', which is given '1'. Is 'by' meant?"),
            ],
            refusal.Faults.Select(f => (f.Kind, f.Message)));
    }

    [Fact]
    [Trait("Proves", "TG-09")]
    public async Task A_setting_of_the_document_is_what_the_method_sees() =>
        Assert.Equal(3, await Documents.ValueAsync<int>("nodes: { r: { task: raise, settings: { by: 2 }, inputs: { x: 1 } } }", "r"));

    [Fact]
    [Trait("Proves", "TG-88")]
    public void A_type_that_does_not_fit_refuses_the_document()
    {
        var document = GraphDocument.Parse("nodes: { a: { task: text.words, inputs: { text: { value: x } } }, b: { task: square, inputs: { x: a } } }");

        GraphFault fault = Assert.Single(Assert.Throws<GraphConfigurationException>(() => document.Build(Documents.Catalogue)).Faults);

        Assert.Equal(FaultKind.TypeMismatch, fault.Kind);
        Assert.EndsWith("'a.out' is string, 'b.x' needs int.", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [Trait("Proves", "FLU-89")]
    [InlineData("task: add", "'n' (add) has no inlet 'c'.", "It has: 'a', 'b'.")]
    [InlineData("task: total", "'n' (total) has no inlet 'c'.", "It has: 'parts'.")]
    [InlineData("map: add", "'n' (add) has no inlet 'c'.", "It has: 'a', 'b'.")]
    [InlineData("reduce: add, seed: 0", "'n' (reduce) has no inlet 'c'.", "It has: 'items'.")]
    public void Arguments_that_are_unknown_missing_or_doubly_given_name_the_task_and_the_valid_ones(string work, string unknown, string valid)
    {
        string[] faults = Documents.FaultsOf($"nodes: {{ s: {{ task: numbers }}, n: {{ {work}, inputs: {{ c: s }} }} }}");
        Assert.Contains(faults, f => f.EndsWith($"{unknown} {valid}", StringComparison.Ordinal));
        string required = valid.Split('\'')[1];
        Assert.Contains(faults, f => f.Contains($"The inlet 'n.{required}' reads nothing.", StringComparison.Ordinal));

        Assert.Contains(
            $"The inlet 'n.{required}' is given twice.",
            Assert.Single(Documents.FaultsOf($"nodes: {{ s: {{ task: numbers }}, n: {{ {work}, inputs: {{ {required}: s, {required}: s }} }} }}")),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nodes: { l: { task: limit, inputs: { items: { input: x } } } }", "which, is that of what 'l.items' reads, and that reads nothing whose type is known.")]
    [InlineData("nodes: { l: { task: limit } }", "which, is that of what 'l.items' reads")]
    [InlineData("nodes: { l: { task: limit, inputs: { items: l } } }", "cycle: l → l")]
    [InlineData("nodes: { m: { task: mail, settings: { key: s3cr3t }, inputs: { text: { value: a } } } }", "'m': 'key' is a secret, and a document holds none. Write { credential: name }")]
    [InlineData("nodes: { m: { task: mail, settings: { relay: s3cr3t }, inputs: { text: { value: a } } } }", "'m': 'relay' is a secret")]
    [InlineData("nodes: { m: { task: mail, settings: { fixed: a }, inputs: { text: { value: a } } } }", "can be set in code only")]
    [InlineData("nodes: { m: { task: mail, settings: { wait: 30 }, inputs: { text: { value: a } } } }", "the setting 'wait' expects a duration such as 500ms, 30s, 1h30m or 00:01:00; got '30'.")]
    [InlineData("nodes: { n: { task: numbers, settings: { count: '${nn}' } } }", "There is no parameter 'nn'.")]
    [InlineData("parameters: { n: { type: integer, default: x } }\nnodes: { n: { task: numbers } }", "(1,44): parameters.n.default: The parameter 'n' expects a whole number; got 'x'.")]
    [InlineData("parameters: { n: { type: choice, choices: [a, b], default: c } }\nnodes: { n: { task: numbers } }", "The parameter 'n' expects one of a, b; got 'c'.")]
    [InlineData("parameters: { n: { type: colour } }\nnodes: { n: { task: numbers } }", "'type' is one of string, integer")]
    [InlineData("nodes: { n: { task: square, inputs: { x: { value: abc } } } }", "'n.x' expects a whole number; got \"abc\".")]
    [InlineData("nodes: { n: { task: square, inputs: { x: [1, 2] } } }", "'n.x' reads a constant, and so nothing else.")]
    [InlineData("nodes: { n: { task: square, map: square, inputs: { x: 1 } } }", "It is task and map at once.")]
    [InlineData("nodes: { n: { inputs: { x: 1 } } }", "It does nothing: give it one of task, graph,")]
    [InlineData("nodes: { n: { while: square, until: { op: is_true }, inputs: { x: 1 } } }", "A loop has a limit: maxIterations: 100.")]
    [InlineData("nodes: { n: { task: square, inputs: { x: 1 }, options: { parallel: 0 } } }", "A task runs at least one call at a time.")]
    [InlineData("nodes: { n: { task: square, inputs: { x: 1 }, options: { timeout: 5 } } }", "'timeout' is a time such as 500ms")]
    [InlineData("nodes: { n: { task: square, inputs: { x: 1 }, options: { parallel: -9223372036854775808 } } }", "a whole number up to")]
    [InlineData("nodes: { n: { task: numbers, options: { parallel: 3 } } }", "The source 'numbers' has the option Parallel")]
    [InlineData("nodes: { a: { task: numbers }, b: { task: numbers }, n: { task: square, inputs: { x: [a, b] } } }", "The inlet 'n.x' has more than one edge")]
    [InlineData("nodes: { n: { graph: other.yaml } }", "The document was read from no file")]
    [InlineData("nodes: [ { task: numbers } ]", "The nodes are a map")]
    [InlineData("- 1", "A document is a map of its fields, not a list.")]
    [InlineData("", "A document is a map of its fields, not nothing.")]
    [InlineData("nodes: {}", "A graph has at least one node.")]
    [InlineData("name: x", "A document has nodes.")]
    [InlineData("nodes: { a: { task: numbers }\n", "This is no YAML")]
    [InlineData("nodes:\n  a: [1, 2\nb: c", "(2,7): This is no YAML: behind this place something is missing, such as a comma between members or the '}' or ']' that closes what is open.")]
    [InlineData("nodes:\n\ta: { task: numbers }", "(2,1): This is no YAML: a tab stands before the text of this line. YAML is indented by spaces only.")]
    [InlineData("name: x\nnodes:\n  a:\n  \ttask: numbers", "(4,3): This is no YAML: a tab stands before the text of this line. YAML is indented by spaces only.")]
    [InlineData("nodes:\n  n:\n    task: numbers\n    label: |\n      a\n      \tb\n  - x\n", "(7,3): This is no YAML: ")]
    [InlineData(
        "parameters: { n: { help: The class, 5 for 5xx } }\nnodes: { n: { task: numbers } }",
        "(1,37): parameters.n.5 for 5xx: The parameter 'n' has no field '5 for 5xx'. Texts with commas stand in quotes here. It has: 'type', 'default', 'choices', 'help'.")]
    [InlineData("nodes: { n: { task: numbers, settings: { count: 1, b, first: 2 } } }", "'n' (numbers) has no setting 'b'. Texts with commas stand in quotes here.")]
    [InlineData("parameters: { base: http://x }\nnodes: { n: { task: numbers } }", "The parameter 'base' is a map of its fields, not 'http://x'. Write base: { default: http://x }.")]
    [InlineData(
        "parameters: { p: { default: 1 } }\nnodes: { n: { task: square, inputs: { x: 1 }, options: { parallel: \"${p}\" } } }",
        "'parallel' is a whole number up to 2147483647, not '${p}'. Settings take parameters; options and other fields take none.")]
    [InlineData("nodes: { n: { task: square, inputs: { x: 1 }, options: { overflow: \"${p}\" } } }", "not '${p}'. Settings take parameters; options and other fields take none.")]
    [InlineData("nodes: { n: { task: numbers, settings: { count: a: b } } }", "Texts with ': ', ',', '{' or '}' in them stand in quotes.")]
    [InlineData("name: a: b", "Texts with ': ', ',', '{' or '}' in them stand in quotes.")]
    [InlineData("nodes: { n: { task: numbers, label: \"\\d\" } }", "Single quotes leave '\\' as it is.")]
    [InlineData("nodes: { a: { task: numbers } }\n---\nnodes: {}", "A text holds one document")]
    public void A_fault_says_what_is_wrong(string yaml, string part)
    {
        string[] faults = Documents.FaultsOf(yaml);

        Assert.Contains(faults, f => f.Contains(part, StringComparison.Ordinal));
        Assert.DoesNotContain(faults, f => f.Contains("s3cr3t", StringComparison.Ordinal));
    }

    [Fact]
    public void What_only_a_run_is_given_is_missing_when_it_is_built_and_not_before()
    {
        var document = GraphDocument.Parse("parameters: { n: { type: integer, help: how many } }\nnodes: { n: { task: numbers, settings: { first: '${n}', count: '${env:NO_SUCH}' } } }");
        var rules = new DocumentRules { Environment = _ => null };

        Assert.Empty(document.Check(Documents.Catalogue, rules: rules));
        Assert.Equal(
            ["The parameter 'n' is given no value, and has no default. It is: how many.", "The environment variable 'NO_SUCH' is not set."],
            Assert.Throws<GraphConfigurationException>(() => document.Build(Documents.Catalogue, rules: rules)).Faults.Select(f => f.Message.Split(": ", 3)[2]));
        Assert.Contains("There is no parameter 'm'.", document.Check(Documents.Catalogue, new Dictionary<string, object?> { ["m"] = 1 })[0].Message, StringComparison.Ordinal);
    }

    private static string PlaceLess(string fault) => fault[(fault.IndexOf(')', StringComparison.Ordinal) + 1)..];
}

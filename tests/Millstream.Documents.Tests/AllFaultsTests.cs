namespace Millstream.Documents;

/// <summary>One fault hides no other.</summary>
public sealed class AllFaultsTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("millstream-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    /// <summary>Of a generic task whose items have no type yet, what is so for all types is told.</summary>
    [Fact]
    public void Settings_are_looked_at_also_behind_a_node_that_could_not_be_made() => Assert.Equal(
        [
            "nodes.kept.inputs.rows: There is no node 'rowz'. Is 'rows' meant?",
            "nodes.sort.inputs.rows: There is no node 'kpt'. Is 'kept' meant?",
            "nodes.lim.settings.count: 'lim': the setting 'count' expects a whole number; got 'ten'.",
            "nodes.lim.settings.cuont: 'lim' (limit) has no setting 'cuont', which is given '3'. Is 'count' meant?",
            "nodes.some.inputs.item: 'some' (sample) has no inlet 'item'. It has: 'items'.",
            "nodes.some.settings.every: 'some': the setting 'every' is 0; it must be from 1 to 9007199254740990.",
            "nodes.some.settings.fraction: 'some': the setting 'fraction' is 7; it must be from 0 to 1.",
        ],
        FaultsOf("""
            nodes:
              rows: { task: csv.read, settings: { path: p.csv } }
              kept: { task: where, inputs: { rows: rowz }, settings: { condition: "price > 1" } }
              sort: { task: sort, inputs: {        rows: kpt }, settings: { by: a } }
              lim:  { task: limit, inputs: { items: sort }, settings: { count: ten, cuont: 3 } }
              some: { task: sample, inputs: { items: lim, item: lim }, settings: { every: 0, fraction: 7 } }
            """));

    [Fact]
    public void A_cycle_hides_nothing_of_other_nodes_nor_of_its_own() => Assert.Equal(
        [
            "nodes.a: The graph has a cycle: a → b → a. A task cannot need its own output.",
            "nodes.b.settings.condition: 'b': the setting 'condition' has a fault: 'price > ' is no expression: at 9, there is the end, and a value is expected.",
            "nodes.c.settings.condition: 'c': the setting 'condition' has a fault: 'price < ' is no expression: at 9, there is the end, and a value is expected.",
            "nodes.d: The graph has a cycle: d → d. A task cannot need its own output.",
        ],
        FaultsOf("""
            nodes:
              a: { task: where, inputs: { rows: b }, settings: { condition: "price > 1" } }
              b: { task: where, inputs: { rows: a }, settings: { condition: "price > " } }
              c: { task: where, inputs: { rows: b }, settings: { condition: "price < " } }
              d: { task: where, inputs: { rows: d }, settings: { condition: "price < 1" } }
            """));

    [Fact]
    public void All_options_that_cannot_be_are_told_each_at_its_place() => Assert.Equal(
        [
            "nodes.a.options.parallel: 'a': parallel: A task runs at least one call at a time.",
            "nodes.a.options.capacity: 'a': capacity: An edge holds at least one item.",
            "nodes.a.options.timeout: 'a': timeout: the limit is more than none, and at most 2,147,483,647 ms (24 days). For no limit leave the option out.",
            "nodes.a.options.retry: 'a': retry: A task is repeated 0 times or more.",
        ],
        FaultsOf("""
            nodes:
              t: { task: text.split, inputs: { text: { value: a } } }
              a: { task: text.match, settings: { pattern: a }, inputs: { text: t },
                   options: { parallel: 0, capacity: -1, timeout: -5s, retry: -1 } }
            """));

    /// <summary>What is wrong with one setting hides nothing of the others; what a fault says already is not said again in other words.</summary>
    [Fact]
    public void All_that_is_wrong_with_settings_is_told_together()
    {
        Assert.Equal(
            ["delimiter", "quote", "encoding", "maxRecordLength"],
            FaultsOf("nodes: { r: { task: csv.read, settings: { path: p.csv, delimiter: ';;', quote: '', encoding: latin9x, maxRecordLength: -1 } } }").Select(Setting));

        // The one that is not set may be the one that is misspelt.
        string only = Assert.Single(FaultsOf("nodes: { r: { task: csv.read, settings: { paht: p.csv } } }"));
        Assert.Contains("'r' (csv.read) has no setting 'paht', which is given 'p.csv'. Is 'path' meant?", only, StringComparison.Ordinal);
        Assert.Contains("the setting 'path' is not set", Assert.Single(FaultsOf("nodes: { r: { task: csv.read } }")), StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_of_a_graph_in_a_file_and_of_the_one_around_it_are_told_together()
    {
        string part = Write(
            "part.yaml",
            """
            parameters:
              tag: { type: string, default: t }
            nodes:
              t: { task: select, inputs: { rows: { input: rows } }, settings: { columns: "*, tag: '${tag}'" } }
            """);
        string main = Write(
            "main.yaml",
            """
            nodes:
              r:   { task: csv.read, settings: { path: a.csv } }
              one: { graph: part.yaml, inputs: { rows: r } }
              two: { graph: part.yaml, inputs: { rows: r }, settings: { tag: "it's" } }
              all: { task: sort, inputs: { rows: [one, two] }, settings: { by: v dsc } }
            """);

        Assert.Equal(
            [
                $"{main}(5,32): nodes.all.inputs.rows: The inlet 'all.rows' has more than one edge: 'one', 'two'. Leave out all but one, or say how they are read: rows: {{ from: [one, two], merge: interleave }} takes the items as they come, merge: last the last one.",
                $"{main}(5,68): nodes.all.settings.by: 'all': the setting 'by' has a fault: 'v dsc' is no expression: at 3, there is 'dsc', and 'desc', ',' or the end is expected.",
                $"{part}(4,78): nodes.t.settings.columns: 't': the setting 'columns' has a fault: '*, tag: 'it's'' is no expression: at 14, a quote opens a text, and no other ' closes it. The value of 'tag' is given at {main}(4,66): nodes.two.settings.tag.",
            ],
            [.. GraphDocument.Lint(main, BuiltInTasks.Catalogue).Select(f => f.ToString())]);
    }

    /// <summary>Several edges where one is read are told in the words of documents, also where nothing else is wrong.</summary>
    [Fact]
    public void Several_edges_to_an_inlet_are_told_with_what_to_write() => Assert.Equal(
        ["nodes.s.inputs.rows: The inlet 's.rows' has more than one edge: 'a', 'b.rows'. Leave out all but one, or say how they are read: rows: { from: [a, b.rows], merge: interleave } takes the items as they come, merge: last the last one."],
        FaultsOf("""
            nodes:
              a: { task: csv.read, settings: { path: a.csv } }
              b: { task: csv.read, settings: { path: b.csv } }
              s: { task: sort, inputs: {  rows: [a, b.rows] }, settings: { by: v } }
            """));

    /// <summary>Of two nodes that write one file, one table would be lost; a file to which both append has both.</summary>
    [Fact]
    public void Two_nodes_that_write_one_file_are_a_fault_unless_both_append()
    {
        string path = Path.Combine(Environment.CurrentDirectory, "o.csv");
        Assert.Equal(
            [$"nodes.d.settings.path: 'd' writes the file '{path}', and so does 'c': one would leave nothing of the other. Give each its own file, set 'append' for both, or have one node write the items of both."],
            FaultsOf(Writers("path: o.csv", "path: ./o.csv")));
        Assert.Single(FaultsOf(Writers("path: o.csv", "path: o.csv, append: true")));
        Assert.Empty(FaultsOf(Writers("path: o.csv, append: true", "path: o.csv, append: true")));
        Assert.Empty(FaultsOf(Writers("path: o.csv", "path: p.csv")));
        Assert.Empty(FaultsOf(Writers("path: /dev/null", "path: /dev/null")));
        Assert.Empty(FaultsOf("parameters: { p: { type: path } }\n" + Writers("path: '${p}'", "path: '${p}'")));

        static string Writers(string one, string other) => $$"""
            nodes:
              r: { task: csv.read, settings: { path: a.csv } }
              c: { task: csv.write, inputs: { rows: r }, settings: { {{one}} } }
              d: { task: csv.write, inputs: { rows: r }, settings: { {{other}} } }
            """;
    }

    private static string Setting(string fault) => fault.Split(": ", 2)[0].Split('.')[^1];

    private static string[] FaultsOf(string yaml) => [.. GraphDocument.Lint(yaml, DocumentFormat.Yaml, BuiltInTasks.Catalogue).Select(f => $"{f.Path}: {f.Message}")];

    private string Write(string name, string text)
    {
        string path = Path.Combine(_directory, name);
        File.WriteAllText(path, text);
        return path;
    }
}

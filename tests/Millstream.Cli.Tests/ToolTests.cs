using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Millstream.Cli.Tests;

/// <summary>The commands around runs: graph, schema, new, doctor, completion; and assemblies of tasks.</summary>
public sealed class ToolTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_graph_is_drawn_without_its_parameters()
    {
        Assert.StartsWith("flowchart", (await Cli.RunAsync("graph", "word-count")).Out, StringComparison.Ordinal);
        Assert.StartsWith("digraph", (await Cli.RunAsync("graph", "word-count", "--format", "dot")).Out, StringComparison.Ordinal);
        Assert.Contains("├─ words (text.extract)", (await Cli.RunAsync("graph", "word-count", "--format", "tree")).Out, StringComparison.Ordinal);
        Assert.Equal(2, (await Cli.RunAsync("graph", "word-count", "--format", "png")).Code);

        Ended svg = await Cli.RunAsync("graph", "word-count", "--format", "svg");
        Assert.True(svg.Code == 0 ? svg.Out.Contains("<svg", StringComparison.Ordinal) : svg is { Code: 1, Out: "" } && svg.Error.Contains("Graphviz", StringComparison.Ordinal), svg.Error);
    }

    [Fact]
    public async Task The_schema_names_every_task()
    {
        Ended schema = await Cli.RunAsync("schema");

        Assert.NotNull(JsonNode.Parse(schema.Out));
        Assert.All(Catalogues.All.Names, name => Assert.Contains($"\"{name}\"", schema.Out, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_new_document_runs()
    {
        string path = Path.Combine(_folder.Path, "first.yaml");

        Assert.Equal(0, (await Cli.RunAsync("new", "document", path)).Code);
        Assert.Equal(new Ended(0, "", ""), await Cli.RunAsync("lint", path));
        Assert.Equal("{\"words\":[{\"word\":\"a\",\"count\":2},{\"word\":\"b\",\"count\":1}]}\n", (await Cli.RunAsync("run", path, "--json", "--text", "a b a")).Out);

        Ended again = await Cli.RunAsync("new", "document", path);
        Assert.Equal(2, again.Code);
        Assert.Contains("is there already", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_document_is_JSON_where_its_name_says_so()
    {
        string path = Path.Combine(_folder.Path, "first.json");

        Assert.Equal(new Ended(0, "", Cli.Lines($"wrote {path}", $"millstream run {path} --text \"to be\"")), await Cli.RunAsync("new", "document", path));
        Assert.Equal("first", (string)JsonNode.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken))!["name"]!);
        Assert.Equal("{\"words\":[{\"word\":\"a\",\"count\":2},{\"word\":\"b\",\"count\":1}]}\n", (await Cli.RunAsync("run", path, "--json", "--text", "a b a")).Out);
    }

    [Theory]
    [InlineData("class", "'class' is a word of C#, and so no name of a project. Take another, such as 'Class'.")]
    [InlineData("2nd", "'2nd' is no name of a project. Use letters, digits and '_', and begin with a letter.")]
    public async Task A_project_has_a_name_that_C_sharp_takes(string name, string message)
    {
        string folder = Path.Combine(_folder.Path, name);

        Assert.Equal(new Ended(2, "", $"millstream: {message}\n"), await Cli.RunAsync("new", "project", folder));
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task A_new_project_builds_and_its_tasks_are_found()
    {
        string project = Path.Combine(_folder.Path, "Mine");
        Assert.Equal(0, (await Cli.RunAsync("new", "project", project)).Code);

        // The package is not published where tests run: what is in it stands in its place.
        string generator = Path.Combine(AppContext.BaseDirectory, "..", "..", "Millstream.Generators", "debug", "Millstream.Generators.dll");
        _folder.File(
            "Directory.Build.targets",
            "<Project><ItemGroup>",
            "<PackageReference Remove=\"Millstream\" />",
            $"<Reference Include=\"{Path.Combine(AppContext.BaseDirectory, "Millstream.dll")}\" />",
            $"<Analyzer Include=\"{Path.GetFullPath(generator)}\" />",
            "</ItemGroup></Project>");
        var start = new ProcessStartInfo("dotnet", ["build", project, "-v", "q", "--nologo"]) { RedirectStandardOutput = true };
        using var build = Process.Start(start)!;
        string said = await build.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        await build.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(build.ExitCode == 0, said);

        string assembly = Path.Combine(project, "bin", "Debug", "net10.0", "Mine.dll");
        Assert.Equal(new Ended(0, "\"HI\"\n", ""), await Cli.RunAsync("run", Path.Combine(project, "shout.yaml"), "--tasks", assembly, "--text", "hi"));
        Assert.Contains("shout", (await Cli.RunAsync("list", "--tasks", assembly)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_assembly_that_has_no_tasks_is_refused()
    {
        Ended none = await Cli.RunAsync("list", "--tasks", typeof(FactAttribute).Assembly.Location);
        Ended missing = await Cli.RunAsync("list", "--tasks", "nowhere.dll");
        Ended text = await Cli.RunAsync("list", "--tasks", _folder.File("a.dll", "no assembly"));
        Ended twice = await Cli.RunAsync("list", "--tasks", typeof(ToolTests).Assembly.Location);

        Assert.Equal([2, 2, 2, 2], (int[])[none.Code, missing.Code, text.Code, twice.Code]);
        Assert.Contains("has no tasks", none.Error, StringComparison.Ordinal);
        Assert.Contains("there is no file 'nowhere.dll'", missing.Error, StringComparison.Ordinal);
        Assert.Contains("cannot be loaded", text.Error, StringComparison.Ordinal);
        Assert.Contains("2 tasks are called 'doubles'", twice.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("calculator", "\nIts inlets and outlets follow its settings; here are those of the defaults.\n\nOutlets:\n  result: number\n\nSettings:\n  formula: string")]
    [InlineData(
        "switch",
        "\nIts inlets and outlets follow its settings; here are those of the defaults.\n"
        + "\nInlets:\n  input1: any\n  input2: any\n  control1: number\n  control2: number\n\nOutlets:\n  output: any\n")]
    [InlineData("text.split", "\nInlets:\n  text: string")]
    public async Task Ports_that_follow_settings_are_described_by_the_defaults(string task, string part)
    {
        Assert.Contains(part, (await Cli.RunAsync("describe", task)).Out, StringComparison.Ordinal);
        Assert.DoesNotContain("follow", (await Cli.RunAsync("describe", "csv.read")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_tells_what_is_there()
    {
        Ended ended = await Cli.RunAsync("doctor");

        Assert.Equal(0, ended.Code);
        Assert.Contains("ok millstream ", ended.Out, StringComparison.Ordinal);
        Assert.Contains($"{Samples.Names.Count} samples", ended.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _millstream millstream")]
    [InlineData("zsh", "compdef _millstream millstream")]
    [InlineData("fish", "complete -c millstream")]
    [InlineData("pwsh", "Register-ArgumentCompleter")]
    public async Task Shells_complete(string shell, string registration)
    {
        Assert.Contains(registration, (await Cli.RunAsync("completion", shell)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Samples_and_the_options_of_what_is_run_are_completed()
    {
        Assert.Equal("word-count\nword-count-tree\n", (await Cli.RunAsync("[suggest:21]", "millstream run word-c")).Out.ReplaceLineEndings("\n"));
        Assert.Contains("--top\n", (await Cli.RunAsync("[suggest:30]", "millstream run word-count --to")).Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }
}

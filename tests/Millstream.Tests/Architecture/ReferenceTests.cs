using System.Xml.Linq;

namespace Millstream.Architecture;

public sealed class ReferenceTests
{
    [Fact]
    public void Projects_reference_along_the_arrows_only()
    {
        var projects = Repository.Files("", "*.csproj").ToList();

        Assert.NotEmpty(projects);
        Faults.AssertNone(projects.SelectMany(path => ProjectArrows.Faults(path, Repository.Read(path))));
    }

    [Fact]
    public void Every_project_stands_in_the_solution()
    {
        var solution = XElement.Parse(Repository.Read("Millstream.slnx"));
        var listed = solution.Descendants("Project").Select(project => (string)project.Attribute("Path")!);

        Assert.Equal(Repository.Files("", "*.csproj"), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_files_of_Millstream_name_namespaces_along_the_arrows_only()
    {
        const string Project = "src/Millstream/";
        var files = Repository.Files(Project, "*.cs").ToList();

        Assert.NotEmpty(files);
        Faults.AssertNone(files.SelectMany(path => SourceArrows.Faults(path[Project.Length..], Repository.Read(path))));
    }

    [Fact]
    public void The_types_of_Millstream_use_types_along_the_arrows_only() =>
        Faults.AssertNone(TypeArrows.Faults(
            Repository.ShippedAssemblies().Single(assembly => assembly.GetName().Name == "Millstream").GetTypes(),
            "Millstream"));

    [Theory]
    [InlineData("src/Millstream/Millstream.csproj", "Millstream.Redis", "Millstream -> Millstream.Redis")]
    [InlineData("src/Server/Millstream.Server.csproj", "Millstream.Redis", "Millstream.Server -> Millstream.Redis")]
    [InlineData("src/Millstream/Millstream.csproj", "Millstream.Tests", "Millstream -> Millstream.Tests")]
    [InlineData("samples/Hello/Hello.csproj", "Millstream.Tests", "Hello -> Millstream.Tests")]
    public void A_project_reference_against_the_arrows_is_found(string path, string target, string arrow)
    {
        var xml = $"""<Project><ProjectReference Include="..\{target}\{target}.csproj" /></Project>""";

        Assert.Equal([$"{path}: {arrow} is no arrow of ours."], ProjectArrows.Faults(path, xml));
    }

    [Theory]
    [InlineData("src/Millstream.Server/Millstream.Server.csproj", "Millstream")]
    [InlineData("src/Millstream.Cli/Millstream.Cli.csproj", "Millstream.Redis")]
    [InlineData("tests/Millstream.Tests/Millstream.Tests.csproj", "Millstream.Specifications")]
    [InlineData("samples/Hello/Hello.csproj", "Millstream.Hosting")]
    public void A_project_reference_along_the_arrows_is_none(string path, string target)
    {
        var xml = $"""<Project><ProjectReference Include="../{target}/{target}.csproj" /></Project>""";

        Assert.Empty(ProjectArrows.Faults(path, xml));
    }

    [Fact]
    public void A_project_that_the_table_does_not_know_is_found() =>
        Assert.Equal(
            ["src/Millstream.Core/Millstream.Core.csproj: the table of arrows does not know 'Millstream.Core'."],
            ProjectArrows.Faults("src/Millstream.Core/Millstream.Core.csproj", "<Project />"));

    [Fact]
    public void A_generator_may_be_referenced_by_all_as_an_analyzer() =>
        Assert.Empty(ProjectArrows.Faults(
            "src/Millstream/Millstream.csproj",
            """<Project><ProjectReference Include="../G/G.csproj" OutputItemType="Analyzer" /></Project>"""));

    [Fact]
    public void A_package_too_many_in_the_core_is_found() =>
        Assert.Equal(
            ["src/Millstream/Millstream.csproj: Millstream -> YamlDotNet is no package of the core's."],
            ProjectArrows.Faults(
                "src/Millstream/Millstream.csproj",
                """
                <Project>
                  <PackageReference Include="YamlDotNet" />
                  <PackageReference Include="Polly.Core" />
                </Project>
                """));

    [Theory]
    [InlineData("Graphs/Bad.cs", "using Millstream.Execution;", "Graphs -> Execution")]
    [InlineData("Graphs/Bad.cs", "using Millstream;", "Graphs -> (root)")]
    [InlineData("Graphs/Deep/Bad.cs", "using static Millstream.Tasks.TaskDescriptor;", "Graphs -> Tasks")]
    [InlineData("Operators/Bad.cs", "using Engine = global::Millstream.Execution.LocalEngine;", "Operators -> Execution")]
    [InlineData("Operators/Bad.cs", "class Bad { Millstream.Planning.GraphPlan? plan; }", "Operators -> Planning")]
    [InlineData("Graphs/Bad.cs", "class Bad : Millstream.Flow<int>;", "Graphs -> (root)")]
    [InlineData("Tasks/Bad.cs", "var text = \"//\"; Millstream . Regions.Region.Spawn();", "Tasks -> Regions")]
    public void A_namespace_named_against_the_arrows_is_found(string path, string source, string arrow) =>
        Assert.Equal([$"{path}: {arrow} is no arrow of ours."], SourceArrows.Faults(path, source));

    [Theory]
    [InlineData("namespace Millstream.Graphs; // not Millstream.Execution")]
    [InlineData("/* Millstream.Execution\n Millstream.Planning */")]
    [InlineData("""var meter = "Millstream"; var escaped = "\"Millstream.Execution"; var quote = '"';""")]
    [InlineData("var verbatim = @\"\\\"; var raw = \"\"\"a \"Millstream.Execution\" b\"\"\";")]
    [InlineData("class GraphConfigurationException : Millstream.MillstreamException;")]
    [InlineData("var x = Other.Millstream.Execution; var y = MillstreamExecution;")]
    public void What_names_no_namespace_of_ours_is_no_fault(string source) =>
        Assert.Empty(SourceArrows.Faults("Graphs/Good.cs", source));

    [Fact]
    public void A_folder_that_the_table_does_not_know_is_found() =>
        Assert.Equal(
            ["Helpers/Bad.cs: the table of arrows does not know the folder 'Helpers'."],
            SourceArrows.Faults("Helpers/Bad.cs", ""));

    [Fact]
    public void Types_used_against_the_arrows_are_found_wherever_they_are_used()
    {
        var examples = typeof(ReferenceTests).Assembly.GetTypes();

        var faults = TypeArrows.Faults(examples, "Sample").ToList();

        Assert.All(faults, fault => Assert.Contains(" is no arrow of ours.", fault, StringComparison.Ordinal));
        Assert.Equal(
            [
                "UsesInAsync", "UsesInAttribute", "UsesInBody", "UsesInConstraint", "UsesInField", "UsesInLambda",
                "UsesTheRoot",
            ],
            faults.Select(NameOfExample).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains("Sample.Graphs.UsesTheRoot uses Sample.Verb: Graphs -> (root) is no arrow of ours.", faults);

        // "Sample.Graphs.UsesInAsync+<RunAsync>d__0 uses …" and "Sample.Graphs.UsesInConstraint`1 uses …"
        static string NameOfExample(string fault) => fault.Split('.', '+', '`', ' ')[2];
    }
}

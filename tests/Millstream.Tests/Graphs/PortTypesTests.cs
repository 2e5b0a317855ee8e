using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream.Graphs;

/// <summary>That items of one type do not come to a task of another.</summary>
public sealed class PortTypesTests
{
    [Theory]
    [InlineData("static string Task(int x) => $\"{x}\";", null)]
    [InlineData("static string Task(string x) => x;", "CS0411")]
    [Trait("Proves", "FLU-34")]
    public void A_method_that_takes_another_type_than_the_flow_gives_does_not_compile(string method, string? error)
    {
        string source = $$"""
            using Millstream;
            internal static class Program
            {
                internal static Flow<string> Build() => Flow.From(1, 2, 3).Then(Task);
                {{method}}
            }
            """;
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        var compilation = CSharpCompilation.Create(
            "user",
            [CSharpSyntaxTree.ParseText(source, cancellationToken: TestContext.Current.CancellationToken)],
            platform.Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(Microsoft.CodeAnalysis.OutputKind.DynamicallyLinkedLibrary));

        IEnumerable<string> errors = compilation.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.Id);

        Assert.Equal(error is null ? [] : [error], errors);
    }

    [Fact]
    [Trait("Proves", "FLU-34")]
    public void In_a_graph_built_from_data_the_error_names_task_port_and_both_types()
    {
        GraphConfigurationException error = Assert.Throws<GraphConfigurationException>(() => new GraphBuilder("data")
            .Add("numbers", new SliceTask<int>("numbers", TaskOptions.None, [1]))
            .Add("shout", new TextTask())
            .Connect("numbers", "shout.line")
            .Build());

        Assert.Equal(
            "'numbers.out' gives int, but 'shout.line' needs string. Put a task between them that converts one to the other.", error.Message);
    }

    private sealed class TextTask() : TaskBody("shout", TaskOptions.None, [In<string>("line")], [Out<string>()])
    {
        public override bool IsFusable => false;

        public override StageHead CreateHead(StageWiring wiring) => throw new NotSupportedException("It is never run.");
    }
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Millstream.Generators.Compiling;

/// <summary>Compiles sources with the generator, as a project would.</summary>
internal static class Compiler
{
    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("Millstream.Generators", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    public static CSharpCompilation Compile(params string[] sources) => Compile("Shop", NullableContextOptions.Enable, ParseOptions, sources);

    public static CSharpCompilation Compile(
        string assembly, NullableContextOptions nullable, CSharpParseOptions parseOptions, params string[] sources) => CSharpCompilation.Create(
            assembly,
            sources.Select((source, i) => CSharpSyntaxTree.ParseText(Head(source), parseOptions, $"File{i}.cs")),
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: nullable));

    public static GeneratorDriver Driver(CSharpParseOptions? parseOptions = null) => CSharpGeneratorDriver.Create(
        [new TaskGenerator().AsSourceGenerator()],
        parseOptions: parseOptions ?? ParseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>What the generator says of a source.</summary>
    public static ImmutableArray<Diagnostic> FaultsOf(params string[] sources) =>
        Driver().RunGenerators(Compile(sources)).GetRunResult().Diagnostics;

    /// <summary>Compiles, and gives what is wrong: errors anywhere, and warnings in generated files.</summary>
    public static (string[] Problems, Compilation Compilation) Build(CSharpCompilation compilation, CSharpParseOptions? parseOptions = null)
    {
        GeneratorDriver driver = Driver(parseOptions).RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out ImmutableArray<Diagnostic> faults);
        GeneratorRunResult result = Assert.Single(driver.GetRunResult().Results);
        Assert.Null(result.Exception);
        string[] problems =
        [
            .. faults.Concat(output.GetDiagnostics())
                .Where(d => d.Severity == DiagnosticSeverity.Error
                    || (d.Severity == DiagnosticSeverity.Warning && d.Location.SourceTree?.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) == true))
                .Select(d => d.ToString()),
        ];
        return (problems, output);
    }

    private static string Head(string source) =>
        "using System; using System.Collections.Generic; using System.Linq; using System.Threading; using System.Threading.Tasks; using Millstream;\n" + source;
}

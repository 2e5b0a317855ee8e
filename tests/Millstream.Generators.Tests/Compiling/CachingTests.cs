using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Millstream.Generators.Compiling;

/// <summary>An edit elsewhere writes nothing anew.</summary>
public sealed class CachingTests
{
    private const string Source = """
        namespace Shop;
        public class Tally { public int Count { get; set; } }
        public static class Arithmetic
        {
            /// <summary>Squares.</summary>
            [StreamTask] public static int Square(int x) => x * x;
            [StreamTask(Retry = 2)] public static (int Sum, int Diff) Both(int a, int b = 5) => (a + b, a - b);
            [StreamTask] public static int Count(int x, Tally state, Tally config) => x;
        }
        """;

    private static readonly string[] Steps =
        [TaskGenerator.ReadStep, TaskGenerator.ClassStep, TaskGenerator.CatalogueStep];

    [Theory]
    [InlineData("class Other { void Method() { int more = 1; } }")]
    [InlineData("class Other { } // a comment")]
    public void An_edit_of_another_file_leaves_everything_as_it_was(string edited)
    {
        GeneratorRunResult second = RunTwice("class Other { }", edited, Source, Source);

        Assert.All(Steps, step => Assert.All(Reasons(second, step), reason => Assert.True(IsKept(reason), $"{step}: {reason}")));
        Assert.All(Outputs(second), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void An_edit_that_only_moves_a_method_writes_nothing_anew()
    {
        GeneratorRunResult second = RunTwice("", "", Source, Source.Replace("x * x", "x   *   x", StringComparison.Ordinal).Replace("namespace", "\n\nnamespace", StringComparison.Ordinal));

        Assert.All(Outputs(second), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void A_new_parameter_writes_its_class_anew_and_no_other()
    {
        const string Other = "public static class Other { [StreamTask] public static int Twice(int x) => x; }";
        GeneratorRunResult second = RunTwice(Other, Other, Source, Source.Replace("Square(int x)", "Square(long x)", StringComparison.Ordinal));

        Assert.Equal(
            [IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached],
            Reasons(second, TaskGenerator.ClassStep).Select(r => IsKept(r) ? IncrementalStepRunReason.Cached : r).Order());
    }

    [Fact]
    public void Nothing_that_is_kept_between_runs_holds_symbols_or_syntax()
    {
        GeneratorRunResult result = Run(Compiler.Driver(), Compiler.Compile(Source)).GetRunResult().Results[0];

        Assert.All(Steps, step => Assert.All(
            result.TrackedSteps[step].SelectMany(s => s.Outputs),
            output => AssertPlain(output.Value, [])));
    }

    private static bool IsKept(IncrementalStepRunReason reason) =>
        reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged;

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorRunResult result, string step) =>
        result.TrackedSteps[step].SelectMany(s => s.Outputs).Select(o => o.Reason);

    private static IEnumerable<IncrementalStepRunReason> Outputs(GeneratorRunResult result) =>
        result.TrackedOutputSteps.SelectMany(pair => pair.Value).SelectMany(s => s.Outputs).Select(o => o.Reason);

    private static GeneratorRunResult RunTwice(string otherBefore, string otherAfter, string before, string after)
    {
        CSharpCompilation first = Compiler.Compile(otherBefore, before);
        CSharpCompilation second = first
            .ReplaceSyntaxTree(first.SyntaxTrees[0], Compiler.Compile(otherAfter).SyntaxTrees[0]);
        SyntaxTree edited = Compiler.Compile("", after).SyntaxTrees[1];
        second = second.ReplaceSyntaxTree(second.SyntaxTrees[1], edited);
        GeneratorDriver driver = Run(Compiler.Driver(), first);
        return Run(driver, second).GetRunResult().Results[0];
    }

    private static GeneratorDriver Run(GeneratorDriver driver, Compilation compilation) =>
        driver.RunGenerators(compilation, TestContext.Current.CancellationToken);

    private static void AssertPlain(object? value, HashSet<object> seen)
    {
        if (value is null or string || value.GetType().IsPrimitive || value.GetType().IsEnum || !seen.Add(value))
        {
            return;
        }

        Assert.False(value is ISymbol or SyntaxNode or SyntaxTree or Compilation or Location, $"{value.GetType()} is kept.");
        if (value is System.Collections.IEnumerable items)
        {
            foreach (object? item in items)
            {
                AssertPlain(item, seen);
            }
        }

        foreach (var field in value.GetType().GetFields(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Public))
        {
            AssertPlain(field.GetValue(value), seen);
        }
    }
}

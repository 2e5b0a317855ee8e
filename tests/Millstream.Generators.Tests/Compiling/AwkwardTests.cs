using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Millstream.Generators.Compiling;

/// <summary>Signatures that are legal and unusual: what is written for them compiles without a warning.</summary>
public sealed class AwkwardTests
{
    [Theory]
    [InlineData("public static class NoNamespace { [StreamTask] public static int Square(int x) => x; }")]
    [InlineData("namespace A.@namespace.B; public static class T { [StreamTask] public static int @class(int @int, string @event = \"a\\\"b\\n\") => @int; }")]
    [InlineData("public static class Outer { public static class Middle { internal static class Inner { [StreamTask] public static int Square(int x) => x; } } }")]
    [InlineData("public interface IPricing { [StreamTask] decimal Price(string item); } public struct Point { [StreamTask] public int Of(int x) => x; }")]
    [InlineData("public abstract class Shape { [StreamTask] public abstract int Area(int x); [StreamTask] public virtual Task<int> SideAsync(int x) => Task.FromResult(x); }")]
    [InlineData("public static class T { [StreamTask] public static int Same(int graph, int id, int settings2, int options, int activation, int item, int token, int made, int self, int placed) => graph; }")]
    [InlineData("public class S { public int A { get; set; } public string? B { get; init; } public int this[int i] { get => i; set { } } public int @class { get; set; } } public static class T { [StreamTask] public static int Set(int options, int id, [Settings] S item, [State] S activation, [Service] S token) => id; }")]
    [InlineData("public class Base { public int A { get; set; } = 1; } public class S : Base { public new long A { get; set; } } public static class T { [StreamTask] public static int Set(S config) => 1; [StreamTask] public static IEnumerable<int> Many(S? settings = null) => []; }")]
    [InlineData("public enum Colour : sbyte { Red = -1, Blue } public static class T { [StreamTask] public static string All(int x, bool a = true, byte b = 255, sbyte c = -128, short d = -1, ushort e = 1, int f = int.MinValue, uint g = uint.MaxValue, long h = long.MinValue, ulong i = ulong.MaxValue, char j = '\\'', string k = \"\\0\\\"\", float l = 1.5f, double m = 1e300, decimal n = 1.10m, Colour o = Colour.Red) => \"\"; }")]
    [InlineData("public static class T { [StreamTask] public static string All(int x, double a = double.NaN, double b = double.PositiveInfinity, float c = float.NegativeInfinity, float d = float.MinValue, int? e = null, int? f = 3, string? g = null, DateTime h = default, TimeSpan? i = null, object? j = null, nint k = 5, Guid l = default, IDisposable? m = null, DayOfWeek? n = DayOfWeek.Monday, int[]? o = null) => \"\"; }")]
    [InlineData("public static class T { [StreamTask] public static int AllOptional(int a = 1, int b = 2) => a; [StreamTask] public static int Rest(params int[] xs) => xs.Length; }")]
    [InlineData("public static class T { [StreamTask] public static T1 Same<T1>(T1 x) => x; [StreamTask] public static (T1 A, T2? B) Pair<T1, T2>(T1 a, IReadOnlyList<T2> b) where T1 : struct, IComparable<T1> where T2 : class, new() => (a, null); [StreamTask] public static TState Kept<TState>(TState x, [State] TState kept) where TState : notnull, new() => x; }")]
    [InlineData("public static class Box<T> where T : class? { [StreamTask] public static T Same(T x) => x; [StreamTask] public static IAsyncEnumerable<U> Two<U>(IAsyncEnumerable<T> x, U y) => null!; }")]
    [InlineData("public static class Box { [StreamTask] public static int Other(int x) => x; } public static class Box<T> { [StreamTask] public static T Same(T x) => x; }")]
    [InlineData("public static class T { [StreamTask] public static int Equals(int x) => x; [StreamTask] public static int ToString(int x) => x; [StreamTask] public static int Select(int x) => x; [StreamTask] public static int Add(int x) => x; }")]
    [InlineData("public static class T { [Obsolete(\"old\")] [StreamTask] public static int Old(int x) => x; [Obsolete] [StreamTask] public static int Older(int x) => x; }")]
    [InlineData("public static class T { [StreamTask] public static dynamic Any(dynamic x) => x; [StreamTask] public static object? Maybe(object? x, string?[] y, Dictionary<string, List<int?>?> z) => x; }")]
    [InlineData("public static class T { [StreamTask] public static (int A, (string B, int C) D, int? E, int F, int G, int H, int I, int J, string? K) Nine(int x) => default; }")]
    [InlineData("public static class T { [StreamTask] public static Task<Step<(int A, string? B)>> Deep(int x) => null!; [StreamTask] public static async ValueTask<IEnumerable<Step<(int A, int B)>>> Deeper(string? x) { await Task.Yield(); return []; } [StreamTask] public static ValueTask<IAsyncEnumerable<Step<(int A, int B)>>> Deepest(int x) => default; }")]
    [InlineData("public static class T { [StreamTask] public static Task<Step<int>> A(IAsyncEnumerable<int> x, string made) => null!; [StreamTask] public static IEnumerable<Step<int>> B(IAsyncEnumerable<int> x) => []; [StreamTask] public static ValueTask<IAsyncEnumerable<Step<int>>> C(IAsyncEnumerable<int> x, IReadOnlyList<int> y) => default; [StreamTask] public static void D(IAsyncEnumerable<int> x) { } [StreamTask] public static (int A, int B) E(IAsyncEnumerable<int> x) => default; [StreamTask] public static Task<IEnumerable<Step<int>>> F() => null!; }")]
    [InlineData("public static class T { [StreamTask] public static void A(Outlet<int?> @out, string? s = null) { } [StreamTask] public static async ValueTask B<U>(IReadOnlyList<U> xs, Outlet<U> ys, CancellationToken t) => await ys.EmitAsync(xs[0], t); [StreamTask(Combine = Combine.ZipStrict)] public static IAsyncEnumerable<int> C(int x, int y) => null!; [StreamTask(Combine = Combine.ZipStrict, Retry = 1)] public static Task<int> D(int x, int y, CancellationToken t) => null!; }")]
    [InlineData("public static class T { [StreamTask(TimeoutMs = 5)] public static void A(int x, CancellationToken t) { } [StreamTask(TimeoutMs = 5)] public static IEnumerable<Step<int>> B(int x, TaskContext c) => []; [StreamTask(TimeoutMs = 5)] public static Step<int> C(int x, string y, CancellationToken t) => x; [StreamTask(TimeoutMs = 5)] public static (int, int) D(CancellationToken t) => default; }")]
    [InlineData("public static class T { [StreamTask] public static void Once() { } [StreamTask] public static Task OnceAsync2() => Task.CompletedTask; [StreamTask] public static ValueTask Sink(IReadOnlyList<int> xs, int x) => default; [StreamTask] public static Step<int> Maybe() => 1; }")]
    [InlineData("public static partial class T { [StreamTask] public static partial int Parted(int x); } public static partial class T { public static partial int Parted(int x) => x; [StreamTask] internal static int Hidden(Inner x) => 1; internal record struct Inner; }")]
    [InlineData("public static class T { [StreamTask] public static int Extension(this int x) => x; [StreamTask] public static int Async(int x) => x; [StreamTask(Name = \"not an identifier\")] public static int Named(int x) => x; }")]
    [InlineData("public static class T { /** <summary>Old & broken < style.</summary> */ [StreamTask] public static int A(int x) => x; /// <summary>Not <b closed.\n [StreamTask] public static int B(int x) => x; }")]
    [InlineData("namespace System.Shop { public static class Millstream { [StreamTask] public static int Task(int String) => String; } public class Object { } public class Int32 { } }")]
    [InlineData("public class Row { public string? Id { get; set; } } public static class T { [StreamTask] [return: Outlet(\"a.b\", Mode = OutletMode.Append)] public static async IAsyncEnumerable<string?> A(string? x) { await Task.Yield(); yield return x; } [StreamTask] [return: Outlet(Mode = OutletMode.Update)] public static IEnumerable<IReadOnlyList<Row>?> B(int x) => []; [StreamTask] [return: Outlet(Mode = OutletMode.Update)] public static Task<IEnumerable<Row[]>> C(int x) => null!; [StreamTask] [return: Outlet(Mode = OutletMode.Replace)] public static IEnumerable<int?> D(int x) => []; }")]
    [InlineData("public static class T { [StreamTask] [return: Outlet(Mode = OutletMode.Append)] public static IEnumerable<U[]> A<U>(U x) => []; [StreamTask] [return: Outlet(Mode = OutletMode.Append)] public static IEnumerable<Step<(string A, List<int?> B)>> B(IAsyncEnumerable<int> xs) => []; [StreamTask] [return: Outlet(Mode = OutletMode.Append)] public static IEnumerable<string> C() => []; [StreamTask] public static void D([Outlet(\"e\", Mode = OutletMode.Update)] Outlet<List<string>> d, [Inlet(Readiness = Readiness.FirstChunk, Mode = OutletMode.Append)] string x) { } [StreamTask] public static int E([Inlet(Readiness = Readiness.Final)] int x, [Inlet(Readiness = Readiness.FirstChunk)] IReadOnlyList<int> y) => x; }")]
    public void It_compiles_without_a_warning(string source)
    {
        foreach (NullableContextOptions nullable in new[] { NullableContextOptions.Enable, NullableContextOptions.Disable })
        {
            var (problems, _) = Compiler.Build(Compiler.Compile("My-Shop.2", nullable, Compiler.ParseOptions, source));

            Assert.True(problems.Length == 0, string.Join('\n', problems));
        }
    }

    [Fact]
    public void Classes_that_differ_in_case_only_get_files_of_their_own()
    {
        var (problems, _) = Compiler.Build(Compiler.Compile(
            "public static class Shop1 { [StreamTask] public static int A(int x) => x; }",
            "public static class shop1 { [StreamTask] public static int B(int x) => x; }"));

        Assert.Empty(problems);
    }

    [Fact]
    public void Comments_are_read_also_where_the_compiler_does_not_parse_them()
    {
        var none = new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.None);
        var (problems, output) = Compiler.Build(
            Compiler.Compile("Shop", NullableContextOptions.Enable, none, """
                public static class T
                {
                    /// <summary>
                    ///   Squares <c>x</c>: <paramref name="x"/> &lt; 2,
                    ///   see <see cref="System.Math.Abs(int)"/>.
                    /// </summary>
                    [StreamTask] public static int Square(int x) => x;
                }
                """),
            none);

        Assert.Empty(problems);
        Assert.Contains(
            "Documentation = \"Squares x: x < 2, see Abs.\"",
            string.Concat(output.SyntaxTrees),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_project_without_tasks_gets_nothing() =>
        Assert.Empty(Compiler.Driver().RunGenerators(Compiler.Compile("class Nothing;")).GetRunResult().GeneratedTrees);

    /// <summary><c>Range</c> keeps long bounds as floating-point numbers, of which the greatest is none of the type.</summary>
    [Fact]
    public void A_range_to_the_end_of_a_type_is_open_there()
    {
        var (problems, _) = Compiler.Build(Compiler.Compile("""
            using System.ComponentModel.DataAnnotations;
            public sealed class S
            {
                [Range(0, long.MaxValue)] public long A { get; set; }
                [Range(0.5, 9.5)] public int B { get; set; } = 1;
                [Range(0, ulong.MaxValue)] public ulong C { get; set; }
                [Range(double.NegativeInfinity, 1e300)] public short D { get; set; }
            }
            public static class T { [StreamTask] public static int Do(int x, S settings) => x; }
            """));

        Assert.Empty(problems);
    }

    [Fact]
    public void Placing_is_as_public_as_the_method()
    {
        var (_, output) = Compiler.Build(Compiler.Compile("""
            public static class Open { [StreamTask] public static int A(int x) => x; [StreamTask] internal static int B(int x) => x; }
            internal static class Closed { [StreamTask] public static int C(int x) => x; }
            """));

        Assert.Equal(
            [("ClosedPlacing", Accessibility.Internal), ("OpenPlacing", Accessibility.Public)],
            output.Assembly.GlobalNamespace.GetTypeMembers().Where(t => t.Name.EndsWith("Placing", StringComparison.Ordinal))
                .Select(t => (t.Name, t.DeclaredAccessibility)).Order());
        Assert.All(
            output.GetTypeByMetadataName("OpenPlacing")!.GetMembers("B"),
            b => Assert.Equal(Accessibility.Internal, b.DeclaredAccessibility));
    }
}

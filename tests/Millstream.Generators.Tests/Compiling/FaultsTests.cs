using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Millstream.Generators.Compiling;

/// <summary>What the generator refuses, where, and with which words.</summary>
public sealed class FaultsTests
{
    [Theory]
    [InlineData(
        "[StreamTask] public static int Sum(IEnumerable<int> {|numbers|}) => numbers.Sum();",
        "MST001",
        "The parameter 'numbers' of 'Sum' is an IEnumerable, which says neither that it wants the items as they come nor that it wants all of them. "
        + "Write 'IAsyncEnumerable<int> numbers' for the live stream, or 'IReadOnlyList<int> numbers' for the complete list.")]
    [InlineData(
        "[StreamTask] public static int Next(ref int {|x|}) => ++x;",
        "MST002",
        "The parameter 'x' of 'Next' is passed by ref, which cannot travel on an edge. Write 'int x'.")]
    [InlineData(
        "[StreamTask] public static void Give(out int {|x|}) => x = 1;",
        "MST002",
        "The parameter 'x' of 'Give' is passed by out, which cannot travel on an edge. Write 'int x'.")]
    [InlineData(
        "[StreamTask] public static int Read(in int {|x|}) => x;",
        "MST002",
        "The parameter 'x' of 'Read' is passed by in, which cannot travel on an edge. Write 'int x'.")]
    [InlineData(
        "[StreamTask] public static int Call(Func<int> {|f|}) => f();",
        "MST002",
        "The parameter 'f' of 'Call' is a delegate, which cannot travel on an edge. Write '[Service] Func<int> f'.")]
    [InlineData(
        "[StreamTask] public static int Length(ReadOnlySpan<byte> {|s|}) => s.Length;",
        "MST002",
        "The parameter 's' of 'Length' is a ref struct, which cannot travel on an edge. Write 'byte[] s'.")]
    [InlineData(
        "[StreamTask] static int {|Square|}(int x) => x * x;",
        "MST003",
        "'Square' cannot be a task: it is private. Write 'internal static int Square(…)'.")]
    [InlineData(
        "private static class Hidden { [StreamTask] public static int {|Square|}(int x) => x * x; }",
        "MST003",
        "'Square' cannot be a task: its class 'Hidden' is private. Write 'internal static class Hidden'.")]
    [InlineData(
        "public static void Outer() { [StreamTask] static int {|Square|}(int x) => x * x; Square(1); }",
        "MST003",
        "'Square' cannot be a task: it is a local function. Write 'internal static int Square(…)' in a class'.")]
    [InlineData(
        "[StreamTask] public static int Sign(int x, [Credential] int {|key|}) => x;",
        "MST016",
        "The parameter 'key' of 'Sign' gets a secret and is int. Write '[Credential] string key', or '[Credential] Secret key' to keep it hidden.")]
    [InlineData(
        "[StreamTask, {|Needs(\"network http\")|}] public static int Fetch(int x) => x;",
        "MST017",
        "'Fetch' needs the entitlement 'network http', which is no name. Use words of letters, digits and '-', joined by ':', as in '[Needs(\"network:http\")]'.")]
    [InlineData(
        "public class Tally(int first) { public int Count = first; } [StreamTask] public static int Count(int x, Tally {|state|}) => ++state.Count;",
        "MST004",
        "The state parameter 'state' of 'Count' needs a class that can be made without arguments, and 'Tally' is none. "
        + "Write 'public Tally() { }' in it, without required members, or '[Inlet] Tally state'.")]
    [InlineData(
        "[StreamTask] public static int Count(int x, string {|state|}) => x;",
        "MST004",
        "The state parameter 'state' of 'Count' needs a class that can be made without arguments, and 'string' is none. Write '[Inlet] string state'.")]
    [InlineData(
        "public class Size { public required int Width { get; set; } } [StreamTask] public static int Cut(int x, Size {|config|}) => x;",
        "MST004",
        "The settings parameter 'config' of 'Cut' needs a class that can be made without arguments, and 'Size' is none. "
        + "Write 'public Size() { }' in it, without required members, or '[Inlet] Size config'.")]
    [InlineData(
        "[StreamTask] public static int Square(int x) => x; [StreamTask] public static double {|Square|}(double x) => x;",
        "MST005",
        "'T' has two tasks called 'Square'. Give this one another name: '[StreamTask(Name = \"SquareOfDouble\")]'.")]
    [InlineData(
        "[StreamTask] public static int Square(int x) => x; [StreamTask(Name = \"Square\")] public static int {|Other|}(int x) => x;",
        "MST005",
        "'T' has two tasks called 'Square'. Give this one another name: '[StreamTask(Name = \"OtherOfInt32\")]'.")]
    [InlineData(
        "[StreamTask(Name = \"my.scale\")] public static int Scale(int x) => x; [StreamTask(Name = \"my.scale.async\")] public static async Task<int> {|ScaleAsync|}(int x) { await Task.Yield(); return x; }",
        "MST027",
        "The tasks 'my.scale' and 'my.scale.async' of 'T' would both be placed by a method 'Scale': it has the name of the task's method, without 'Async'. Rename one of the two: 'ScaleOfInt32Async(…)'.")]
    [InlineData(
        "[StreamTask(Name = \"a.square\")] public static int Square(int x) => x; [StreamTask(Name = \"b.square\")] public static double {|Square|}(double x) => x;",
        "MST027",
        "The tasks 'a.square' and 'b.square' of 'T' would both be placed by a method 'Square': it has the name of the task's method, without 'Async'. Rename one of the two: 'SquareOfDouble(…)'.")]
    [InlineData(
        "[StreamTask] public static (int sum, int Sum) {|Both|}(int x) => (x, x);",
        "MST006",
        "'Both' has two outlets called 'sum'. Give one another name: '(int sum1, int sum2) Both(…)'.")]
    [InlineData(
        "[StreamTask] public static int {|Both|}([Inlet(Name = \"a\")] int x, int a) => x;",
        "MST006",
        "'Both' has two inlets called 'a'. Give one another name: '[Inlet(Name = \"a2\")]'.")]
    [InlineData(
        "[StreamTask] public static Task<Task<int>> {|Later|}(int x) => null!;",
        "MST007",
        "'Later' returns Task<Task<int>>: an item would be a task that nobody awaits. Await the inner one and write 'async Task<int> Later(…)'.")]
    [InlineData(
        "[StreamTask] public static IEnumerable<Task<int>> {|Later|}(int x) => null!;",
        "MST007",
        "'Later' returns IEnumerable<Task<int>>: an item would be a task that nobody awaits. Await the inner one and write 'async Task<int> Later(…)'.")]
    [InlineData(
        "[StreamTask] public static async void {|Fire|}(int x) => await Task.Yield();",
        "MST008",
        "'Fire' is async void: nobody could await it, or hear of its errors. Write 'async Task Fire(…)'.")]
    [InlineData(
        "public class Tally { public int Count; } [{|StreamTask(Parallel = 4)|}] public static int Count(int x, Tally state) => ++state.Count;",
        "MST009",
        "'Count' has the state parameter 'state' and Parallel = 4: calls at the same time would change one object. Write 'Parallel = 1', or '[ThreadSafe]' at 'Tally' if it is made for that.")]
    [InlineData(
        "[StreamTask] public static int When(int x, string {|timestamp|}) => x;",
        "MST014",
        "The parameter 'timestamp' of 'When' is the time of an item, and string cannot hold it. "
        + "Write 'long timestamp' (milliseconds since 1970), 'DateTimeOffset timestamp', or '[Inlet] string timestamp'.")]
    [InlineData(
        "[{|StreamTask|}] public static async IAsyncEnumerable<int> All(IAsyncEnumerable<int> xs, long timestamp) { await foreach (int x in xs) yield return x; }",
        "MST015",
        "'All' is called once for all items, so that there is no one time for 'timestamp'. "
        + "Leave it out, and read 'IAsyncEnumerable<(T Item, DateTimeOffset Time)>' behind '.WithTime()'.")]
    [InlineData(
        "[{|StreamTask(Retry = -1)|}] public static int Square(int x) => x;",
        "MST010",
        "'Square' has Retry = -1; it must be 0 or more. Write 'Retry = 0'.")]
    [InlineData(
        "[{|StreamTask(TimeoutMs = -5)|}] public static int Square(int x) => x;",
        "MST010",
        "'Square' has TimeoutMs = -5; it must be 0 or more. Write 'TimeoutMs = 0'.")]
    [InlineData(
        "[{|StreamTask(Parallel = 0)|}] public static int Square(int x) => x;",
        "MST010",
        "'Square' has Parallel = 0; it must be 1 or more. Write 'Parallel = 1'.")]
    [InlineData(
        "[StreamTask] [return: {|Outlet(\"text\")|}] public static Task Print(int x) => Task.CompletedTask;",
        "MST011",
        "'Print' returns nothing, so the outlet 'text' would have no items. Return an item: 'Task<int> Print(…)', or leave the attribute out.")]
    [InlineData(
        "[{|StreamTask(Parallel = 2)|}] public static IEnumerable<int> Numbers() => [1];",
        "MST012",
        "'Numbers' cannot have Parallel: it is a source, and what it gave would come twice. "
        + "Write '[StreamTask]' without it, and set it on a task that is called for each item.")]
    [InlineData(
        "[{|StreamTask(Unordered = true)|}] public static IEnumerable<int> Numbers() => [1];",
        "MST012",
        "'Numbers' cannot have Unordered: it is a source, and what it gave would come twice. "
        + "Write '[StreamTask]' without it, and set it on a task that is called for each item.")]
    [InlineData(
        "[{|StreamTask(Parallel = 2)|}] public static IAsyncEnumerable<int> Pass(IAsyncEnumerable<int> xs) => xs;",
        "MST012",
        "'Pass' cannot have Parallel: it is called once, and reads and gives by itself. "
        + "Write '[StreamTask]' without it, and set it on a task that is called for each item.")]
    [InlineData(
        "[StreamTask] public static Task<int> {|Both|}(int x, Outlet<int> more) => null!;",
        "MST013",
        "'Both' returns items, and is given outlets for them too. Write 'Task Both(…)'.")]
    [InlineData(
        "[StreamTask] public static Action {|Make|}(int x) => () => { };",
        "MST013",
        "'Make' returns a delegate, which cannot travel on an edge. Write 'byte[] Make(…)'.")]
    [InlineData(
        "private static int field; [StreamTask] public static ref int {|Make|}(int x) => ref field;",
        "MST013",
        "'Make' returns a reference, which cannot travel on an edge. Write 'int Make(…)'.")]
    [InlineData(
        "[StreamTask] public static unsafe int* {|Make|}(int x) => null;",
        "MST013",
        "'Make' returns a pointer, which cannot travel on an edge. Write 'byte[] Make(…)'.")]
    [InlineData(
        "[StreamTask] public static unsafe int Read(int* {|p|}) => *p;",
        "MST002",
        "The parameter 'p' of 'Read' is a pointer, which cannot travel on an edge. Write 'byte[] p'.")]
    [InlineData(
        "[StreamTask] [return: {|Outlet(Mode = OutletMode.Append)|}] public static string Write(string x) => x;",
        "MST020",
        "A call of 'Write' gives one item at most, so no value of it grows, and the mode Append means nothing. "
        + "Give the pieces of the value, 'IAsyncEnumerable<string> Write(…)', or leave the mode out.")]
    [InlineData(
        "[StreamTask] [return: {|Outlet(Mode = OutletMode.Append)|}] public static IEnumerable<int> Count(int x) => [x];",
        "MST021",
        "The outlet of 'Count' appends, and pieces of int cannot be put behind each other; those of string, arrays, List<T> and IReadOnlyList<T> can. "
        + "Write 'Mode = OutletMode.Replace' where each piece is the whole value, or leave the mode out.")]
    [InlineData(
        "[StreamTask] public static Task Count([Outlet(Mode = OutletMode.Append)] Outlet<int> {|counts|}) => null!;",
        "MST021",
        "The outlet of 'Count' appends, and pieces of int cannot be put behind each other; those of string, arrays, List<T> and IReadOnlyList<T> can. "
        + "Write 'Mode = OutletMode.Replace' where each piece is the whole value, or leave the mode out.")]
    [InlineData(
        "[StreamTask] public static int Last([Inlet(Readiness = Readiness.Final)] IAsyncEnumerable<int> {|xs|}) => 1;",
        "MST022",
        "The parameter 'xs' of 'Last' is read as a live stream, and not before its end. Write 'IReadOnlyList<int> xs'.")]
    [InlineData(
        "public class Size { public int Width { get; set; } } [StreamTask] public static int Cut([{|Port(\"content=video\", FromSettings = [\"height\"])|}] int x, Size config) => x;",
        "MST023",
        "A port of 'Cut' names the setting 'height', which the task does not have. It has: Width. Name one of these, or leave it out.")]
    [InlineData(
        "[StreamTask] [return: {|Port(Mirrors = \"y\")|}] public static int Cut(int x) => x;",
        "MST023",
        "A port of 'Cut' names the inlet 'y', which the task does not have. It has: x. Name one of these, or leave it out.")]
    [InlineData(
        "[StreamTask] [return: {|Port(\"a=1 video\")|}] public static int Cut(int x) => x;",
        "MST024",
        "'video' in the fields of a port of 'Cut' is no field. Write 'name=value', with spaces between fields.")]
    public void A_method_that_can_be_no_task_is_refused_with_what_to_write(string member, string id, string message)
    {
        string marked = $"public static class T {{ {member} }}";
        int start = marked.IndexOf("{|", StringComparison.Ordinal), end = marked.IndexOf("|}", StringComparison.Ordinal) - 2;

        Diagnostic fault = Assert.Single(Compiler.FaultsOf(marked.Replace("{|", "", StringComparison.Ordinal).Replace("|}", "", StringComparison.Ordinal)));

        Assert.Equal(id, fault.Id);
        Assert.Equal(message, fault.GetMessage(CultureInfo.InvariantCulture));
        Assert.Equal((DiagnosticSeverity.Error, "Millstream"), (fault.Severity, fault.Descriptor.Category));
        FileLinePositionSpan at = fault.Location.GetLineSpan();
        Assert.Equal((1, start, end), (at.StartLinePosition.Line, at.StartLinePosition.Character, at.EndLinePosition.Character));
    }

    [Fact]
    public void Every_fault_is_told_and_the_other_tasks_are_written()
    {
        var result = Compiler.Driver().RunGenerators(Compiler.Compile("""
            public static class T
            {
                [StreamTask(Retry = -1)] static int Bad(ref int x, IEnumerable<int> xs) => x;
                [StreamTask] public static int Good(int x) => x;
            }
            """)).GetRunResult();

        Assert.Equal(["MST001", "MST002", "MST003", "MST010"], result.Diagnostics.Select(d => d.Id).Order());
        Assert.Contains("TaskDefinition Good", result.GeneratedTrees[0].ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Bad", result.GeneratedTrees[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_that_no_other_file_sees_is_refused() =>
        Assert.Equal(
            "'Square' cannot be a task: its class 'T' is local to its file. Write 'internal static class T'.",
            Assert.Single(Compiler.FaultsOf("file static class T { [StreamTask] public static int Square(int x) => x; }")).GetMessage(CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("[StreamTask] public class Ticker;", "it does not derive from StreamTask. Write 'class Ticker : StreamTask'.")]
    [InlineData("[StreamTask] public abstract class Ticker : StreamTask;", "it is abstract. Write 'sealed class Ticker'.")]
    [InlineData("[StreamTask] public abstract class Ticker(int x) : StreamTask { public int X = x; }", "it is abstract. Write 'sealed class Ticker'.")]
    [InlineData(
        "[StreamTask] public class Ticker(int x) : BlockingStreamTask { int _x = x; protected override ValueTask SetupAsync(TaskSetup setup, CancellationToken token) => default; protected override void Run(TaskContext context) { } }",
        "it has no constructor without parameters. Write 'public Ticker() { }'.")]
    [InlineData(
        "public static class T { [StreamTask] private class Ticker : BlockingStreamTask { protected override ValueTask SetupAsync(TaskSetup setup, CancellationToken token) => default; protected override void Run(TaskContext context) { } } }",
        "'Ticker' is private. Write 'internal class Ticker'.")]
    public void A_class_that_can_be_no_task_is_refused(string code, string message)
    {
        Diagnostic fault = Assert.Single(Compiler.FaultsOf(code));

        Assert.Equal("MST026", fault.Id);
        Assert.Equal("The class 'Ticker' cannot be a task: " + message, fault.GetMessage(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Two_classes_of_an_assembly_cannot_have_tasks_of_one_name()
    {
        Diagnostic fault = Assert.Single(Compiler.Driver().RunGenerators(Compiler.Compile(
            "public static class A { [StreamTask] public static int Square(int x) => x; [StreamTask] public static T Same<T>(T x) where T : class => x; }",
            "public static class B { [StreamTask] public static int Square(int x) => x; [StreamTask] public static T Same<T>(T x) where T : class => x; }")).GetRunResult().Diagnostics);

        Assert.Equal("MST025", fault.Id);
        Assert.Equal(
            "'A.Square' and 'B.Square' are both the task 'Square', and a catalogue has one of a name. Give this one another: '[StreamTask(Name = \"BSquare\")]'.",
            fault.GetMessage(CultureInfo.InvariantCulture));
        Assert.Equal("File1.cs", fault.Location.GetLineSpan().Path);
    }

    [Fact]
    public void Overloads_with_names_of_their_own_are_two_tasks() =>
        Assert.Empty(Compiler.FaultsOf(
            "public static class T { [StreamTask] public static int Square(int x) => x; [StreamTask(Name = \"SquareOfDouble\")] public static double Square(double x) => x; }"));
}

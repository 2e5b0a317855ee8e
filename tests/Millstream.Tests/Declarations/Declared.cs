namespace Millstream.Declarations;

/// <summary>Tasks as the generator writes them, by hand.</summary>
internal static class Declared
{
    public static TaskDefinition Square { get; } = TaskDefinition.Function<int, int, SquareFunction>(Describe("Square", [InletDescriptor.Of<int>("x")], [OutletDescriptor.Of<int>("out")]));

    public static TaskDefinition Add { get; } = TaskDefinition.Call(
        Describe("Add", [InletDescriptor.Of<int>("a"), InletDescriptor.Of<int>("b")], [OutletDescriptor.Of<int>("out")]),
        TaskInlets.Zip(TaskInlets.Item<int>("a"), TaskInlets.Item<int>("b")),
        TaskOutlets.Item(ItemOutlets.One<int>()),
        static _ => static x => x.First + x.Second);

    public static TaskDefinition AddStrict { get; } = TaskDefinition.Call(
        Describe("Add", [InletDescriptor.Of<int>("a"), InletDescriptor.Of<int>("b")], [OutletDescriptor.Of<int>("out")]),
        TaskInlets.Zip(TaskInlets.Item<int>("a"), TaskInlets.Item<int>("b")),
        TaskOutlets.Item(ItemOutlets.One<int>()),
        static _ => static x => x.First + x.Second,
        Combine.ZipStrict);

    public static TaskDefinition Both { get; } = TaskDefinition.Call(
        Describe("Both", [InletDescriptor.Of<int>("a"), InletDescriptor.Of<int>("b")], [OutletDescriptor.Of<int>("sum"), OutletDescriptor.Of<int>("diff")]),
        TaskInlets.Zip(TaskInlets.Item<int>("a"), TaskInlets.Item<int>("b")),
        TaskOutlets.Item(ItemOutlets.Parts(
            OutletPart.Of<(int Sum, int Diff), int>("sum", static t => t.Sum), OutletPart.Of<(int Sum, int Diff), int>("diff", static t => t.Diff))),
        static _ => static x => (Sum: x.First + x.Second, Diff: x.First - x.Second));

    public static TaskDefinition Words { get; } = TaskDefinition.Call(
        Describe("Words", [InletDescriptor.Of<string>("text")], [OutletDescriptor.Of<string>("out")]),
        TaskInlets.Item<string>("text"),
        TaskOutlets.Sequence(ItemOutlets.One<string>()),
        static _ => static text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).AsEnumerable());

    public static TaskDefinition Join { get; } = TaskDefinition.Call(
        Describe("Join", [InletDescriptor.Of<string>("words", InletKind.List)], [OutletDescriptor.Of<string>("out")]),
        TaskInlets.List<string>("words"),
        TaskOutlets.Item(ItemOutlets.One<string>()),
        static _ => static words => string.Join(' ', words));

    public static TaskDefinition Lookup { get; } = TaskDefinition.Call(
        Describe("Lookup", [InletDescriptor.Of<int>("index"), InletDescriptor.Of<string>("table", InletKind.List)], [OutletDescriptor.Of<string>("out")]),
        TaskInlets.Zip(TaskInlets.Item<int>("index"), TaskInlets.List<string>("table")),
        TaskOutlets.Item(ItemOutlets.One<string>()),
        static _ => static x => x.Second[x.First]);

    public static TaskDefinition Shout { get; } = TaskDefinition.Live(
        Describe("Shout", [InletDescriptor.Of<string>("words", InletKind.Stream)], [OutletDescriptor.Of<string>("out")]),
        ItemOutlets.One<string>(),
        static activation =>
        {
            IAsyncEnumerable<string> words = activation.ReadAsync<string>(0);
            return () => ShoutAsync(words);
        });

    public static TaskDefinition Counting { get; } = TaskDefinition.Call(
        Describe("Counting", [InletDescriptor.Of<int>("x")], [OutletDescriptor.Of<int>("out")]),
        TaskInlets.Item<int>("x"),
        TaskOutlets.Item(ItemOutlets.One<int>()),
        static _ =>
        {
            var state = new Tally();
            return _ => ++state.Count;
        });

    public static TaskDefinition Raise { get; } = TaskDefinition.Call(
        Describe("Raise", [InletDescriptor.Of<int>("x")], [OutletDescriptor.Of<int>("out")]) with
        {
            Settings = [SettingDescriptor.Of<RaiseSettings, int>("By", 1, s => s.By, (s, v) => s.By = v) with { Minimum = 1, Maximum = 9 }],
        },
        TaskInlets.Item<int>("x"),
        TaskOutlets.Item(ItemOutlets.One<int>()),
        static activation =>
        {
            RaiseSettings settings = activation.Settings<RaiseSettings>();
            return x => x + settings.By;
        });

    public static TaskDefinition Greet { get; } = TaskDefinition.Call(
        Describe("Greet", [InletDescriptor.Of<string>("name")], [OutletDescriptor.Of<string>("out")]),
        TaskInlets.Item<string>("name"),
        TaskOutlets.Item(ItemOutlets.One<string>()),
        static activation =>
        {
            Greeting greeting = activation.Service<Greeting>("greeting");
            return name => $"{greeting.Word} {name}";
        });

    public static TaskDefinition Answer { get; } = TaskDefinition.Call(
        Describe("Answer", [], [OutletDescriptor.Of<int>("out")]), TaskInlets.None, TaskOutlets.Item(ItemOutlets.One<int>()), static _ => static _ => 42);

    private static TaskDescriptor Describe(string name, ValueList<InletDescriptor> inlets, ValueList<OutletDescriptor> outlets) =>
        new(name) { Inlets = inlets, Outlets = outlets };

    private static async IAsyncEnumerable<string> ShoutAsync(IAsyncEnumerable<string> words)
    {
        await foreach (string word in words)
        {
            yield return word.ToUpperInvariant();
        }
    }

    public readonly struct SquareFunction : IItemFunction<int, int>
    {
        public static int Invoke(int item) => item * item;
    }
}

internal sealed class Tally
{
    public int Count { get; set; }
}

internal sealed class RaiseSettings
{
    public int By { get; set; } = 1;
}

internal sealed record Greeting(string Word);

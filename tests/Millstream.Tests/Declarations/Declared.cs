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

    public static TaskDefinition AddFive { get; } = TaskDefinition.Call(
        Describe("Add", [InletDescriptor.Of<int>("a"), InletDescriptor.Of<int>("b") with { IsOptional = true, Default = 5 }], [OutletDescriptor.Of<int>("out")]),
        TaskInlets.Zip(TaskInlets.Item<int>("a"), TaskInlets.Item<int>("b")),
        TaskOutlets.Item(ItemOutlets.One<int>()),
        static _ => static x => x.First + x.Second);

    public static TaskDefinition Same { get; } = PerItem<int, int>("Same", "x", static x => x);

    public static TaskDefinition Spoken { get; } = PerItem<Greeting, string>("Spoken", "greeting", static greeting => greeting.Word + "!");

    public static TaskDefinition Digits { get; } = TaskDefinition.Call(
        Describe("Digits", [InletDescriptor.Of<int>("numbers", InletKind.List)], [OutletDescriptor.Of<string>("out")]),
        TaskInlets.List<int>("numbers"),
        TaskOutlets.Item(ItemOutlets.One<string>()),
        static _ => static numbers => string.Join(' ', numbers));

    public static TaskDefinition Show { get; } = TaskDefinition.Call(
        Describe("Show", [InletDescriptor.Of<int>("sum"), InletDescriptor.Of<int>("diff")], [OutletDescriptor.Of<string>("out")]),
        TaskInlets.Zip(TaskInlets.Item<int>("sum"), TaskInlets.Item<int>("diff")),
        TaskOutlets.Item(ItemOutlets.One<string>()),
        static _ => static x => $"{x.First} and {x.Second}");

    public static TaskDefinition Duet { get; } = TaskDefinition.Call(
        Describe("Duet", [InletDescriptor.Of<Greeting>("one"), InletDescriptor.Of<Greeting>("other")], [OutletDescriptor.Of<string>("out")]),
        TaskInlets.Zip(TaskInlets.Item<Greeting>("one"), TaskInlets.Item<Greeting>("other")),
        TaskOutlets.Item(ItemOutlets.One<string>()),
        static _ => static x => x.First.Word + x.Second.Word);

    public static TaskDefinition Doubled { get; } = TaskDefinition.Live(
        Describe("Doubled", [InletDescriptor.Of<int>("x", InletKind.Stream)], [OutletDescriptor.Of<int>("out")]),
        ItemOutlets.One<int>(),
        static activation =>
        {
            IAsyncEnumerable<int> numbers = activation.ReadAsync<int>(0);
            return () => DoubledAsync(numbers);
        });

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
            NewSettings = static () => new RaiseSettings(),
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

    /// <summary>A task of a function of one item.</summary>
    public static TaskDefinition PerItem<TIn, TOut>(string name, string inlet, Func<TIn, TOut> function) => TaskDefinition.Call(
        Describe(name, [InletDescriptor.Of<TIn>(inlet)], [OutletDescriptor.Of<TOut>("out")]),
        TaskInlets.Item<TIn>(inlet),
        TaskOutlets.Item(ItemOutlets.One<TOut>()),
        _ => function);

    /// <summary>A task of an asynchronous function of one item.</summary>
    public static TaskDefinition Awaiting<TIn, TOut>(string name, string inlet, Func<TIn, CancellationToken, ValueTask<TOut>> function) => TaskDefinition.Call(
        Describe(name, [InletDescriptor.Of<TIn>(inlet)], [OutletDescriptor.Of<TOut>("out")]),
        TaskInlets.Item<TIn>(inlet),
        TaskOutlets.Item(ItemOutlets.One<TOut>()),
        _ => function);

    /// <summary>A task of a function of a whole list.</summary>
    public static TaskDefinition OfList<TIn, TOut>(string name, string inlet, Func<IReadOnlyList<TIn>, TOut> function) => TaskDefinition.Call(
        Describe(name, [InletDescriptor.Of<TIn>(inlet, InletKind.List)], [OutletDescriptor.Of<TOut>("out")]),
        TaskInlets.List<TIn>(inlet),
        TaskOutlets.Item(ItemOutlets.One<TOut>()),
        _ => function);

    /// <summary>A task of two outlets.</summary>
    public static TaskDefinition Parted(Func<int, (int Left, int Right)> function) => TaskDefinition.Call(
        Describe("Parted", [InletDescriptor.Of<int>("x")], [OutletDescriptor.Of<int>("left"), OutletDescriptor.Of<int>("right")]),
        TaskInlets.Item<int>("x"),
        TaskOutlets.Item(ItemOutlets.Parts(
            OutletPart.Of<(int Left, int Right), int>("left", static t => t.Left), OutletPart.Of<(int Left, int Right), int>("right", static t => t.Right))),
        _ => function);

    /// <summary>A task without outlets.</summary>
    public static TaskDefinition Sink<T>(Action<T> action) => TaskDefinition.Call(
        Describe("Sink", [InletDescriptor.Of<T>("x")], []),
        TaskInlets.Item<T>("x"),
        TaskOutlets.None,
        _ => x =>
        {
            action(x);
            return default(Nothing);
        });

    /// <summary>A source.</summary>
    public static TaskDefinition Making<T>(string name, Func<IEnumerable<T>> items) =>
        TaskDefinition.Source(Describe(name, [], [OutletDescriptor.Of<T>("out")]), ItemOutlets.One<T>(), _ => items);

    /// <summary>An asynchronous source.</summary>
    public static TaskDefinition MakingLater<T>(string name, Func<CancellationToken, IAsyncEnumerable<T>> items) => TaskDefinition.Live(
        Describe(name, [], [OutletDescriptor.Of<T>("out")]), ItemOutlets.One<T>(), activation => () => items(activation.Context.CancellationToken));

    /// <summary>A task that reads a live stream.</summary>
    public static TaskDefinition Reading<TIn, TOut>(string name, string inlet, Func<IAsyncEnumerable<TIn>, IAsyncEnumerable<TOut>> function) => TaskDefinition.Live(
        Describe(name, [InletDescriptor.Of<TIn>(inlet, InletKind.Stream)], [OutletDescriptor.Of<TOut>("out")]),
        ItemOutlets.One<TOut>(),
        activation =>
        {
            IAsyncEnumerable<TIn> items = activation.ReadAsync<TIn>(0);
            return () => function(items);
        });

    private static async IAsyncEnumerable<int> DoubledAsync(IAsyncEnumerable<int> numbers)
    {
        await foreach (int number in numbers)
        {
            yield return number * 2;
        }
    }

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

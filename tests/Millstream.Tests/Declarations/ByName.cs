namespace Millstream.Declarations;

/// <summary>Contracts of the seed's reference flows, and methods for them.</summary>
internal static class ByName
{
    public static TaskDescriptor Foobar { get; } = TaskDescriptor.Contract("foobar").In<int>("foo").Out<int>("bar");

    public static TaskDescriptor Foo { get; } = TaskDescriptor.Contract("foo").In<int>("a").Out<int>("b").Out<int>("c");

    public static TaskDescriptor Bar { get; } = TaskDescriptor.Contract("bar").In<int>("b").In<int>("c").Out<int>("d");

    public static TaskDescriptor Sum { get; } =
        TaskDescriptor.Contract("foobar").In<int>("a").In<int>("b").In<int>("c").In<int>("d").Out<int>("e");

    public static TaskDescriptor Ten { get; } = TaskDescriptor.Contract("ten").Out<int>("a");

    public static TaskDescriptor Total { get; } = TaskDescriptor.Contract("total").In<int>("a", waits: true).Out<int>("b");

    public static TaskDescriptor Producer { get; } = TaskDescriptor.Contract("producer").In<int>("input").Out<int>("produced");

    public static TaskDescriptor Consumer { get; } = TaskDescriptor.Contract("consumer").In<int>("produced").Out<int>("consumed");

    /// <summary>Multiples of two, as many as the first item says; reads its inlet live.</summary>
    public static TaskDefinition FoobarLive { get; } = TaskDefinition.Live(
        Task("FoobarLive", [InletDescriptor.Of<int>("foo", InletKind.Stream)]),
        ItemOutlets.One<int>(),
        static activation =>
        {
            IAsyncEnumerable<int> foo = activation.ReadAsync<int>(0);
            return () => LiveAsync(foo);
        });

    public static TaskDefinition FoobarItem { get; } = TaskDefinition.Call(
        Task("FoobarItem", [InletDescriptor.Of<int>("foo")]),
        TaskInlets.Item<int>("foo"),
        TaskOutlets.Sequence(ItemOutlets.One<int>()),
        static _ => static foo => Enumerable.Range(0, foo).Select(i => 2 * i));

    public static TaskDefinition FoobarList { get; } = TaskDefinition.Call(
        Task("FoobarList", [InletDescriptor.Of<int>("foo", InletKind.List)]),
        TaskInlets.List<int>("foo"),
        TaskOutlets.Sequence(ItemOutlets.One<int>()),
        static _ => static foo => foo.Take(1).SelectMany(n => Enumerable.Range(0, n)).Select(i => 2 * i));

    /// <summary>b gets the sum of 0…n−1, then c gets 0…n−1; n is the first item of a.</summary>
    public static TaskDefinition FooTask { get; } = TaskDefinition.Emitting(
        new TaskDescriptor("FooTask")
        {
            Inlets = [InletDescriptor.Of<int>("a", InletKind.Stream)],
            Outlets = [OutletDescriptor.Of<int>("b"), OutletDescriptor.Of<int>("c")],
        },
        static activation =>
        {
            IAsyncEnumerable<int> a = activation.ReadAsync<int>(0);
            Outlet<int> b = activation.Outlet<int>("b");
            Outlet<int> c = activation.Outlet<int>("c");
            return async () =>
            {
                (_, int n) = await TaskActivation.FirstAsync(a);
                await b.EmitAsync(Enumerable.Range(0, n).Sum());
                for (int i = 0; i < n; i++)
                {
                    await c.EmitAsync(i);
                }
            };
        });

    /// <summary>d gets k + x for each x of c; k is the first item of b.</summary>
    public static TaskDefinition BarTask { get; } = TaskDefinition.Live(
        Task("BarTask", [InletDescriptor.Of<int>("b", InletKind.Stream), InletDescriptor.Of<int>("c", InletKind.Stream)]),
        ItemOutlets.One<int>(),
        static activation =>
        {
            IAsyncEnumerable<int> b = activation.ReadAsync<int>(0);
            IAsyncEnumerable<int> c = activation.ReadAsync<int>(1);
            return () => SumAsync(b, c);
        });

    /// <summary>For c and d in step, e gets first(a) + first(b) + c + d.</summary>
    public static TaskDefinition SumTask { get; } = TaskDefinition.Live(
        Task(
            "SumTask",
            [
                InletDescriptor.Of<int>("a", InletKind.Stream),
                InletDescriptor.Of<int>("b", InletKind.Stream),
                InletDescriptor.Of<int>("c", InletKind.Stream),
                InletDescriptor.Of<int>("d", InletKind.Stream),
            ]),
        ItemOutlets.One<int>(),
        static activation =>
        {
            IAsyncEnumerable<int>[] inlets = [.. Enumerable.Range(0, 4).Select(activation.ReadAsync<int>)];
            return () => ZippedAsync(inlets);
        });

    public static TaskImplementations All => new TaskImplementations()
        .Implement(Foo, FooTask)
        .Implement(Bar, BarTask)
        .Implement(Sum, SumTask)
        .Implement(Ten, TenTask)
        .Implement(Total, TotalTask);

    public static TaskDefinition TotalTask { get; } = TaskDefinition.Call(
        Task("TotalTask", [InletDescriptor.Of<int>("a", InletKind.List)]),
        TaskInlets.List<int>("a"),
        TaskOutlets.Item(ItemOutlets.One<int>()),
        static _ => static items => items.Sum());

    public static TaskDefinition TenTask { get; } = TaskDefinition.Source(
        Task("TenTask", []), ItemOutlets.One<int>(), static _ => static () => Enumerable.Range(0, 10).Select(i => i));

    private static TaskDescriptor Task(string name, ValueList<InletDescriptor> inlets) =>
        new(name) { Inlets = inlets, Outlets = [OutletDescriptor.Of<int>("out")] };

    private static async IAsyncEnumerable<int> SumAsync(IAsyncEnumerable<int> b, IAsyncEnumerable<int> c)
    {
        (_, int k) = await TaskActivation.FirstAsync(b);
        await foreach (int x in c)
        {
            yield return k + x;
        }
    }

    private static async IAsyncEnumerable<int> ZippedAsync(IAsyncEnumerable<int>[] inlets)
    {
        (_, int a) = await TaskActivation.FirstAsync(inlets[0]);
        (_, int b) = await TaskActivation.FirstAsync(inlets[1]);
        await foreach ((int c, int d) in inlets[2].Zip(inlets[3]))
        {
            yield return a + b + c + d;
        }
    }

    private static async IAsyncEnumerable<int> LiveAsync(IAsyncEnumerable<int> foo)
    {
        await foreach (int count in foo)
        {
            for (int i = 0; i < count; i++)
            {
                yield return 2 * i;
            }

            break;
        }
    }
}

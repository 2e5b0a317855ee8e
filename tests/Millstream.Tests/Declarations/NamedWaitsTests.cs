using Millstream.Graphs;

namespace Millstream.Declarations;

/// <summary>Who waits, for what, and how often they start.</summary>
public sealed class NamedWaitsTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static readonly TaskDescriptor Xs = TaskDescriptor.Contract("xs").Out<int>("x");

    private static readonly TaskDescriptor Ys = TaskDescriptor.Contract("ys").Out<int>("y");

    [Theory]
    [InlineData(true, 1024)]
    [InlineData(false, 1)]
    [Trait("Proves", "DF-35")]
    public async Task A_waiter_starts_exactly_once_in_a_thousand_runs(bool fuse, int capacity)
    {
        int started = 0;
        int seen = 0;
        TaskDescriptor waiter = TaskDescriptor.Contract("waiter").In<int>("x", waits: true).In<int>("y", waits: true).Out<int>("z");
        LocalEngine engine = Methods.EngineOf(
            (Xs, Methods.Source("Xs", () => Methods.CountAsync(3))),
            (Ys, Methods.Source("Ys", () => Methods.CountAsync(5))),
            (waiter, Once()),
            (TaskDescriptor.Contract("sink").In<int>("x"), Sink(_ => Interlocked.Increment(ref seen))));
        TaskGraph graph = TaskGraph.FromTasks(Xs, Ys, waiter, TaskDescriptor.Contract("sink").In<int>("x"));

        for (int i = 0; i < 500; i++)
        {
            await using GraphRun run = await engine.StartAsync(graph, new RunOptions { Fuse = fuse, Capacity = capacity });
            Assert.Equal([8], await run.Output<int>("z").ToListAsync().WaitAsync(Deadline));
            await run.Completion.WaitAsync(Deadline);
        }

        Assert.Equal((500, 1500), (started, seen));

        TaskDefinition Once() => TaskDefinition.Live(
            Methods.Task("Once", [InletDescriptor.Of<int>("x", InletKind.Stream), InletDescriptor.Of<int>("y", InletKind.Stream)]),
            ItemOutlets.One<int>(),
            activation =>
            {
                IAsyncEnumerable<int> x = activation.ReadAsync<int>(0);
                IAsyncEnumerable<int> y = activation.ReadAsync<int>(1);
                return () => CountedAsync(x, y);
            });

        async IAsyncEnumerable<int> CountedAsync(IAsyncEnumerable<int> x, IAsyncEnumerable<int> y)
        {
            Interlocked.Increment(ref started);
            yield return (await TaskActivation.ListAsync(x)).Count + (await TaskActivation.ListAsync(y)).Count;
        }
    }

    [Fact]
    [Trait("Proves", "DF-36")]
    public async Task A_waiter_waits_for_its_own_inlets_only_and_two_run_side_by_side()
    {
        var never = new TaskCompletionSource();
        var begun = (One: new TaskCompletionSource(), Other: new TaskCompletionSource());
        await using GraphRun run = await Methods.StartAsync(
            [
                (Xs, Methods.Source("Xs", () => Methods.CountAsync(3))),
                (Ys, Methods.Source("Ys", () => Methods.CountAsync(5))),
                (TaskDescriptor.Contract("unrelated").Out<int>("late"), Methods.Source("Unrelated", () => HeldAsync(never.Task))),
                (TaskDescriptor.Contract("one").In<int>("x", waits: true).Out<int>("a"), Methods.Live("One", "x", items => MeetAsync(items, begun.One, begun.Other.Task))),
                (TaskDescriptor.Contract("other").In<int>("y", waits: true).Out<int>("b"), Methods.Live("Other", "y", items => MeetAsync(items, begun.Other, begun.One.Task))),
            ],
            []);

        // Each begins only while the other goes on: one after the other they would wait for ever.
        Assert.Equal([0, 1, 2], await run.Output<int>("a").ToListAsync().WaitAsync(Deadline));
        Assert.Equal([0, 1, 2, 3, 4], await run.Output<int>("b").ToListAsync().WaitAsync(Deadline));
        Assert.Equal(RunStatus.Running, run.Status);
        never.SetResult();
        await run.Completion.WaitAsync(Deadline);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(1024, true)]
    [Trait("Proves", "DF-38")]
    public async Task A_barrier_beside_a_bounded_edge_does_not_lock_up(int capacity, bool fuse)
    {
        TaskDescriptor meeting = TaskDescriptor.Contract("meeting").In<int>("x", waits: true).In<int>("passed").Out<int>("z");
        await using GraphRun run = await Methods.StartAsync(
            [
                (Xs, Methods.Source("Xs", () => Methods.CountAsync(500))),
                (TaskDescriptor.Contract("passing").In<int>("x").Out<int>("passed"), Methods.Each("Passing", "x", x => x)),
                (meeting, Meeting()),
            ],
            [],
            new RunOptions { Capacity = capacity, Fuse = fuse });

        Assert.Equal([1000], await run.Output<int>("z").ToListAsync().WaitAsync(Deadline));
        await run.Completion.WaitAsync(Deadline);

        static TaskDefinition Meeting() => TaskDefinition.Live(
            Methods.Task("Meeting", [InletDescriptor.Of<int>("x", InletKind.Stream), InletDescriptor.Of<int>("passed", InletKind.Stream)]),
            ItemOutlets.One<int>(),
            activation =>
            {
                IAsyncEnumerable<int> x = activation.ReadAsync<int>(0);
                IAsyncEnumerable<int> passed = activation.ReadAsync<int>(1);
                return () => SumAsync(x, passed);
            });

        static async IAsyncEnumerable<int> SumAsync(IAsyncEnumerable<int> x, IAsyncEnumerable<int> passed)
        {
            yield return (await TaskActivation.ListAsync(x)).Count + (await TaskActivation.ListAsync(passed)).Count;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Proves", "DF-39")]
    public async Task Tasks_begin_with_the_run_or_with_the_first_item_or_end_of_an_inlet(bool eager)
    {
        var gate = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        TaskDescriptor reader = TaskDescriptor.Contract("reader").In<int>("x").Out<int>("a");
        TaskDescriptor waiter = TaskDescriptor.Contract("waiter").In<int>("x", waits: true).Out<int>("b");
        TaskDescriptor ofNothing = TaskDescriptor.Contract("ofNothing").In<int>("none").Out<int>("c");
        bool waiterBegan = false;
        await using GraphRun run = await Methods.StartAsync(
            [
                (Xs, Methods.Source("Xs", () => HeldAsync(gate.Task))),
                (TaskDescriptor.Contract("empty").Out<int>("none"), Methods.Source("Empty", () => Methods.CountAsync(0))),
                (reader, Methods.Live("Reader", "x", items => BegunAsync(items))),
                (waiter, Methods.Live("Waiter", "x", items =>
                {
                    waiterBegan = true;
                    return items;
                })),
                (ofNothing, Methods.Live("OfNothing", "none", items => LastAsync(items))),
            ],
            [],
            new RunOptions { Eager = eager });

        // An inlet that ends empty begins its task, either way.
        Assert.Equal([-1], await run.Output<int>("c").ToListAsync().WaitAsync(Deadline));
        if (eager)
        {
            await begun.Task.WaitAsync(Deadline);
        }

        Assert.Equal((eager, false), (begun.Task.IsCompleted, waiterBegan));
        gate.SetResult();
        Assert.Equal([7], await run.Output<int>("a").ToListAsync().WaitAsync(Deadline));
        Assert.Equal([7], await run.Output<int>("b").ToListAsync().WaitAsync(Deadline));
        await run.Completion.WaitAsync(Deadline);

        async IAsyncEnumerable<int> BegunAsync(IAsyncEnumerable<int> items)
        {
            begun.SetResult();
            await foreach (int item in items)
            {
                yield return item;
            }
        }

        static async IAsyncEnumerable<int> LastAsync(IAsyncEnumerable<int> items)
        {
            int last = -1;
            await foreach (int item in items)
            {
                last = item;
            }

            yield return last;
        }
    }

    private static TaskDefinition Sink(Action<int> take) => TaskDefinition.Call(
        new TaskDescriptor("Sink") { Inlets = [InletDescriptor.Of<int>("x")] },
        TaskInlets.Item<int>("x"),
        TaskOutlets.None,
        _ => x =>
        {
            take(x);
            return default(Nothing);
        });

    private static async IAsyncEnumerable<int> HeldAsync(Task gate)
    {
        await gate;
        yield return 7;
    }

    private static async IAsyncEnumerable<int> MeetAsync(IAsyncEnumerable<int> items, TaskCompletionSource begun, Task other)
    {
        begun.SetResult();
        await other;
        await foreach (int item in items)
        {
            yield return item;
        }
    }
}

using System.Numerics;
using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream.Regions;

/// <summary>Section 11: types, state, ordinary tasks beside streams.</summary>
public sealed class TypesTests : RegionTest
{
    [Fact]
    [Trait("Proves", "REG-135")]
    public async Task Items_arrive_with_their_type_and_value()
    {
        await PassesAsync(0.1, double.NaN, double.NegativeZero);
        await PassesAsync(int.MinValue, 0);
        await PassesAsync(1.10m, 79228162514264337593543950335m);
        await PassesAsync(BigInteger.Pow(10, 100));
        await PassesAsync(new Point(1, 2));
        await PassesAsync(new Person("Ada", 36));
        await PassesAsync<string?>("a", null, "b", null);
    }

    [Fact]
    [Trait("Proves", "REG-136")]
    public async Task A_sink_may_take_a_base_type()
    {
        var printed = new Rec<object>();
        void Print(object item) => printed.Add(item);

        await EndedAsync(await Engine.StreamAsync(r => r.Spawn(r.From(["a", "b"]), Print)));

        Assert.Equal(["a", "b"], printed.Items);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "REG-136")]
    public async Task A_sink_may_take_a_base_type_in_a_graph_built_from_data(bool fuse)
    {
        var printed = new Rec<object>();
        TaskGraph graph = new GraphBuilder("data")
            .Add("words", new SliceTask<string>("words", TaskOptions.None, ["a", "b"]))
            .Add("print", Sink<object>(printed.Add))
            .Connect("words", "print")
            .Build();

        GraphRun run = await Engine.StartAsync(graph, new RunOptions { Fuse = fuse });
        await Deadline.Within(run.Completion);

        Assert.Equal(["a", "b"], printed.Items);
    }

    [Fact]
    [Trait("Proves", "REG-136")]
    public void A_sink_of_another_type_is_refused_naming_both_ports_and_types()
    {
        GraphConfigurationException error = Assert.Throws<GraphConfigurationException>(() => new GraphBuilder("data")
            .Add("words", new SliceTask<string>("words", TaskOptions.None, ["a"]))
            .Add("sum", Sink<int>(_ => { }))
            .Connect("words", "sum")
            .Build());

        Assert.Equal(
            "'words.out' gives string, but 'sum.in' needs int. Put a task between them that converts one to the other.", error.Message);
    }

    [Fact]
    [Trait("Proves", "REG-137")]
    public async Task Captured_state_lives_as_long_as_its_task()
    {
        var first = new Rec<int>();
        var second = new Rec<int>();

        await EndedAsync(await Engine.StreamAsync(
            r => new[]
            {
                r.Spawn(r.Spawn(MakeBody(), o => o.MaxEvaluations(10)), first.Add),
                r.Spawn(r.Spawn(MakeBody(), o => o.MaxEvaluations(10)), second.Add),
            },
            options: Four));

        Assert.Equal(Enumerable.Range(1, 10), first.Items);
        Assert.Equal(Enumerable.Range(1, 10), second.Items);

        static Func<int> MakeBody()
        {
            int n = 0;
            return () => ++n;
        }
    }

    [Fact]
    [Trait("Proves", "REG-138")]
    public async Task Evaluations_of_one_task_are_strictly_one_after_another()
    {
        int state = 0;
        int last = 0;

        StreamTaskHandle sink = await Engine.StreamAsync(
            r => r.Spawn(
                r.Spawn(
                    async () =>
                    {
                        int seen = state;
                        await Task.Yield();
                        return state = seen + 1;
                    },
                    o => o.MaxEvaluations(100_000)),
                x => last = x));
        await Deadline.Within(sink.WaitAsync(), TimeSpan.FromSeconds(30));

        Assert.Equal((100_000, 100_000), (state, last));
    }

    [Fact]
    [Trait("Proves", "REG-139")]
    public async Task An_ordinary_task_runs_once_after_the_stream_with_its_result()
    {
        var gate = new Gate();
        int runs = 0;
        StreamTaskHandle<int> source = await Engine.StreamAsync(r => r.Spawn(async () =>
        {
            await gate.PassAsync();
            return Step<int>.Finish("r");
        }));

        TaskHandle<string> first = Engine.Spawn(source, result => $"{result}{Interlocked.Increment(ref runs)}");
        TaskHandle<bool> second = Engine.Spawn(source, result => result is "r" && source.Status == RunStatus.Completed);
        await gate.ReachedAsync();
        await PassAsync(100);
        Assert.Equal((0, RunStatus.Pending), (runs, first.Status));
        gate.Open();

        Assert.Equal("r1", await Deadline.Within(first.FetchAsync()));
        Assert.True(await Deadline.Within(second.FetchAsync()));
        Assert.Equal(1, runs);
    }

    [Theory]
    [InlineData("faults")]
    [InlineData("is killed")]
    [InlineData("is cancelled")]
    [Trait("Proves", "REG-140")]
    public async Task An_ordinary_task_does_not_run_after_a_stream_that_did_not_end_well(string how)
    {
        var feed = new Feed<int>();
        int runs = 0;
        StreamTaskHandle<int> source = await Engine.StreamAsync(r => r.From(feed.Reader, o => o.Named("feed")));
        TaskHandle<int> after = Engine.Spawn(source, _ => ++runs);
        switch (how)
        {
            case "faults":
                feed.Complete(new InvalidOperationException("cut"));
                Assert.Equal("feed", (await Assert.ThrowsAsync<TaskFailedException>(() => Deadline.Within(after.FetchAsync()))).TaskName);
                break;
            case "is killed":
                await Deadline.Within(source.KillAsync());
                Assert.Equal("feed", (await Assert.ThrowsAsync<KilledException>(() => Deadline.Within(after.FetchAsync()))).TaskId.ToString());
                break;
            default:
                await Deadline.Within(source.CancelAsync());
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deadline.Within(after.FetchAsync()));
                break;
        }

        Assert.Equal(0, runs);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(1024)]
    [Trait("Proves", "REG-141")]
    public async Task An_evaluation_may_give_no_item_or_several(int capacity)
    {
        var even = new Rec<int>();
        var twice = new Rec<int>();

        await EndedAsync(await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> source = r.Spawn(new Counter().Next, o => o.MaxEvaluations(10));
                return new[]
                {
                    r.Spawn(r.Spawn(source, x => x % 2 == 0 ? Step.Emit(x) : Step<int>.Skip()), even.Add),
                    r.Spawn(r.Spawn(source, x => Enumerable.Repeat(x, 2)), twice.Add),
                };
            },
            options: new RunOptions { Capacity = capacity }));

        Assert.Equal([0, 2, 4, 6, 8], even.Items);
        Assert.Equal(UpTo(10).SelectMany(x => new[] { x, x }), twice.Items);
    }

    [Fact]
    [Trait("Proves", "REG-142")]
    public async Task A_stream_is_read_from_outside_and_left()
    {
        var permanent = new Rec<int>();
        StreamTaskHandle<int> source = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> counter = r.Spawn(new Counter().Next);
                r.Spawn(counter, permanent.Add);
                return counter;
            },
            options: Four);

        var read = new List<int>();
        await foreach (int item in source.ReadAsync(TestContext.Current.CancellationToken))
        {
            read.Add(item);
            if (read.Count == 5)
            {
                break;
            }
        }

        await permanent.HasAsync(permanent.Count + 1000);
        Assert.Equal(Enumerable.Range(read[0], 5), read);
        Assert.Equal(RunStatus.Running, source.Status);
        await Deadline.Within(source.KillAsync());
        await Assert.ThrowsAsync<KilledException>(async () =>
        {
            await foreach (int _ in source.ReadAsync())
            {
            }
        });
    }

    [Fact]
    public async Task A_reader_outside_ends_with_the_task()
    {
        var feed = new Feed<int>();
        StreamTaskHandle<int> source = await Engine.StreamAsync(r => r.From(feed.Reader));
        IAsyncEnumerator<int> reader = source.ReadAsync().GetAsyncEnumerator(TestContext.Current.CancellationToken);
        ValueTask<bool> first = reader.MoveNextAsync();

        feed.Push(1);
        Assert.True(await Deadline.Within(first.AsTask()));
        Assert.Equal(1, reader.Current);
        feed.Complete();

        Assert.False(await Deadline.Within(reader.MoveNextAsync().AsTask()));
        await reader.DisposeAsync();
    }

    private static CallTask<T, Nothing, Nothing> Sink<T>(Action<T> action) => new(
        "sink",
        TaskOptions.None,
        item =>
        {
            action(item);
            return default;
        },
        CallShapes.Sink());

    private static async Task PassesAsync<T>(params T[] items)
    {
        var rec = new Rec<T>();
        int next = 0;
        await EndedAsync(await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<T> source = r.Spawn(() => items[next++], o => o.MaxEvaluations(items.Length));
                StreamTaskHandle<T> passed = r.Spawn(source, x => x);
                return r.Spawn(passed, rec.Add);
            },
            options: Four));
        Assert.Equal(items, rec.Items);
    }

    private readonly record struct Point(int X, int Y);

    private sealed record Person(string Name, int Age);
}

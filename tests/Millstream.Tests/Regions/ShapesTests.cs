using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream.Regions;

/// <summary>Section 4: shapes of graphs.</summary>
public sealed class ShapesTests : RegionTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(1024)]
    [Trait("Proves", "REG-30")]
    public async Task A_chain(int capacity)
    {
        var rec = new Rec<int>();

        await EndedAsync(await Engine.StreamAsync(
            r => r.Spawn(r.Spawn(r.Spawn(new Counter().Next, o => o.MaxEvaluations(10)), x => x + 1), rec.Add),
            options: new RunOptions { Capacity = capacity }));

        Assert.Equal(Enumerable.Range(1, 10), rec.Items);
    }

    [Fact]
    [Trait("Proves", "REG-31")]
    public async Task A_fan_out_gives_everybody_everything()
    {
        Rec<int>[] recs = [new(), new(), new()];

        await EndedAsync(await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> source = r.Spawn(new Counter().Next, o => o.MaxEvaluations(10_000));
                return recs.Select(rec => r.Spawn(source, rec.Add)).ToArray();
            },
            options: Four));

        Assert.All(recs, rec => Assert.Equal(UpTo(10_000), rec.Items));
    }

    [Fact]
    [Trait("Proves", "REG-32")]
    public async Task A_diamond()
    {
        var rec = new Rec<int>();

        await EndedAsync(await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> x = r.Spawn(new Counter().Next, o => o.MaxEvaluations(10));
                return r.Spawn(r.Spawn(x, v => v + 1), r.Spawn(x, v => v + 2), (a, b) => rec.Add(a + b));
            },
            options: Four));

        Assert.Equal(Enumerable.Range(0, 10).Select(k => (2 * k) + 3), rec.Items);
    }

    [Fact]
    [Trait("Proves", "REG-33")]
    public async Task An_hourglass()
    {
        var first = new Rec<int>();
        var second = new Rec<int>();

        await EndedAsync(await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> x = r.Spawn(new Counter().Next, o => o.MaxEvaluations(10));
                StreamTaskHandle<int> y = r.Spawn(x, v => 10 * v);
                StreamTaskHandle<int> sum = r.Spawn(x, y, (a, b) => a + b);
                return new[] { r.Spawn(sum, first.Add), r.Spawn(sum, second.Add) };
            },
            options: Four));

        Assert.Equal(Enumerable.Range(0, 10).Select(k => 11 * k), first.Items);
        Assert.Equal(first.Items, second.Items);
    }

    [Fact]
    [Trait("Proves", "REG-34")]
    public async Task The_same_task_twice_gives_the_same_item_twice()
    {
        var differences = new Rec<int>();
        var inList = new Rec<int>();
        var same = new Rec<bool>();
        var sameInList = new Rec<bool>();

        await EndedAsync(await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> x = r.Spawn(new Counter().Next, o => o.MaxEvaluations(10));
                StreamTaskHandle<object> made = r.Spawn(() => new object(), o => o.MaxEvaluations(10));
                return new[]
                {
                    r.Spawn(x, x, (a, b) => differences.Add(b - a)),
                    r.Spawn([x, x], vs => inList.Add(vs[1] - vs[0])),
                    r.Spawn(made, made, (a, b) => same.Add(ReferenceEquals(a, b))),
                    r.Spawn([made, made], vs => sameInList.Add(ReferenceEquals(vs[0], vs[1]))),
                };
            },
            options: Four));

        Assert.Equal(new int[10], differences.Items);
        Assert.Equal(new int[10], inList.Items);
        Assert.Equal(Enumerable.Repeat(true, 10), same.Items);
        Assert.Equal(Enumerable.Repeat(true, 10), sameInList.Items);
    }

    [Fact]
    [Trait("Proves", "REG-35")]
    public async Task A_list_of_tasks_is_read_in_step()
    {
        var rec = new Rec<int>();

        await EndedAsync(await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int>[] sources = [.. Enumerable.Range(1, 4).Select(i =>
                {
                    var counter = new Counter();
                    return r.Spawn(() => i * counter.Next(), o => o.MaxEvaluations(10));
                })];
                return r.Spawn(r.Spawn(sources, vs => vs.Sum()), rec.Add);
            },
            options: Four));

        Assert.Equal(Enumerable.Range(0, 10).Select(k => 10 * k), rec.Items);
    }

    [Fact]
    [Trait("Proves", "REG-36")]
    public async Task An_uneven_diamond_of_capacity_one_does_not_deadlock()
    {
        var rec = new Rec<int>();

        StreamTaskHandle sink = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> x = r.Spawn(new Counter().Next, o => o.MaxEvaluations(10_000));
                StreamTaskHandle<int> arm = x;
                for (int i = 0; i < 5; i++)
                {
                    arm = r.Spawn(arm, v => v + 1);
                }

                return r.Spawn(x, arm, (a, b) => rec.Add(a + b));
            },
            options: new RunOptions { Capacity = 1 });
        await EndedAsync(sink);

        Assert.Equal(Enumerable.Range(0, 10_000).Select(k => (2 * k) + 5), rec.Items);
    }

    [Fact]
    [Trait("Proves", "REG-37")]
    public async Task Chains_that_are_not_connected_end_by_themselves()
    {
        var two = new Rec<int>();
        var ten = new Rec<int>();

        StreamTaskHandle[] tasks = await Engine.StreamAsync(
            r => new[]
            {
                r.Spawn(r.Spawn(new Counter().Next, o => o.MaxEvaluations(2)), two.Add),
                r.Spawn(r.Spawn(new Counter().Next, o => o.MaxEvaluations(10)), ten.Add),
            },
            options: Four);
        await EndedAsync(tasks);

        Assert.Equal((2, 10), (two.Count, ten.Count));
        Assert.All(tasks, t => Assert.Equal(RunStatus.Completed, t.Status));
    }

    [Fact]
    [Trait("Proves", "REG-38")]
    public void A_loop_in_a_graph_built_from_data_is_refused()
    {
        int calls = 0;
        GraphTask Task() => new CallTask<int, int, int>("add", TaskOptions.None, x => calls++ + x, CallShapes.Item<int>());

        GraphConfigurationException error = Assert.Throws<GraphConfigurationException>(() =>
            new GraphBuilder("loop").Add("a", Task()).Add("b", Task()).Connect("a", "b").Connect("b", "a").Build());

        Assert.Equal(FaultKind.Cycle, Assert.Single(error.Faults).Kind);
        Assert.Contains("a cycle: a → b → a.", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, calls);
    }

    [Fact]
    [Trait("Proves", "REG-39")]
    public async Task A_chain_of_a_thousand_tasks()
    {
        var rec = new Rec<int>();

        await EndedAsync(await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> last = r.Spawn(new Counter().Next, o => o.MaxEvaluations(100));
                for (int i = 0; i < 1000; i++)
                {
                    last = r.Spawn(last, x => x + 1);
                }

                return r.Spawn(last, rec.Add);
            },
            options: Four));

        Assert.Equal(Enumerable.Range(1000, 100), rec.Items);
    }

    [Fact]
    public async Task Inputs_of_three_types_are_read_in_step()
    {
        var rec = new Rec<string>();

        await EndedAsync(await Engine.StreamAsync(
            r => r.Spawn(r.Spawn(r.From([1, 2, 3]), r.From(["a", "b"]), r.From([0.5, 1.5, 2.5, 3.5]), (i, s, d) => $"{i}{s}{d}"), rec.Add),
            options: Four));

        Assert.Equal([$"1a{0.5}", $"2b{1.5}"], rec.Items);
    }
}

using Millstream.Generators.Compiling;
using Millstream.Graphs;
using Millstream.Telemetry;
using Millstream.Testing;
using Shop;

namespace Millstream.Generators.Rows;

/// <summary>Times of items as parameters, and inlets that are joined by them.</summary>
public sealed class TimeTests
{
    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    [Trait("Proves", "TD-02")]
    public async Task Special_parameters_come_in_any_mix(bool fuse, int capacity)
    {
        RunOptions mode = Runs.Mode(fuse, capacity);
        Flow<int> a = Flow.From(10, 20).TimedBy(x => 100L + x);
        var g = new GraphBuilder("mix");

        Assert.Equal([100, 400], await Flow.From(10, 20).Square().ResultAsync(mode));
        Assert.Equal([11, 21], await Flow.From(10, 20).OnlyConfig().ResultAsync(mode));
        Assert.Equal([11, 22], await Flow.From(10, 20).OnlyState().ResultAsync(mode));
        Assert.Equal(["10@110", "20@120"], await a.OnlyTime().ResultAsync(mode));
        Assert.Equal(["11@110", "22@120"], await a.AllThree().ResultAsync(mode));
        Assert.Equal(["11@110", "22@120"], await g.RunAsync(g.AllThree(a), mode));
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    [Trait("Proves", "TD-08")]
    [Trait("Proves", "TD-58")]
    public async Task A_timestamp_is_the_newest_of_the_inputs_and_results_carry_it(bool fuse, int capacity)
    {
        RunOptions mode = Runs.Mode(fuse, capacity);
        Flow<int> a = Flow.From(1, 2, 3).TimedBy(x => x switch { 1 => 100, 2 => 300, _ => 310L });
        Flow<int> b = Flow.From(10, 20, 30).TimedBy(x => x switch { 10 => 120, 20 => 200, _ => 250L });

        (Flow<int> values, Flow<DateTimeOffset> times) = a.Moment(b);
        Assert.Equal([11, 22, 33], await values.ResultAsync(mode));
        Assert.Equal([120, 300, 310], (await times.ResultAsync(mode)).Select(t => t.ToUnixTimeMilliseconds()));
        Assert.Equal([120, 300, 310], await TimesOf(a.Moment(b).Item1, mode));
        Assert.Equal(["11@120", "22@300", "33@310"], await a.Moment(b).Item1.OnlyTime().ResultAsync(mode));

        // What makes several of one, awaits, or takes all of them, tells the same.
        Assert.Equal(["1@100", "1@100", "2@300", "2@300", "3@310", "3@310"], await a.Doubled().ResultAsync(mode));
        Assert.Equal([100, 100, 300, 300, 310, 310], await TimesOf(a.Doubled(), mode));
        Assert.Equal(["1@100", "1@100", "2@300", "2@300", "3@310", "3@310"], await a.DoubledLater().ResultAsync(mode));
        Assert.Equal([100, 100, 300, 300, 310, 310], await TimesOf(a.DoubledLater(), mode));
        Assert.Equal(["1@100", "2@300", "3@310"], await a.Slowly().ResultAsync(mode));
        Assert.Equal([100, 300, 310], await TimesOf(a.Slowly(), mode));
        Assert.Equal("6@310", await a.SumAt().ResultAsync(mode));

        // Results do not go back, although the inputs do.
        Flow<int> back = Flow.From(100, 50, 120).TimedBy(x => (long)x);
        Assert.Equal([100, 100, 120], await TimesOf(back.Then(x => x + 1), mode));
        Assert.Equal([100, 100, 120], await TimesOf(back.Slowly(), mode));
        Assert.Equal([100, 50, 120], await TimesOf(back, mode));

        async Task<IEnumerable<long>> TimesOf<T>(Flow<T> flow, RunOptions options) =>
            (await flow.WithTime().ResultAsync(options)).Select(x => x.Time.ToUnixTimeMilliseconds());
    }

    [Fact]
    [Trait("Proves", "TD-159")]
    public async Task A_time_is_what_the_source_gives_or_else_the_clock_when_the_item_leaves_it()
    {
        var time = new ManualTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(5_000));
        var source = new TestSource<int>();
        var seen = new Seen<string>();
        Task run = source.Flow.Then(x => x + 1).OnlyTime().ForEach(seen.Add).RunAsync(new RunOptions { Time = time }).WaitAsync(Runs.Deadline);

        source.Push(1);
        Assert.Equal("2@5000", await seen.NextAsync());
        time.Advance(TimeSpan.FromMilliseconds(20.9));
        source.Push(2);
        Assert.Equal("3@5020", await seen.NextAsync());
        source.Complete();
        await run;

        Assert.Equal(["1@7", "2@7"], await Flow.From(1, 2).TimedBy(_ => DateTimeOffset.FromUnixTimeMilliseconds(7).AddTicks(9_999)).OnlyTime().ResultAsync(new RunOptions { Time = time }));
        var now = new GraphBuilder("now");
        Assert.Equal("5020", await now.RunAsync(now.Now(), new RunOptions { Time = time }));
        var constant = new GraphBuilder("constant");
        Assert.Equal("3@5020", await constant.RunAsync(constant.OnlyTime(3), new RunOptions { Time = time }));

        // What nobody reads is not asked for.
        int asked = 0;
        Assert.Equal([2, 3], await Flow.From(1, 2).TimedBy(x => (long)++asked).Then(x => x + 1).RunAsync());
        Assert.Equal(0, asked);
    }

    [Fact]
    [Trait("Proves", "TD-09")]
    [Trait("Proves", "TG-06")]
    public async Task The_latest_of_all_inlets_is_joined_as_items_come()
    {
        var engine = new DeterministicEngine(1);
        var (a, b) = (new TestSource<At>(), new TestSource<At>());
        var seen = new List<string>();
        Flow<double> sums = Timed(a).LatestAsTheyCome(Timed(b));
        TaskGraph graph = sums.WithTime().Then(x => { seen.Add($"{x.Item}@{x.Time.ToUnixTimeMilliseconds()}"); return 0; }).Build();
        await using GraphRun run = await engine.StartAsync(graph);

        a.Push(new At(1, 3));
        await engine.IdleAsync().WaitAsync(Runs.Deadline);
        Assert.Empty(seen);
        b.Push(new At(2, 4));
        await engine.IdleAsync().WaitAsync(Runs.Deadline);
        Assert.Equal(["7@2"], seen);
        a.Push(new At(5, 10));
        await engine.IdleAsync().WaitAsync(Runs.Deadline);
        Assert.Equal(["7@2", "14@5"], seen);
        a.Complete();
        b.Complete();
        await run.Completion.WaitAsync(Runs.Deadline);

        SettingDescriptor synchronized = TimedDefinitions.Latest.Descriptor.Settings[0];
        Assert.Equal(("synchronized", typeof(bool), (object)true), (synchronized.Name, synchronized.Type, synchronized.Default));
        Assert.DoesNotContain(ArithmeticDefinitions.Add.Descriptor.Settings, s => s.Name == "synchronized");
    }

    [Fact]
    [Trait("Proves", "TD-09")]
    [Trait("Proves", "TD-51")]
    [Trait("Proves", "TD-52")]
    public async Task Inlets_are_read_in_the_order_of_time_unless_told_otherwise()
    {
        var engine = new DeterministicEngine(2);
        var (a, b) = (new TestSource<At>(), new TestSource<At>());
        var seen = new List<string>();
        TaskGraph graph = Timed(a).Latest(Timed(b)).Then(x => { seen.Add(x); return 0; }).Build();
        await using GraphRun run = await engine.StartAsync(graph);

        await Step(a, 100);
        await Step(b, 200);
        await Step(a, 150);
        await Step(a, 250, "350@200");
        await Step(b, 260, "450@250");
        await Step(a, 250, "450@250");
        await Step(a, 240);
        Assert.Equal(1, run.Snapshot().Tasks.Single(t => t.TaskName == "Latest").Dropped);
        await Step(a, 300, "510@260");
        a.Complete();
        await engine.IdleAsync().WaitAsync(Runs.Deadline);
        b.Complete();
        await run.Completion.WaitAsync(Runs.Deadline);
        Assert.Equal(["560@300"], seen);

        async Task Step(TestSource<At> source, long at, params string[] expected)
        {
            source.Push(new At(at, at));
            await engine.IdleAsync().WaitAsync(Runs.Deadline);
            Assert.Equal(expected, seen);
            seen.Clear();
        }
    }

    [Fact]
    public async Task Without_synchronising_nothing_is_held()
    {
        var engine = new DeterministicEngine(3);
        var (a, b) = (new TestSource<At>(), new TestSource<At>());
        var seen = new List<string>();
        TaskGraph graph = Timed(a).Latest(Timed(b), o => o.Synchronized(false)).Then(x => { seen.Add(x); return 0; }).Build();
        await using GraphRun run = await engine.StartAsync(graph);

        a.Push(new At(100, 1));
        await engine.IdleAsync().WaitAsync(Runs.Deadline);
        b.Push(new At(900, 2));
        await engine.IdleAsync().WaitAsync(Runs.Deadline);

        Assert.Equal(["3@900"], seen);
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    [Trait("Proves", "TD-10")]
    [Trait("Proves", "TG-06")]
    public async Task Items_of_the_same_time_are_joined(bool fuse, int capacity)
    {
        var g = new GraphBuilder("times");
        Flow<string> same = g.SameTime(From(1, 2, 3), From(2, 3), id: "same");
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Output("same", same).Build(), Runs.Mode(fuse, capacity));
        await run.Completion.WaitAsync(Runs.Deadline);

        Assert.Equal(["2+2@2", "3+3@3"], await run.ResultAsync<IReadOnlyList<string>>("same"));
        Assert.Equal(1, run.Snapshot().Task("same").Dropped);
        Assert.Equal(["1+2"], await From(1).Near(From(2)).ResultAsync(Runs.Mode(fuse, capacity)));
        Assert.Empty(await From(1).Near(From(3)).ResultAsync(Runs.Mode(fuse, capacity)));
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Constants_and_values_stand_beside_latest_items(bool fuse, int capacity)
    {
        IReadOnlyList<string> all = await From(1, 2).LatestOfThree(From(1, 2), new At(0, 100), 2).ResultAsync(Runs.Mode(fuse, capacity));

        Assert.Equal("208", all[^1]);
        var g = new GraphBuilder("value");
        Assert.Equal("6", await g.RunAsync(g.LatestOfThree(new At(0, 1), new At(0, 2), new At(0, 3)), Runs.Mode(fuse, capacity)));
    }

    [Fact]
    [Trait("Proves", "TD-56")]
    public async Task At_equal_times_the_inlet_of_higher_priority_is_read_first()
    {
        foreach (bool isSwapped in (bool[])[false, true])
        {
            var engine = new DeterministicEngine(4);
            var (control, input) = (new TestSource<At>(), new TestSource<At>());
            var seen = new List<string>();
            await using GraphRun run = await engine.StartAsync(Timed(control).Gated(Timed(input)).Then(x => { seen.Add(x); return 0; }).Build());
            await Push(control, 5);
            await Push(input, 5);
            Assert.Equal(["5/5"], seen);

            await Push(isSwapped ? control : input, 10);
            await Push(isSwapped ? input : control, 10);

            Assert.Equal(["5/5", "10/5", "10/10"], seen);

            async Task Push(TestSource<At> source, long time)
            {
                source.Push(new At(time, 0));
                await engine.IdleAsync().WaitAsync(Runs.Deadline);
            }
        }
    }

    [Fact]
    [Trait("Proves", "TD-57")]
    public async Task Many_items_on_three_inlets_are_read_in_order()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            var engine = new DeterministicEngine(seed);
            TestSource<At>[] sources = [new(), new(), new()];
            var seen = new List<double>();
            var released = new List<long>();
            TaskGraph graph = Timed(sources[0]).LatestOfThree(Timed(sources[1]), Timed(sources[2]))
                .WithTime().Then(x => { released.Add(x.Time.ToUnixTimeMilliseconds()); return 0; }).Build();
            await using GraphRun run = await engine.StartAsync(graph);
            var random = new Random(seed);
            for (int time = 0; time < 97; time++)
            {
                // Each inlet has been seen before the first number that counts.
                int to = time < 3 ? time : random.Next(3);
                sources[to].Push(new At(time, 1));
                await engine.IdleAsync().WaitAsync(Runs.Deadline);
            }

            Array.ForEach(sources, source => source.Push(new At(97, 1)));
            Array.ForEach(sources, source => source.Complete());
            await run.Completion.WaitAsync(Runs.Deadline);

            Assert.Equal(Enumerable.Range(2, 95).Select(t => (long)t), released[..95]);
            Assert.Equal([97, 97, 97], released[95..]);
        }
    }

    [Fact]
    [Trait("Proves", "TD-54")]
    public async Task A_silent_inlet_is_left_out_after_a_while_until_its_next_item()
    {
        var time = new ManualTimeProvider();
        var (control, input) = (new TestSource<At>(), new TestSource<At>());
        var seen = new Seen<string>();
        TaskGraph graph = Timed(control).Gated(Timed(input)).Then(x => { seen.Add(x); return 0; }).Build();
        await using GraphRun run = await LocalEngine.Shared.StartAsync(graph, new RunOptions { Time = time, StallTimeout = TimeSpan.FromSeconds(2) });
        await control.HandOverAsync(new At(100, 1)).WaitAsync(Runs.Deadline);
        await input.HandOverAsync(new At(100, 0)).WaitAsync(Runs.Deadline);
        Assert.Equal("100/100", await seen.NextAsync());

        input.Push(new At(150, 0));
        await time.WaitForTimersAsync(1).WaitAsync(Runs.Deadline);
        input.Push(new At(200, 0), new At(250, 0));
        time.Advance(TimeSpan.FromMilliseconds(1_999));
        Assert.True(seen.IsEmpty);
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal("100/150", await seen.NextAsync());
        Assert.Equal("100/200", await seen.NextAsync());
        Assert.Equal("100/250", await seen.NextAsync());
        RunEvent warning = await run.Events().FirstAsync(e => e.Kind == RunEventKind.Warning).AsTask().WaitAsync(Runs.Deadline);
        Assert.Contains("'control'", warning.Message, StringComparison.Ordinal);

        // It takes part again, once its item is there: that waits for the other inlet now.
        control.Push(new At(260, 2));
        await time.WaitForTimersAsync(1).WaitAsync(Runs.Deadline);
        input.Push(new At(300, 0));
        Assert.Equal("260/250", await seen.NextAsync());
        await time.WaitForTimersAsync(1).WaitAsync(Runs.Deadline);
        Assert.True(seen.IsEmpty);
        control.Push(new At(300, 2));
        Assert.Equal("300/250", await seen.NextAsync());
        Assert.Equal("300/300", await seen.NextAsync());
    }

    [Fact]
    [Trait("Proves", "TD-54")]
    public async Task Nobody_is_left_out_unless_told_so()
    {
        var engine = new DeterministicEngine(5);
        var (control, input) = (new TestSource<At>(), new TestSource<At>());
        var seen = new List<string>();
        await using GraphRun run = await engine.StartAsync(Timed(control).Gated(Timed(input)).Then(x => { seen.Add(x); return 0; }).Build());
        control.Push(new At(100, 1));
        input.Push(new At(100, 0));
        await engine.IdleAsync().WaitAsync(Runs.Deadline);
        seen.Clear();
        input.Push(new At(150, 0));
        await engine.IdleAsync().WaitAsync(Runs.Deadline);
        engine.Time.Advance(TimeSpan.FromDays(1));
        await engine.IdleAsync().WaitAsync(Runs.Deadline);

        Assert.Empty(seen);
        Assert.Equal(TimeSpan.Zero, new RunOptions().StallTimeout);
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    [Trait("Proves", "TD-59")]
    public async Task What_is_held_is_bounded_when_one_branch_of_a_source_is_silent(bool fuse, int capacity)
    {
        var time = new ManualTimeProvider();
        Flow<At> source = Flow.Iter(Endless).TimedBy(x => x.Time);
        var g = new GraphBuilder("branches");
        Flow<string> joined = g.Gated(source.Where(x => x.Time == 0), source, id: "gate", options: o => o.StallTimeout(TimeSpan.FromSeconds(2)));
        var seen = new Seen<string>();
        g.Output("none", joined.Then(x => { seen.Add(x); return 0; }).Take(5_000).Count());
        RunOptions options = Runs.Mode(fuse, capacity) with { Time = time };
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), options);
        Assert.StartsWith("0/", await seen.NextAsync(), StringComparison.Ordinal);

        await time.WaitForTimersAsync(1).WaitAsync(Runs.Deadline);
        long made = run.Snapshot().Tasks.Max(t => t.Emitted);
        Assert.InRange(made, 1, (8 * capacity) + 64);
        time.Advance(TimeSpan.FromSeconds(2));
        await run.Completion.WaitAsync(Runs.Deadline);

        static IEnumerable<At> Endless()
        {
            for (long t = 0; ; t++)
            {
                yield return new At(t, 0);
            }
        }
    }

    [Fact]
    [Trait("Proves", "TD-12")]
    public async Task Calls_overlap_where_the_method_and_its_state_allow_it()
    {
        var engine = new DeterministicEngine(6);
        DateTimeOffset began = engine.Time.GetUtcNow();
        IReadOnlyList<int> results = await Flow.Range(0, 8).Counted().RunAsync(new RunOptions().DrivenBy(engine)).WaitAsync(Runs.Deadline);

        Assert.Equal(Enumerable.Range(0, 8), results);
        Assert.InRange((engine.Time.GetUtcNow() - began).TotalMilliseconds, 200, 399);

        began = engine.Time.GetUtcNow();
        await Flow.Range(0, 8).OneByOne().RunAsync(new RunOptions().DrivenBy(engine)).WaitAsync(Runs.Deadline);
        Assert.Equal(800, (engine.Time.GetUtcNow() - began).TotalMilliseconds);

        const string Task = "public static class T { [StreamTask(ThreadSafe = true, Parallel = 4)] public static int Count(int x, Tally state) => ++state.Count; }";
        Assert.Equal(["MST009"], Compiler.FaultsOf("public class Tally { public int Count; } " + Task).Select(d => d.Id));
        Assert.Empty(Compiler.FaultsOf("[ThreadSafe] public class Tally { public int Count; } " + Task));
    }

    private static Flow<At> Timed(TestSource<At> source) => source.Flow.TimedBy(x => x.Time);

    private static Flow<At> From(params long[] times) => Flow.From(times.Select(t => new At(t, t)).ToArray()).TimedBy(x => x.Time);
}

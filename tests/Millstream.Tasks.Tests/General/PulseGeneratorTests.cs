using Millstream.Graphs;
using Millstream.Testing;

namespace Millstream.General;

[Trait("Proves", "TD-112")]
public sealed class PulseGeneratorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_gives_its_time_at_each_interval()
    {
        TaskDefinition pulses = await OfAsync(new PulseGeneratorSettings { Interval = TimeSpan.FromMilliseconds(10) });
        await LiveRig.RunAsync(pulses, async rig =>
        {
            Assert.Equal("0@0", rig.Heard());
            await rig.PassAsync(1000);
            Assert.Equal(string.Join(' ', Enumerable.Range(1, 100).Select(n => $"{10 * n}@{10 * n}")), rig.Heard());
        });
        Assert.Equal((TimeSpan.FromSeconds(1), PulseType.Ts), (new PulseGeneratorSettings().Interval, new PulseGeneratorSettings().MessageType));
    }

    [Fact]
    public async Task Or_an_id_that_no_other_has()
    {
        TaskDefinition pulses = await OfAsync(new PulseGeneratorSettings { Interval = TimeSpan.FromMilliseconds(10), MessageType = PulseType.Id });
        Assert.Equal("id", pulses.Descriptor.Outlets[0].Description.Fields["type"]);
        await LiveRig.RunAsync(pulses, async rig =>
        {
            await rig.PassAsync(200);
            Assert.Equal(21, rig.Heard().Split(' ').Select(p => p.Split('@')[0]).Distinct().Count());
        });
    }

    [Fact]
    public async Task Without_demand_it_makes_nothing_and_runs_no_timer()
    {
        TaskDefinition pulses = await OfAsync(new PulseGeneratorSettings());
        var engine = new DeterministicEngine(1);
        var g = new GraphBuilder("g");
        g.Add(pulses, "pulses");
        TaskGraph graph = g.Build();
        await engine.RunAsync(
            async () =>
            {
                await using GraphRun run = await engine.StartAsync(graph.Discard([.. graph.Outputs.Select(o => o.Name)]), new RunOptions { AllowViews = true });
                await engine.IdleAsync();
                Assert.Equal((0, 0), (engine.Time.ArmedTimers, run.Snapshot().Task("pulses").Emitted));
                await using (OutletView<DateTimeOffset> view = run.View<DateTimeOffset>("pulses"))
                {
                    await using IAsyncEnumerator<OutletSignal<DateTimeOffset>> signals = view.GetAsyncEnumerator(Token);
                    Assert.True(await signals.MoveNextAsync());
                    Assert.True(await signals.MoveNextAsync());
                }

                while (engine.Time.ArmedTimers > 0)
                {
                    await Task.Delay(TimeSpan.FromSeconds(1), engine.Time);
                    await engine.IdleAsync();
                }

                long made = run.Snapshot().Task("pulses").Emitted;
                await Task.Delay(TimeSpan.FromSeconds(10), engine.Time);
                Assert.Equal((0, made), (engine.Time.ArmedTimers, run.Snapshot().Task("pulses").Emitted));
                await run.StopAsync();
            },
            Token).WaitAsync(Runs.Deadline, Token);
    }

    [Fact]
    public async Task An_interval_is_longer_than_nothing()
    {
        var refused = await Assert.ThrowsAsync<GraphConfigurationException>(() => OfAsync(new PulseGeneratorSettings { Interval = TimeSpan.Zero }));

        Assert.Equal("'pulse.generator': the setting 'Interval' is 00:00:00. It is longer than nothing: 1 s, 10 ms.", Assert.Single(refused.Faults).Message);
    }

    internal static Task<TaskDefinition> OfAsync(PulseGeneratorSettings settings) => PulseGeneratorDefinitions.PulseGenerator.SetUpAsync(settings, cancellationToken: Token);
}

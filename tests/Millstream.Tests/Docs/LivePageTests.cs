using Millstream.Graphs;
using Millstream.Live;

namespace Millstream.Docs;

/// <summary>The code of docs/live.md.</summary>
public sealed class LivePageTests
{
    [Fact]
    public async Task A_gate_lets_items_through_while_its_control_says_so()
    {
        Speaker<(double Value, long Time)> speaker = new();
        Speaker<(bool IsOpen, long Time)> switches = new();
        var g = new GraphBuilder("g");
        Flow<double> values = g.Add(speaker.Task, [], "values").Flow<(double Value, long Time)>().TimedBy(item => item.Time).Then(item => item.Value);
        Flow<bool> control = g.Add(switches.Task, [], "control").Flow<(bool IsOpen, long Time)>().TimedBy(item => item.Time).Then(item => item.IsOpen);

        #region live-place
        Flow<double> through = g.Gate(values, control);
        #endregion

        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Output("through", through).Build(), new RunOptions { AllowViews = true }, TestContext.Current.CancellationToken);
        await using OutletView<double> view = run.View<double>("Gate");
        await using IAsyncEnumerator<OutletSignal<double>> signals = view.GetAsyncEnumerator(TestContext.Current.CancellationToken);
        await speaker.SayAsync((0, 0));
        Assert.True(await signals.MoveNextAsync().AsTask().InTime());
        Assert.Equal(0, signals.Current.Item);
        await switches.SayAsync((false, 0));
        Assert.True(await signals.MoveNextAsync().AsTask().InTime());
        Assert.True(signals.Current.IsPaused);
        await speaker.SayAsync((1, 100));
        await switches.SayAsync((true, 150));
        await speaker.SayAsync((2, 200));
        switches.End();
        speaker.End();

        Assert.Equal([0, 2], await run.ResultAsync<IReadOnlyList<double>>("through").InTime());
    }

    [Fact]
    public async Task A_class_decides_on_its_ports()
    {
        var g = new GraphBuilder("g");
        Flow<double>[] sensors = [.. new[] { 1.0, 3.0, 2.0 }.Select(value => Flow.From(value))];

        #region live-setup
        TaskDefinition highest = await HighestDefinitions.Highest.SetUpAsync(new HighestSettings { Sensors = 3 });

        g.Add(highest, [sensors[0], sensors[1], sensors[2]], "highest");
        #endregion

        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(3, (await run.ResultAsync<IReadOnlyList<double>>("highest").InTime())[^1]);
    }

    [Fact]
    public async Task Somebody_looks_at_a_clock_that_runs_only_then()
    {
        var g = new GraphBuilder("g");
        g.Metronome(new MetronomeSettings { Every = TimeSpan.FromMilliseconds(1) }, id: "ticks");
        TaskGraph graph = g.Build();
        graph = graph.Discard([.. graph.Outputs.Select(o => o.Name)]);
        var seen = new List<long>();

        #region live-view
        await using GraphRun run = await LocalEngine.Shared.StartAsync(graph, new RunOptions { AllowViews = true });

        await using (OutletView<long> view = run.View<long>("ticks"))
        {
            await foreach (OutletSignal<long> signal in view)
            {
                if (signal.IsItem)
                {
                    seen.Add(signal.Item);
                }

                if (seen.Count == 3)
                {
                    break;
                }
            }
        }

        await run.DrainAsync();
        #endregion

        Assert.Equal([1, 2, 3], seen);
        Assert.Equal(RunStatus.Completed, run.Status);
    }
}

#region live-class
/// <summary>Gives the highest of the latest values of any number of sensors.</summary>
[StreamTask]
public sealed class Highest : StreamTask<HighestSettings>
{
    private Inlet<double>[] _sensors = [];
    private Outlet<double> _highest = null!;

    protected override ValueTask SetupAsync(TaskSetup setup, CancellationToken cancellationToken)
    {
        _sensors = [.. Enumerable.Range(1, Settings.Sensors).Select(n => setup.Inlet<double>($"sensor{n}"))];
        _highest = setup.Outlet<double>("highest");
        return default;
    }

    protected override async Task RunAsync(TaskContext context)
    {
        var latest = new Dictionary<Inlet, double>();
        await foreach (InletSignal signal in context.SignalsAsync(_sensors))
        {
            if (signal.Is((Inlet<double>)signal.Inlet, out double value))
            {
                latest[signal.Inlet] = value;
                await _highest.EmitAsync(latest.Values.Max());
            }
        }
    }
}

public sealed class HighestSettings
{
    public int Sensors { get; set; } = 2;
}
#endregion

#region live-tasks
/// <summary>Tasks that see more of their inlets than items.</summary>
public static class Plant
{
    /// <summary>Gives items on while the control says so, and pauses its outlet while it does not.</summary>
    [StreamTask]
    public static async Task Gate(Inlet<double> input, [Inlet(Priority = 1)] Inlet<bool> control, Outlet<double> output, TaskContext context)
    {
        bool isOpen = true;
        await foreach (InletSignal signal in context.SignalsAsync(input, control))
        {
            if (signal.Is(control, out bool says))
            {
                isOpen = says;
            }
            else if (signal.Is(input, out double item) && isOpen)
            {
                await output.EmitAsync(item);
            }

            await output.SetPausedAsync(!isOpen || input.IsPaused);
        }
    }

    /// <summary>Counts, as long as somebody listens.</summary>
    [StreamTask]
    public static async Task Metronome(Outlet<long> output, MetronomeSettings settings, TimeProvider time, CancellationToken token)
    {
        for (long tick = 1; ; tick++)
        {
            await output.WaitForDemandAsync(token);
            await output.EmitAsync(tick, token);
            await Task.Delay(settings.Every, time, token);
        }
    }
}

public sealed class MetronomeSettings
{
    public TimeSpan Every { get; set; } = TimeSpan.FromSeconds(1);
}
#endregion

using Millstream.Graphs;

namespace Millstream.Docs;

/// <summary>The code of docs/live.md.</summary>
public sealed class LivePageTests
{
    [Fact]
    public async Task A_gate_lets_items_through_while_its_control_says_so()
    {
        var g = new GraphBuilder("g");

        #region live-place
        Flow<double> values = Flow.From(1.0, 2.0, 3.0, 4.0).TimedBy(x => (long)x * 100);
        Flow<bool> control = Flow.From((Open: true, At: 0L), (Open: false, At: 250L)).TimedBy(c => c.At).Then(c => c.Open);

        Flow<double> through = g.Gate(values, control);
        #endregion

        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([1, 2], await run.ResultAsync<IReadOnlyList<double>>(run.Graph.Outputs[0].Name).InTime());
        Assert.NotNull(through);
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

#region live-tasks
/// <summary>Tasks that see more of their inlets than items.</summary>
public static class Live
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

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Millstream.Graphs;
using Millstream.Testing;

namespace Millstream.Telemetry;

/// <summary>What meters and traces named Millstream tell of runs.</summary>
public sealed class RunInstrumentsTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(false, "Completed")]
    [InlineData(true, "Faulted")]
    public async Task Runs_are_counted_and_timed_by_graph_and_status(bool fails, string status)
    {
        string graph = $"counted-{status}";
        var time = new ManualTimeProvider();
        var told = new ConcurrentQueue<(string Instrument, double Value, string? Status)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listening) =>
            {
                if (instrument.Meter.Name == "Millstream")
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Tell(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Tell(instrument, value, tags));
        listener.Start();

        await EndAsync(await LocalEngine.Shared.StartAsync(Graph(graph, fails, () => time.Advance(TimeSpan.FromSeconds(3))), new RunOptions { Time = time }));

        Assert.Equal([("millstream.runs", 1, status), ("millstream.run.duration", 3, status)], told);

        void Tell(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            Dictionary<string, object?> byName = new(tags.ToArray());
            if (Equals(byName["graph"], graph))
            {
                told.Enqueue((instrument.Name, value, byName["status"] as string));
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tasks_are_traced_inside_their_run_and_it_inside_its_caller(bool fuse)
    {
        string id = $"traced-{fuse}";
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Millstream",
            Sample = static (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (Equals(activity.GetTagItem("millstream.run.id"), id))
                {
                    ended.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var caller = new Activity("caller");
        caller.Start();

        await EndAsync(await LocalEngine.Shared.StartAsync(Graph("traced", fails: true, static () => { }), new RunOptions { RunId = id, Fuse = fuse }));

        Assert.Same(caller, Activity.Current);
        Activity run = Assert.Single(ended, a => a.OperationName == "run traced");
        Assert.Equal((caller.SpanId, ActivityStatusCode.Error), (run.ParentSpanId, run.Status));
        Activity[] tasks = [.. ended.Where(a => a.OperationName.StartsWith("task ", StringComparison.Ordinal)).OrderBy(a => a.OperationName, StringComparer.Ordinal)];
        Assert.Equal(["task from", "task last", "task n"], tasks.Select(a => a.OperationName));
        Assert.All(tasks, task => Assert.Equal((run.SpanId, run.TraceId), (task.ParentSpanId, task.TraceId)));
        Assert.Equal(ActivityStatusCode.Error, tasks[1].Status);
    }

    private static TaskGraph Graph(string name, bool fails, Action act)
    {
        var g = new GraphBuilder(name);
        Flow<int> first = g.Lambda("n", x => x, (StreamInput<int>)Flow.From([1]));
        g.Lambda("last", x => { act(); return fails ? throw new FormatException("No.") : x; }, (StreamInput<int>)first);
        return g.Build();
    }

    private static async Task EndAsync(GraphRun run)
    {
        await Task.WhenAny(run.Completion).WaitAsync(Deadline);
        await run.DisposeAsync();
    }
}

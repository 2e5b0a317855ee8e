using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Millstream.Graphs;
using Millstream.Testing;

namespace Millstream.Telemetry;

/// <summary>What log lines, traces and metrics say of a task, and that the events of two runs are two streams.</summary>
public sealed class SeeingTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "TG-194")]
    public async Task A_log_line_says_where_it_comes_from(bool fuse)
    {
        var log = new TestLog();
        int calls = 0;
        var g = new GraphBuilder("logged");
        g.Add(
            Supplies.Contextual.Of("Crunch", (x, context) =>
            {
                object item = x;
                context.Logger.LogInformation("Item {Item}.", item);
                Assert.Equal(x == 1 ? ++calls : 1, context.Attempt);
                return x == 1 && calls < 2 ? throw new IOException("Once.") : new ValueTask<int>(x);
            }),
            [((StreamInput<int>)Flow.From(0, 1)).Input],
            "c",
            options: o => o.Retry(1));

        await using GraphRun run = await new LocalEngine().StartAsync(g.Build(), new RunOptions { RunId = "r1", Logger = log, Fuse = fuse });
        await run.Completion.InTime();

        Assert.Equal(["Item 0.", "Item 1.", "Item 1."], log.Lines);
        Assert.Equal(
            [(0, "r1", "c", "Crunch", 1), (1, "r1", "c", "Crunch", 1), (1, "r1", "c", "Crunch", 2)],
            log.Entries.Select(e => ((int)e.Values["Item"]!, e.Values["RunId"], e.Values["TaskId"], e.Values["TaskName"], (int)e.Values["Attempt"]!)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_task_warns_of_is_an_event_of_the_run_whether_anybody_reads_the_log_or_not(bool hasLog)
    {
        var log = new TestLog();
        var g = new GraphBuilder("warned");
        g.Add(
            Supplies.Contextual.Of("Crunch", (x, context) =>
            {
                object item = x;
                Assert.Equal(hasLog, context.Logger.IsEnabled(LogLevel.Information));
                context.Logger.LogInformation("Item {Item}.", item);
                context.Logger.LogWarning("Item {Item} is odd.", item);
                context.Logger.LogError(new IOException("The disk is full."), "Item {Item} is not kept.", item);
                return new ValueTask<int>(x);
            }),
            [((StreamInput<int>)Flow.From(7)).Input],
            "c");

        await using GraphRun run = await new LocalEngine().StartAsync(g.Build(), hasLog ? new RunOptions { Logger = log } : new RunOptions());
        await run.Completion.InTime();

        Assert.Equal(
            [("c", "Item 7 is odd."), ("c", "Item 7 is not kept. The disk is full.")],
            (await run.EventsAsync()).Where(e => e.Kind == RunEventKind.Warning).Select(e => (e.TaskId.ToString()!, e.Message!)));
        Assert.Equal(hasLog ? ["Item 7.", "Item 7 is odd.", "Item 7 is not kept."] : [], log.Lines);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "TG-194")]
    public async Task Traces_nest_run_task_and_call(bool fuse)
    {
        string id = $"nested-{fuse}";
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
        string?[] seen = new string?[2];
        var g = new GraphBuilder("nested");
        Flow<int> first = g.Lambda("plain", (int x) => { seen[0] = Activity.Current?.OperationName; return x; }, (StreamInput<int>)Flow.From(1));
        g.Add(
            Supplies.Contextual.Of("c", async (x, context) =>
            {
                await Task.Yield();
                seen[1] = Activity.Current?.OperationName;
                return context.Attempt == 1 ? throw new IOException("Once.") : x;
            }),
            [((StreamInput<int>)first).Input],
            options: o => o.Retry(1));

        await using GraphRun run = await new LocalEngine().StartAsync(g.Build(), new RunOptions { RunId = id, Fuse = fuse });
        await run.Completion.InTime();

        Activity ofRun = Assert.Single(ended, a => a.OperationName == "run nested");
        Activity ofTask = Assert.Single(ended, a => a.OperationName == "task c"), ofPlain = Assert.Single(ended, a => a.OperationName == "task plain");
        Activity[] calls = [.. ended.Where(a => a.OperationName == "call c")];
        Assert.Equal<IEnumerable<string?>>(["call plain", "call c"], seen);
        Assert.Equal([1, 2], calls.Select(c => c.GetTagItem("millstream.attempt")));
        Assert.Equal([ActivityStatusCode.Error, ActivityStatusCode.Unset], calls.Select(c => c.Status));
        Assert.All(calls, c => Assert.Equal(ofTask.SpanId, c.ParentSpanId));
        Assert.Equal(ofPlain.SpanId, Assert.Single(ended, a => a.OperationName == "call plain").ParentSpanId);
        Assert.All([ofTask, ofPlain], t => Assert.Equal(ofRun.SpanId, t.ParentSpanId));
        Assert.Single(ended.Select(a => a.TraceId).Distinct());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Items_are_counted_by_graph_and_task_while_somebody_collects(bool fuse)
    {
        string graph = $"metered-{fuse}";
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listening) =>
            {
                if (instrument.Name == "millstream.task.items")
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        var counted = new Dictionary<string, long>();
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            var byName = new Dictionary<string, object?>(tags.ToArray());
            if (Equals(byName["graph"], graph))
            {
                counted[(string)byName["task"]!] = value;
            }
        });
        listener.Start();
        var source = new TestSource<int>();
        var g = new GraphBuilder(graph);
        g.Lambda("add", (int x) => x + 1, (StreamInput<int>)g.Input<int>("in"));

        for (int times = 1; times <= 2; times++)
        {
            source = new TestSource<int>();
            await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), new RunInputs { ["in"] = source }, new RunOptions { Fuse = fuse });
            await using var sink = new TestSink<int>(run.Output<int>("add"));
            source.Push(1, 2, 3);
            await sink.TakeAsync(3).InTime();

            // While it goes on, with those of earlier runs.
            listener.RecordObservableInstruments();
            Assert.Equal(3 * times, counted["add"]);
            source.Complete();
            await run.Completion.InTime();
        }

        listener.RecordObservableInstruments();
        Assert.Equal((6L, 6L), (counted["in"], counted["add"]));
    }

    [Fact]
    [Trait("Proves", "TG-195")]
    [Trait("Proves", "TG-196")]
    public async Task Each_run_has_one_stream_of_events_and_it_is_of_that_run_alone()
    {
        // No emitters anywhere: no type that users see has an event or is observable.
        Type[] shown = typeof(GraphRun).Assembly.GetExportedTypes();
        Assert.Empty(shown.SelectMany(t => t.GetEvents()));
        Assert.DoesNotContain(shown.SelectMany(t => t.GetInterfaces()), i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IObservable<>));

        var g = new GraphBuilder("told");
        g.Lambda("n", (int x) => x, (StreamInput<int>)g.Input<int>("in"));
        TaskGraph graph = g.Build();
        TestSource<int>[] sources = [new(), new()];
        await using GraphRun one = await new LocalEngine().StartAsync(graph, new RunInputs { ["in"] = sources[0] }, new RunOptions { RunId = "one", Events = EventDetail.Items });
        await using GraphRun two = await new LocalEngine().StartAsync(graph, new RunInputs { ["in"] = sources[1] }, new RunOptions { RunId = "two", Events = EventDetail.Items });
        for (int i = 0; i < 5; i++)
        {
            await sources[i % 2].HandOverAsync(i).InTime();
        }

        foreach (TestSource<int> source in sources)
        {
            source.Complete();
        }

        await Task.WhenAll(one.Completion, two.Completion).InTime();

        foreach (GraphRun run in new[] { one, two })
        {
            List<RunEvent> events = await run.Events().ToListAsync().AsTask().InTime();
            Assert.All(events, e => Assert.Equal(run.RunId, e.RunId));
            Assert.Equal(Enumerable.Range(1, events.Count), events.Select(e => (int)e.Seq));
        }
    }

    [Fact]
    [Trait("Proves", "TG-193")]
    public async Task An_error_is_typed_and_its_task_says_what_becomes_of_it()
    {
        static int Fussy(int x) => x == 2 ? throw new FormatException("Two.") : x;
        Flow<int> numbers = Flow.From(1, 2, 3);

        // The run fails, and says which task and why.
        var error = await Assert.ThrowsAsync<TaskFailedException>(() => numbers.Then(Fussy, o => o.Named("fussy")).RunAsync().InTime());
        Assert.Equal(("fussy", 1L, 1, typeof(FormatException)), (error.TaskName, error.ItemIndex, error.Attempt, error.InnerException!.GetType()));

        // It is repeated, left out, set aside, routed, replaced by another way.
        int calls = 0;
        Assert.Equal([1, 2, 3], await numbers.Then(x => x == 2 && calls++ == 0 ? throw new FormatException("Once.") : x, o => o.Retry(1)).RunAsync().InTime());
        Assert.Equal([1, 3], await numbers.Then(Fussy, o => o.SkipErrors()).RunAsync().InTime());
        await using GraphRun setAside = numbers.Then(Fussy, o => o.DeadLetterErrors()).Start();
        await setAside.Completion.InTime();
        Assert.Equal(2, Assert.Single(setAside.DeadLetters).Item);
        Assert.Equal(["Two."], await numbers.Then(Fussy).DeadLetters().Then(d => d.Error.Message).RunAsync().InTime());
        Assert.Equal([1, -2, 3], await numbers.Then(Fussy, o => o.Fallback<int, int>((x, _) => -x)).RunAsync().InTime());
    }

    [Theory]
    [InlineData(true, 1024)]
    [InlineData(false, 1024)]
    [InlineData(false, 1)]
    public async Task The_trace_of_an_item_travels_with_it(bool fuse, int capacity)
    {
        string id = $"travels-{fuse}-{capacity}";
        var ended = new ConcurrentDictionary<ActivitySpanId, Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is "Millstream" or "Caller",
            Sample = static (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => ended.TryAdd(activity.SpanId, activity),
        };
        ActivitySource.AddActivityListener(listener);
        using var caller = new ActivitySource("Caller");
        var seen = new ConcurrentDictionary<(string Task, int Item), ActivitySpanId>();

        int See(string task, int item)
        {
            seen[(task, item)] = Activity.Current!.SpanId;
            return item;
        }

        var g = new GraphBuilder("travels");
        Flow<int> sync = g.Input<int>("numbers").Then((int x) => See("sync", x));
        Flow<int> many = sync.SelectMany(x => (IEnumerable<int>)[10 * See("many", x), (10 * x) + 1]);
        Flow<int> parallel = many.Then(
            async (x, token) =>
            {
                await Task.Yield();
                See("parallel", x);
                return x;
            },
            o => o.Parallel(3));
        Flow<int> last = parallel.Then(
            async (x, token) =>
            {
                await Task.Yield();
                return See("last", x);
            });
        g.Output("last", last);
        await using GraphRun run = await new LocalEngine().StartAsync(
            g.Build(), new RunInputs { ["numbers"] = RunInput.Open }, new RunOptions { RunId = id, Fuse = fuse, Capacity = capacity });
        RunInput<int> numbers = run.Input<int>("numbers");
        var requests = new List<ActivitySpanId>();
        for (int item = 0; item < 5; item++)
        {
            using Activity? request = caller.StartActivity("request");
            requests.Add(request!.SpanId);
            await numbers.WriteAsync(item, TestContext.Current.CancellationToken);
        }

        numbers.Complete();
        await run.Completion.InTime();

        ActivitySpanId From(string task, int item) => Assert.Single(ended[seen[(task, item)]].Links).Context.SpanId;
        for (int item = 0; item < 5; item++)
        {
            Assert.Equal(requests[item], From("sync", item));
            Assert.Equal(seen[("sync", item)], From("many", item));
            foreach (int made in new[] { 10 * item, (10 * item) + 1 })
            {
                Assert.Equal(seen[("many", item)], From("parallel", made));
                Assert.Equal(seen[("parallel", made)], From("last", made));
            }
        }
    }
}

using Microsoft.Extensions.DependencyInjection;
using Millstream.Declarations;
using Millstream.Graphs;
using Millstream.Telemetry;
using Millstream.Testing;

namespace Millstream.Hosting;

/// <summary>How long the services of a run and of its tasks live.</summary>
public sealed class ScopeTests
{
    private static readonly TaskGraph Graph = TaskGraph.FromTasks(Examples.First, Examples.Second);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "DF-45")]
    [Trait("Proves", "DF-72")]
    public async Task A_run_has_a_scope_and_each_task_one_of_its_own(bool fuse)
    {
        var ofTasks = new List<Tracked>();
        var ofRuns = new List<Tracked>();
        var singletons = new List<Ledger>();
        await using ServiceProvider container = Container(
            activation =>
            {
                ofTasks.Add(activation.Service<Tracked>("tracked"));
                Assert.Same(ofTasks[^1], activation.Service<Tracked>("again"));
                singletons.Add(activation.Service<Ledger>("ledger"));
                ofRuns.Add(activation.Context.Services!.GetRequiredService<Tracked>());
                return (x, _) => ValueTask.FromResult(x + 1);
            });
        var engine = container.GetRequiredService<GraphEngine>();

        await using (GraphRun run = await engine.StartAsync(Graph, new RunInputs { ["a"] = 1 }, new RunOptions { Fuse = fuse }))
        {
            Assert.Equal([3], await run.Output<int>("c").ToListAsync().WaitAsync(Examples.Deadline));
            await run.Completion.WaitAsync(Examples.Deadline);
        }

        Assert.Equal(2, ofTasks.Distinct().Count());
        Assert.Single(ofRuns.Distinct());
        Assert.DoesNotContain(ofRuns[0], ofTasks);
        Assert.Single(singletons.Distinct());
        Assert.All(singletons[0].Made, tracked => Assert.True(tracked.IsDisposed));
        Assert.Equal((3, 3), (singletons[0].Made.Count, singletons[0].Disposed));

        await using GraphRun another = await engine.StartAsync(Graph, new RunInputs { ["a"] = 1 });
        await another.Completion.WaitAsync(Examples.Deadline);
        Assert.Equal((6, 6), (singletons[0].Made.Count, singletons[0].Disposed));
        Assert.Equal(2, ofRuns.Distinct().Count());
    }

    [Fact]
    [Trait("Proves", "DF-45")]
    public async Task A_tasks_services_are_disposed_when_the_task_ends_and_the_runs_when_the_run_does()
    {
        var gate = new TaskCompletionSource();
        await using ServiceProvider container = Container(activation =>
        {
            _ = activation.Service<Tracked>("tracked");
            _ = activation.Context.Services!.GetRequiredService<Tracked>();
            bool isSecond = activation.Context.TaskId.ToString() == "second";
            return async (x, _) =>
            {
                await (isSecond ? gate.Task : Task.CompletedTask);
                return x;
            };
        });
        var ledger = container.GetRequiredService<Ledger>();
        Task one = ledger.WhenDisposedAsync(1);
        await using GraphRun run = await container.GetRequiredService<GraphEngine>().StartAsync(
            Graph, new RunInputs { ["a"] = 1 }, new RunOptions { Fuse = false });

        await one.WaitAsync(Examples.Deadline);
        Assert.Equal((3, 1, RunStatus.Running), (ledger.Made.Count, ledger.Disposed, run.Status));
        gate.SetResult();
        await run.Completion.WaitAsync(Examples.Deadline);
        Assert.Equal(3, ledger.Disposed);
    }

    [Theory]
    [InlineData("fail")]
    [InlineData("kill")]
    [InlineData("stop")]
    [InlineData("drain")]
    [InlineData("leave behind")]
    [Trait("Proves", "DF-45")]
    public async Task Services_are_disposed_however_a_run_ends(string how)
    {
        var begun = new TaskCompletionSource();
        var gate = new TaskCompletionSource<int>();
        await using ServiceProvider container = Container(activation =>
        {
            _ = activation.Service<Tracked>("tracked");
            _ = activation.Context.Services!.GetRequiredService<Tracked>();
            return async (x, token) =>
            {
                begun.TrySetResult();
                return how switch
                {
                    "fail" => throw new FormatException("No."),
                    "leave behind" => await gate.Task,
                    "kill" => await gate.Task.WaitAsync(token),
                    _ => x,
                };
            };
        });
        var ledger = container.GetRequiredService<Ledger>();
        await using GraphRun run = await container.GetRequiredService<GraphEngine>().StartAsync(
            Graph, new RunInputs { ["a"] = EndlessAsync() }, new RunOptions { Grace = TimeSpan.FromSeconds(how == "leave behind" ? 1 : 5) });

        await begun.Task.WaitAsync(Examples.Deadline);
        await (how switch
        {
            "fail" => Task.CompletedTask,
            "stop" => run.StopAsync(),
            "drain" => run.DrainAsync(),
            _ => run.KillAsync(),
        }).WaitAsync(Examples.Deadline);
        await Task.WhenAny(run.Completion).WaitAsync(Examples.Deadline);

        Assert.Equal(
            how switch { "fail" => RunStatus.Faulted, "stop" => RunStatus.Stopped, "drain" => RunStatus.Completed, _ => RunStatus.Killed }, run.Status);
        Assert.Equal((3, 3), (ledger.Made.Count, ledger.Disposed));
        gate.TrySetResult(0);
    }

    [Fact]
    [Trait("Proves", "DF-45")]
    public async Task A_method_that_asks_for_it_opens_a_scope_for_each_item()
    {
        await using ServiceProvider container = Container(activation =>
        {
            IServiceScopeFactory scopes = activation.Service<IServiceScopeFactory>("scopes");
            Ledger ledger = activation.Service<Ledger>("ledger");
            return async (_, _) =>
            {
                await using AsyncServiceScope ofItem = scopes.CreateAsyncScope();
                _ = ofItem.ServiceProvider.GetRequiredService<Tracked>();
                return ledger.Made.Count - ledger.Disposed;
            };
        });
        await using GraphRun run = await container.GetRequiredService<GraphEngine>().StartAsync(
            TaskGraph.FromTasks(Examples.First), new RunInputs { ["a"] = Enumerable.Range(1, 3) });

        Assert.Equal([1, 1, 1], await run.Output<int>("b").ToListAsync().WaitAsync(Examples.Deadline));
        var ledger = container.GetRequiredService<Ledger>();
        Assert.Equal((3, 3), (ledger.Made.Count, ledger.Disposed));
    }

    [Fact]
    [Trait("Proves", "DF-45")]
    public async Task A_start_that_is_refused_leaves_no_scope_open()
    {
        await using ServiceProvider container = Container(activation =>
        {
            _ = activation.Service<Tracked>("tracked");
            _ = activation.Context.TaskId.ToString() == "second" ? activation.Service<Unregistered>("other") : null;
            return (x, _) => ValueTask.FromResult(x);
        });
        var ledger = container.GetRequiredService<Ledger>();
        Task all = ledger.WhenDisposedAsync(2);

        await Assert.ThrowsAsync<GraphConfigurationException>(
            () => container.GetRequiredService<GraphEngine>().StartAsync(Graph, new RunInputs { ["a"] = 1 }));
        await all.WaitAsync(Examples.Deadline);
        Assert.Equal(2, ledger.Made.Count);
    }

    [Fact]
    public async Task A_service_that_cannot_be_disposed_is_told_and_the_others_still_are()
    {
        await using ServiceProvider container = Container(
            activation =>
            {
                _ = activation.Context.TaskId.ToString() == "first" ? activation.Service<Stubborn>("stubborn") : null;
                _ = activation.Service<Tracked>("tracked");
                return (x, _) => ValueTask.FromResult(x);
            },
            services => services.AddScoped(_ => new Stubborn(() => throw new FormatException("Never."))));
        await using GraphRun run = await container.GetRequiredService<GraphEngine>().StartAsync(Graph, new RunInputs { ["a"] = 1 });

        await run.Completion.WaitAsync(Examples.Deadline);

        List<RunEvent> events = await run.Events().ToListAsync().AsTask().WaitAsync(Examples.Deadline);
        Assert.Equal(
            "A service of 'first' could not be disposed: Never.", Assert.Single(events, e => e.Kind == RunEventKind.Warning).Message);
        Assert.Equal(RunEventKind.RunCompleted, events[^1].Kind);
        Assert.Contains(container.GetRequiredService<Ledger>().Made, tracked => tracked.IsDisposed);
    }

    [Fact]
    public async Task A_service_that_is_never_done_disposing_holds_the_run_for_the_grace_time()
    {
        var time = new ManualTimeProvider();
        var disposing = new TaskCompletionSource();
        await using ServiceProvider container = Container(
            activation =>
            {
                _ = activation.Service<Stubborn>("stubborn");
                return (x, _) => ValueTask.FromResult(x);
            },
            services => services.AddScoped(_ => new Stubborn(async () =>
            {
                disposing.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
            })));
        await using GraphRun run = await container.GetRequiredService<GraphEngine>().StartAsync(
            Graph, new RunInputs { ["a"] = 1 }, new RunOptions { Time = time, Grace = TimeSpan.FromSeconds(3) });

        Assert.Equal([1], await run.Output<int>("c").ToListAsync().WaitAsync(Examples.Deadline));
        await disposing.Task.WaitAsync(Examples.Deadline);
        Assert.False(run.Completion.IsCompleted);
        while (!run.Completion.IsCompleted)
        {
            // The wait may be armed a little after the disposing began.
            time.Advance(TimeSpan.FromSeconds(3));
            await Task.Yield();
        }

        Assert.Equal(RunStatus.Completed, run.Status);
    }

    private static ServiceProvider Container(
        Func<TaskActivation, Func<int, CancellationToken, ValueTask<int>>> bind, Action<IServiceCollection>? add = null) => Examples.Container(millstream =>
    {
        millstream.Services.AddSingleton<Ledger>().AddScoped<Tracked>().AddLogging();
        add?.Invoke(millstream.Services);
        millstream.Implement(Examples.First, Examples.Method("First", "a", bind)).Implement(Examples.Second, Examples.Method("Second", "b", bind));
    });

    private static async IAsyncEnumerable<int> EndlessAsync()
    {
        for (int i = 0; ; i++)
        {
            yield return i;
            await Task.Yield();
        }
    }

    private sealed class Unregistered;

    private sealed class Stubborn(Func<ValueTask> dispose) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => dispose();
    }
}

using Millstream.Failure;
using Millstream.Graphs;

namespace Millstream.Supplies;

/// <summary>What the tasks of a run share.</summary>
public sealed class ResourcesTests
{
    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "TG-26")]
    public async Task Tasks_share_what_the_first_makes_and_it_is_disposed_with_the_run(bool fuse, int capacity)
    {
        foreach (bool fails in new[] { false, true })
        {
            int made = 0;
            var log = new ListLogger();
            var disposed = new List<string>();
            var inner = new GraphBuilder("inner");
            inner.Add(Using("nested"), [((StreamInput<int>)inner.Input<int>("x")).Input]);
            var g = new GraphBuilder("outer");
            Flow<int> first = g.Add(Using("first"), [((StreamInput<int>)Flow.From(1, 2, 3)).Input]).Flow<int>();
            g.Group("group", inner.Build(), (TaskInput)first);

            await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), RunModes.Of(fuse, capacity) with { Logger = log });
            Exception? error = await Record.ExceptionAsync(() => run.Completion.InTime());

            Assert.Equal(fails, error is TaskFailedException);
            Assert.Equal(1, made);

            // The latest first; one that fails does not keep the others, and is logged.
            Assert.Equal(["last", "db"], disposed);
            Assert.Contains(log.Lines, l => l.EndsWith("The resource 'broken' could not be disposed: No end.", StringComparison.Ordinal));

            TaskDefinition Using(string name) => Contextual.Of(name, (x, context) =>
            {
                RunResources resources = context.Resources;
                object db = resources.GetOrAdd("db", () => { Interlocked.Increment(ref made); return new Ending(() => disposed.Add("db")); });
                resources.GetOrAdd("broken", () => new Ending(() => throw new InvalidOperationException("No end.")));
                resources.GetOrAdd("last", () => new Ending(() => disposed.Add("last")));
                Assert.Same(db, resources.GetOrAdd("db", () => new Ending(() => { })));
                Assert.Empty(disposed);
                return fails && x == 3 && name == "nested" ? throw new FormatException("Three.") : new ValueTask<int>(x);
            });
        }
    }

    [Fact]
    public async Task A_resource_may_be_made_asynchronously_and_ends_after_a_kill()
    {
        int made = 0;
        var reached = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        await using GraphRun run = Flow.From(1, 2).With(
            async (x, ctx) =>
            {
                await ctx.Resources.GetOrAddAsync("browser", async () =>
                {
                    await Task.Yield();
                    made++;
                    return new AsyncEnding(ended.SetResult);
                });
                reached.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ctx.CancellationToken);
                return x;
            },
            o => o.Parallel(2)).Start();
        await reached.Task.InTime();

        Assert.False(ended.Task.IsCompleted);
        await run.KillAsync().InTime();

        Assert.True(ended.Task.IsCompleted);
        Assert.Equal(1, made);
    }

    [Fact]
    public async Task What_could_not_be_made_is_tried_again_and_a_key_has_one_type()
    {
        int tries = 0;
        var refused = new List<string>();
        await Flow.From(1, 2).With((x, ctx) =>
        {
            try
            {
                return ctx.Resources.GetOrAdd("db", () => tries++ == 0 ? throw new IOException("Not yet.") : "made");
            }
            catch (IOException)
            {
                Assert.Contains(
                    "The resource 'db' of the run is string, not int.",
                    Assert.Throws<InvalidOperationException>(() => { ctx.Resources.GetOrAdd("db", () => "made"); ctx.Resources.GetOrAdd("db", () => 1); }).Message,
                    StringComparison.Ordinal);
                return "refused";
            }
        }).ForEach(refused.Add).RunAsync().InTime();

        Assert.Equal(["refused", "made"], refused);
        Assert.Equal(1, tries);
    }

    [Fact]
    public async Task After_the_run_nothing_can_be_made()
    {
        TaskContext? kept = null;
        await Flow.From(1).With((x, ctx) => { kept = ctx; return x; }).RunAsync().InTime();

        var gone = Assert.Throws<ObjectDisposedException>(() => kept!.Resources.GetOrAdd("db", () => new object()));
        Assert.Contains("The resource 'db' cannot be had: the run has ended", gone.Message, StringComparison.Ordinal);
    }

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }

    private sealed class AsyncEnding(Action end) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Task.Yield();
            end();
        }
    }
}

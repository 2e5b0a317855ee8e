using System.Runtime.CompilerServices;
using Millstream.Graphs;
using Millstream.Telemetry;
using Millstream.Testing;

namespace Millstream.Failure;

/// <summary>Generators of named tasks that are begun again.</summary>
public sealed class GeneratorRetryTests
{
    public static TheoryData<bool, bool, int> Ways
    {
        get
        {
            var ways = new TheoryData<bool, bool, int>();
            foreach (bool isAsync in (bool[])[false, true])
            {
                foreach ((bool fuse, int capacity) in ((bool, int)[])[(true, 1024), (true, 1), (false, 1024), (false, 4), (false, 1)])
                {
                    ways.Add(isAsync, fuse, capacity);
                }
            }

            return ways;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    [Trait("Proves", "TG-75")]
    public async Task One_that_has_given_nothing_is_begun_again(bool isAsync, bool fuse, int capacity)
    {
        var plan = new Plan { FailsAt = { 0, 0 } };
        await using GraphRun run = await StartAsync(isAsync, asks: false, plan, fuse, capacity);

        Assert.Equal([0, 1, 2, 3], await run.ResultAsync<IReadOnlyList<int>>("gen").InTime());
        Assert.Equal(["1", "2", "3"], plan.Attempts);
        Assert.Equal((3, 3), (plan.Begun, plan.Disposed));
        Assert.Equal([(2L, 0L), (3, 0)], (await run.EventsAsync()).Where(e => e.Kind == RunEventKind.TaskRetry).Select(e => (e.Count!.Value, e.Index!.Value)));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    [Trait("Proves", "TG-75")]
    public async Task One_that_has_given_items_is_not_and_the_error_says_why(bool isAsync, bool fuse, int capacity)
    {
        var plan = new Plan { FailsAt = { 2 } };
        await using GraphRun run = await StartAsync(isAsync, asks: false, plan, fuse, capacity);

        TaskFailedException error = Assert.IsType<TaskFailedException>(await run.EndAsync());

        Assert.Equal(
            $"Task \"gen\" ({(isAsync ? "Retried" : "RetriedSync")}) failed at item 2: broken at 2 It is not begun again: it had given 2 items, which would come twice, and does not ask for TaskContext.StartPosition.",
            error.Message);
        Assert.Same(plan.Thrown, error.InnerException);
        Assert.Equal((1, 1), (plan.Begun, plan.Disposed));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    [Trait("Proves", "TG-75")]
    public async Task One_that_asks_where_to_start_goes_on_there(bool isAsync, bool fuse, int capacity)
    {
        var plan = new Plan { FailsAt = { 2, 3 } };
        await using GraphRun run = await StartAsync(isAsync, asks: true, plan, fuse, capacity);

        Assert.Equal([0, 1, 2, 3], await run.ResultAsync<IReadOnlyList<int>>("gen").InTime());
        Assert.Equal(["1 from 0", "2 from 2", "3 from 3"], plan.Attempts);

        var failing = new Plan { FailsAt = { 1, 2, 3 } };
        await using GraphRun failed = await StartAsync(isAsync, asks: true, failing, fuse, capacity);
        TaskFailedException error = Assert.IsType<TaskFailedException>(await failed.EndAsync());
        Assert.Equal((3, 3L, failing.Thrown), (error.Attempt, error.ItemIndex!.Value, error.InnerException));
    }

    [Fact]
    public async Task It_waits_and_ends_with_its_run()
    {
        var time = new ManualTimeProvider();
        var plan = new Plan { FailsAt = { 0, 0 } };
        await using GraphRun run = await StartAsync(isAsync: true, asks: false, plan, fuse: true, capacity: 4, o => o.Retry(2, TimeSpan.FromMilliseconds(100), isExponential: true), time);
        await time.WaitForTimersAsync(1, TestContext.Current.CancellationToken).InTime();
        time.Advance(TimeSpan.FromMilliseconds(100));
        await time.WaitForTimersAsync(1, TestContext.Current.CancellationToken).InTime();
        Assert.Equal(2, plan.Begun);

        await run.KillAsync().InTime();

        Assert.Equal((RunStatus.Killed, 2, 2), (run.Snapshot().Task("gen").Status, plan.Begun, plan.Disposed));
    }

    private static Task<GraphRun> StartAsync(
        bool isAsync, bool asks, Plan plan, bool fuse, int capacity, Func<Tasks.TaskOptions, Tasks.TaskOptions>? options = null, TimeProvider? time = null)
    {
        var services = new System.ComponentModel.Design.ServiceContainer();
        services.AddService(typeof(Plan), plan);
        TaskDefinition task = (isAsync, asks) switch
        {
            (true, false) => RetriedDefinitions.Retried,
            (true, true) => RetriedDefinitions.RetriedFrom,
            (false, false) => RetriedDefinitions.RetriedSync,
            _ => RetriedDefinitions.RetriedSyncFrom,
        };
        var g = new GraphBuilder("g");
        g.Add(task, [], "gen", options: options);
        return LocalEngine.Shared.StartAsync(g.Build(), RunModes.Of(fuse, capacity) with { Services = services, Time = time ?? TimeProvider.System });
    }
}

/// <summary>When a generator fails, and what it did.</summary>
internal sealed class Plan
{
    public List<int> FailsAt { get; } = [];

    public List<string> Attempts { get; } = [];

    public int Begun => Attempts.Count;

    public int Disposed { get; set; }

    public Exception? Thrown { get; private set; }

    public void Begin(TaskContext context, long? from) => Attempts.Add(from is null ? $"{context.Attempt}" : $"{context.Attempt} from {from}");

    public void ThrowAt(int position)
    {
        if (Begun <= FailsAt.Count && FailsAt[Begun - 1] == position)
        {
            Thrown = new IOException($"broken at {position}");
            throw Thrown;
        }
    }
}

/// <summary>Generators of four items, 0 to 3.</summary>
internal static class Retried
{
    [StreamTask(Name = "Retried", Retry = 2)]
    public static async IAsyncEnumerable<int> RetriedAsync([Service] Plan plan, TaskContext context, [EnumeratorCancellation] CancellationToken token = default)
    {
        try
        {
            plan.Begin(context, from: null);
            for (int i = 0; ; i++)
            {
                await Task.Yield();
                token.ThrowIfCancellationRequested();
                plan.ThrowAt(i);
                if (i == 4)
                {
                    yield break;
                }

                yield return i;
            }
        }
        finally
        {
            plan.Disposed++;
        }
    }

    [StreamTask(Name = "RetriedFrom", Retry = 2)]
    public static async IAsyncEnumerable<int> RetriedFromAsync([Service] Plan plan, TaskContext context)
    {
        plan.Begin(context, context.StartPosition);
        for (int i = (int)context.StartPosition; i < 4; i++)
        {
            await Task.Yield();
            plan.ThrowAt(i);
            yield return i;
        }
    }

    [StreamTask(Retry = 2)]
    public static IEnumerable<int> RetriedSync([Service] Plan plan, TaskContext context)
    {
        try
        {
            plan.Begin(context, from: null);
            for (int i = 0; i < 4; i++)
            {
                plan.ThrowAt(i);
                yield return i;
            }
        }
        finally
        {
            plan.Disposed++;
        }
    }

    [StreamTask(Retry = 2)]
    public static IEnumerable<int> RetriedSyncFrom([Service] Plan plan, TaskContext context)
    {
        plan.Begin(context, context.StartPosition);
        for (int i = (int)context.StartPosition; i < 4; i++)
        {
            plan.ThrowAt(i);
            yield return i;
        }
    }
}

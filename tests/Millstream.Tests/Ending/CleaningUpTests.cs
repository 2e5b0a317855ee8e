using System.Runtime.CompilerServices;
using Millstream.Telemetry;

namespace Millstream.Ending;

/// <summary>What user code does when it is killed comes before its end is told.</summary>
public sealed class CleaningUpTests
{
    public static TheoryData<string, bool, bool> Ways
    {
        get
        {
            var ways = new TheoryData<string, bool, bool>();
            foreach (string way in (string[])["call", "parallel", "many", "live", "source"])
            {
                foreach (bool fails in (bool[])[false, true])
                {
                    ways.Add(way, fails, true);
                    ways.Add(way, fails, false);
                }
            }

            return ways;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    [Trait("Proves", "TG-62")]
    public async Task Finally_blocks_and_disposable_state_come_before_the_end(string way, bool fails, bool fuse)
    {
        var log = new ListLogger();
        var journal = new Journal { Fails = fails, Calls = way == "parallel" ? 2 : 1 };
        var services = new System.ComponentModel.Design.ServiceContainer();
        services.AddService(typeof(Journal), journal);
        TaskInput input = Flow.From(1, 2);
        PlacedTask placed = way switch
        {
            "call" => CleaningDefinitions.Clean.Place([input]),
            "parallel" => CleaningDefinitions.Clean.Place([input], settings: null, o => o.Parallel(2)),
            "many" => CleaningDefinitions.CleanMany.Place([input]),
            "live" => CleaningDefinitions.CleanLive.Place([input]),
            _ => CleaningDefinitions.CleanSource.Place([]),
        };
        await using GraphRun run = placed.Flow<int>().Start(new RunOptions { Fuse = fuse, Services = services, Logger = log });
        journal.Run = run;
        await journal.Waits.Task.InTime();

        await run.KillAsync().InTime();
        Exception? error = await run.EndAsync();

        // In the order in which they happened, each with the status of the task at that time.
        Assert.Equal([.. Enumerable.Repeat("finally Ending", journal.Calls), "disposed Ending"], journal.Lines);
        Assert.Equal((RunStatus.Killed, RunStatus.Killed), (run.Status, Journal.Its(run).Status));
        Assert.IsAssignableFrom<OperationCanceledException>(error);
        Assert.Empty(run.Errors);
        Assert.Equal(fails, log.Lines.Any(l => l.EndsWith("The state Held could not be disposed: no end", StringComparison.Ordinal)));
        Assert.Equal(fails, log.Lines.Any(l => l.EndsWith("failed when it was told to end: no finally", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task State_is_disposed_of_a_task_that_never_began_and_of_one_that_completed()
    {
        var journal = new Journal();
        var services = new System.ComponentModel.Design.ServiceContainer();
        services.AddService(typeof(Journal), journal);
        Held.Disposed = 0;
        Flow<int> never = Flow.Iter(WaitAsync).Then(x => x, o => o.Capacity(1)).CleanMany();
        await using GraphRun run = never.Start(new RunOptions { Services = services });
        await run.KillAsync().InTime();
        Assert.Equal(1, Held.Disposed);

        await CleaningDefinitions.CleanMany.Place([Flow.From<int>()]).Flow<int>().RunAsync(new RunOptions { Services = services }).InTime();
        Assert.Equal(2, Held.Disposed);

        static async IAsyncEnumerable<int> WaitAsync()
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
            yield return 1;
        }
    }
}

/// <summary>Writes down what tasks do while they are killed.</summary>
internal sealed class Journal
{
    private readonly List<string> _lines = [];

    public TaskCompletionSource Waits { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool Fails { get; init; }

    /// <summary>Gets how many calls are to wait.</summary>
    public int Calls { get; init; } = 1;

    public GraphRun? Run { get; set; }

    public IReadOnlyList<string> Lines => _lines;

    public static TaskStatistics Its(GraphRun run) => run.Snapshot().Tasks.Single(t => t.TaskName.StartsWith("Clean", StringComparison.Ordinal));

    public void Add(string what)
    {
        lock (_lines)
        {
            _lines.Add(Run is null ? what : $"{what} {Its(Run).Status}");
        }
    }

    public async Task WaitAsync(Held state, CancellationToken token)
    {
        state.Journal = this;
        if (Interlocked.Increment(ref state.Calls) == Calls)
        {
            Waits.TrySetResult();
        }

        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        }
        finally
        {
            Add("finally");
            Throw();
        }
    }

    private void Throw()
    {
        if (Fails)
        {
            throw new InvalidOperationException("no finally");
        }
    }
}

[ThreadSafe]
internal sealed class Held : IAsyncDisposable
{
    public static int Disposed;

    public int Calls;

    public Journal? Journal { get; set; }

    public async ValueTask DisposeAsync()
    {
        await Task.Yield();
        Interlocked.Increment(ref Disposed);
        Journal?.Add("disposed");
        if (Journal?.Fails == true)
        {
            throw new InvalidOperationException("no end");
        }
    }
}

/// <summary>Tasks that have something to clean up.</summary>
internal static class Cleaning
{
    [StreamTask]
    public static async Task<int> CleanAsync(int x, Held state, [Service] Journal journal, TaskContext context)
    {
        await journal.WaitAsync(state, context.CancellationToken);
        return x;
    }

    [StreamTask]
    public static async IAsyncEnumerable<int> CleanMany(int x, Held state, [Service] Journal journal, [EnumeratorCancellation] CancellationToken token = default)
    {
        await journal.WaitAsync(state, token);
        yield return x;
    }

    [StreamTask]
    public static async IAsyncEnumerable<int> CleanLive(
        IAsyncEnumerable<int> items, Held state, [Service] Journal journal, [EnumeratorCancellation] CancellationToken token = default)
    {
        await foreach (int item in items.WithCancellation(token))
        {
            await journal.WaitAsync(state, token);
            yield return item;
        }
    }

    [StreamTask]
    public static async IAsyncEnumerable<int> CleanSource(Held state, [Service] Journal journal, [EnumeratorCancellation] CancellationToken token = default)
    {
        await journal.WaitAsync(state, token);
        yield return 1;
    }
}

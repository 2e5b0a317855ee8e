namespace Millstream;

/// <summary>Runs what the tests have placed.</summary>
internal static class Runs
{
    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    /// <summary>Fused or not, and how much an edge holds: the answer is the same.</summary>
    public static TheoryData<bool, int> Modes => new() { { true, 1024 }, { true, 1 }, { false, 1024 }, { false, 4 }, { false, 1 } };

    public static RunOptions Mode(bool fuse, int capacity) => new() { Fuse = fuse, Capacity = capacity };

    /// <summary>Runs a flow or value by itself.</summary>
    public static Task<T> ResultAsync<T>(this FlowOutcome<T> outcome, RunOptions? options = null) =>
        outcome.RunAsync(options ?? new RunOptions(), TestContext.Current.CancellationToken).WaitAsync(Deadline, TestContext.Current.CancellationToken);

    /// <summary>Runs a graph to its end.</summary>
    public static async Task ToEndAsync(this Graphs.GraphBuilder graph, RunOptions? options = null)
    {
        await using GraphRun run = await LocalEngine.Shared.StartAsync(graph.Build(), options, TestContext.Current.CancellationToken);
        await run.Completion.WaitAsync(Deadline, TestContext.Current.CancellationToken);
    }

    /// <summary>Runs a flow that must fail in a task, and gives what the task threw.</summary>
    public static async Task<Exception> CauseAsync<T>(this FlowOutcome<T> outcome, RunOptions? options = null)
    {
        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(() => outcome.ResultAsync(options));
        return failure.InnerException!;
    }

    /// <summary>Gives the sentences with which a graph is refused.</summary>
    public static string[] Refusals(Action place) => [.. Assert.Throws<Graphs.GraphConfigurationException>(place).Faults.Select(f => f.Message)];
}

using System.Runtime.CompilerServices;
using Millstream.Tasks;

namespace Millstream;

/// <summary>Opens regions on an engine.</summary>
public static class RegionRuns
{
    /// <summary>Opens a region: runs its body, in which streaming tasks are spawned, and starts them all when it returns.</summary>
    /// <param name="engine">Where the tasks run.</param>
    /// <param name="body">Spawns the tasks. When it throws, nothing is started, and what it threw is thrown.</param>
    /// <param name="teardown">
    /// Whether producers end when their consumers have, and a failed task takes everything connected to it along; when <see langword="false"/>, each runs on.
    /// </param>
    /// <param name="tasks">The options of every task of the region; a task's own are added to these, and win.</param>
    /// <param name="options">How to run the region. Its tasks are stages of their own, so that <see cref="RunOptions.Fuse"/> changes nothing.</param>
    /// <param name="cancellationToken">Kills the region's run when it fires, also later.</param>
    /// <returns>What the body gave, as soon as the tasks have been told to begin; not when they end.</returns>
    public static Task<TResult> StreamAsync<TResult>(
        this GraphEngine engine,
        Func<Region, TResult> body,
        bool teardown = true,
        Func<TaskOptions, TaskOptions>? tasks = null,
        RunOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return engine.StreamAsync(region => Task.FromResult(body(region)), teardown, tasks, options, cancellationToken);
    }

    /// <inheritdoc cref="StreamAsync{TResult}(GraphEngine, Func{Region, TResult}, bool, Func{TaskOptions, TaskOptions}?, RunOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public static async Task<TResult> StreamAsync<TResult>(
        this GraphEngine engine,
        Func<Region, Task<TResult>> body,
        bool teardown = true,
        Func<TaskOptions, TaskOptions>? tasks = null,
        RunOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(body);
        (Region region, TResult result) = await DescribeAsync(body, tasks).ConfigureAwait(false);
        await region.StartAsync(engine, Options(options, teardown), cancellationToken).ConfigureAwait(false);
        return result;
    }

    /// <summary>Opens a region whose body gives nothing, and gives its run.</summary>
    /// <inheritdoc cref="StreamAsync{TResult}(GraphEngine, Func{Region, TResult}, bool, Func{TaskOptions, TaskOptions}?, RunOptions?, CancellationToken)"/>
    /// <returns>The run, as soon as the tasks have been told to begin.</returns>
    public static Task<GraphRun> StreamAsync(
        this GraphEngine engine,
        Action<Region> body,
        bool teardown = true,
        Func<TaskOptions, TaskOptions>? tasks = null,
        RunOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return engine.StreamAsync(
            region =>
            {
                body(region);
                return Task.CompletedTask;
            },
            teardown,
            tasks,
            options,
            cancellationToken);
    }

    /// <inheritdoc cref="StreamAsync(GraphEngine, Action{Region}, bool, Func{TaskOptions, TaskOptions}?, RunOptions?, CancellationToken)"/>
    public static async Task<GraphRun> StreamAsync(
        this GraphEngine engine,
        Func<Region, Task> body,
        bool teardown = true,
        Func<TaskOptions, TaskOptions>? tasks = null,
        RunOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(body);
        (Region region, _) = await DescribeAsync(
            async region =>
            {
                await body(region).ConfigureAwait(false);
                return true;
            },
            tasks).ConfigureAwait(false);
        return await region.StartAsync(engine, Options(options, teardown), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes the run's options those of a region.</summary>
    internal static RunOptions Options(RunOptions? options, bool teardown) => (options ?? RunOptions.Default) with
    {
        KeepsProducers = !teardown,
        FailureScope = teardown ? FailureScope.ConnectedTasks : FailureScope.Nothing,
    };

    private static async Task<(Region Region, TResult Result)> DescribeAsync<TResult>(
        Func<Region, Task<TResult>> body, Func<TaskOptions, TaskOptions>? tasks)
    {
        var region = new Region(tasks);
        try
        {
            TResult result = await body(region).ConfigureAwait(false);
            region.Close();
            return (region, result);
        }
        catch (Exception cause)
        {
            region.GiveUp(cause);
            throw;
        }
    }
}

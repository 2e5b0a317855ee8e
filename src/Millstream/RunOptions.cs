using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Millstream.Durability;
using Millstream.Graphs;
using Millstream.Tasks;
using Millstream.Telemetry;

namespace Millstream;

/// <summary>How one run of a graph goes about. All of it may be left out.</summary>
public sealed record RunOptions
{
    internal static RunOptions Default { get; } = new();

    /// <summary>Gets the id that events and logs carry. A start with the id of a run that the engine has gives that run, instead of a second one.</summary>
    /// <value>Not blank; <see langword="null"/> (the default) for a new one for each run.</value>
    public string? RunId
    {
        get;
        init => field = value is null || !string.IsNullOrWhiteSpace(value) ? value : throw new ArgumentException(
            $"RunId: '{value}' is blank. Give the run an id, or null for a new one.", nameof(RunId));
    }

    /// <summary>Gets whether synchronous tasks are fused with what feeds them. The answer is the same; only the speed differs.</summary>
    /// <value><see langword="true"/> unless set.</value>
    public bool Fuse { get; init; } = true;

    /// <summary>Gets how many items an edge holds where its own options do not say.</summary>
    /// <value>1 or more; 1,024 unless set.</value>
    public int Capacity
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(Capacity), value, "An edge holds at least one item.");
    } = EdgeOptions.DefaultCapacity;

    /// <summary>Gets how many items each source may have in flight: it makes the next ones when those have passed the whole graph.</summary>
    /// <value>1 or more; <see langword="null"/> (the default) leaves it to the edges.</value>
    public int? MaxInFlight
    {
        get;
        init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(MaxInFlight), value, "MaxInFlight: at least one item must be allowed in flight.");
    }

    /// <summary>Gets how long user code that was told to end may take before the run ends without it.</summary>
    /// <value>Zero to 2,147,483,647 ms (24 days); 5 seconds unless set.</value>
    public TimeSpan Grace
    {
        get;
        init => field = value >= TimeSpan.Zero && value <= TaskOptions.LongestLimit ? value : throw new ArgumentOutOfRangeException(
            nameof(Grace), value, "Grace: the grace time is zero to 2,147,483,647 ms (24 days).");
    } = TimeSpan.FromSeconds(5);

    /// <summary>Gets how long the run may take. One that takes longer fails with a <see cref="TimeoutException"/>.</summary>
    /// <value>More than none, at most 2,147,483,647 ms (24 days); <see langword="null"/> (the default) for no limit.</value>
    public TimeSpan? Timeout
    {
        get;
        init => field = value is null || (value > TimeSpan.Zero && value <= TaskOptions.LongestLimit) ? value : throw new ArgumentOutOfRangeException(
            nameof(Timeout), value, "Timeout: the limit is more than none, and at most 2,147,483,647 ms (24 days). For no limit leave the option out.");
    }

    /// <summary>Gets how long an item waits for a silent inlet, at tasks that read their inlets in the order of time and say nothing else.</summary>
    /// <value>Zero to 2,147,483,647 ms (24 days); zero unless set, which is for ever: the answer then depends on the items alone.</value>
    public TimeSpan StallTimeout
    {
        get;
        init => field = value >= TimeSpan.Zero && value <= TaskOptions.LongestLimit ? value : throw new ArgumentOutOfRangeException(
            nameof(StallTimeout), value, "StallTimeout: the time is zero (for ever) to 2,147,483,647 ms (24 days).");
    }

    /// <summary>
    /// Gets how many tasks may work at the same time, and how many calls of one task. With 1 they work one after the other: producers first, ties as declared.
    /// </summary>
    /// <remarks>
    /// A task that waits, for an item, for room, for what is outside of the run or for a run inside it, lets another work. The tasks inside compound tasks count with the others.
    /// The results are the same. User code that waits for another task of the run by ways of its own may wait for ever.
    /// </remarks>
    /// <value>1 or more; <see langword="null"/> (the default) for as many as have something to do.</value>
    public int? MaxParallelism
    {
        get;
        init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(MaxParallelism), value, "MaxParallelism: at least one task must be allowed to work. For no limit leave the option out.");
    }

    /// <summary>Gets how many tasks a graph may have to be run: those inside compound tasks counted in their place, inputs and constants not.</summary>
    /// <value>1 or more; <see langword="null"/> (the default) for any number. A graph that has more is refused before anything runs.</value>
    public int? MaxTasks
    {
        get;
        init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(MaxTasks), value, "MaxTasks: at least one task must be allowed.");
    }

    /// <summary>Gets how many bytes an edge may grow to when full edges alone would stop the run for ever.</summary>
    /// <value>0 (no growth) or more; 64 MiB unless set. An item that is a reference counts as 64 bytes.</value>
    public long GrowthQuotaBytes
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(
            nameof(GrowthQuotaBytes), value, "GrowthQuotaBytes: the quota is 0 (no growth) or more.");
    } = 64L * 1024 * 1024;

    /// <summary>Gets how many bytes one value may grow to, of an outlet with a mode that is read whole; more fails the run. Nothing is gathered where only pieces are read.</summary>
    /// <value>0 or more; 256 MiB unless set. An element that is a reference counts as 64 bytes.</value>
    public long MaxAccumulatedBytes
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(
            nameof(MaxAccumulatedBytes), value, "MaxAccumulatedBytes: a value may have 0 bytes or more.");
    } = 256L * 1024 * 1024;

    /// <summary>Gets how many bytes a run keeps of one output; an item that is a reference counts as 64 bytes.</summary>
    /// <remarks>Over it the run fails with <see cref="QuotaExceededException"/>. Graphs without an end have outputs that are live or discarded.</remarks>
    /// <value>
    /// 0 or more; <see langword="null"/> (the default) for 64 MiB, except where a flow is run for its list (<c>RunAsync</c>): then for as much as there is.
    /// </value>
    public long? OutputQuotaBytes
    {
        get;
        init => field = value is null or >= 0 ? value : throw new ArgumentOutOfRangeException(
            nameof(OutputQuotaBytes), value, "OutputQuotaBytes: the quota is 0 or more, or null for 64 MiB.");
    }

    /// <summary>Gets whether every task begins with the run, not when its first item or the end of an inlet comes. The results are the same.</summary>
    /// <remarks>A task that waits for all of an inlet begins when that has ended, either way.</remarks>
    public bool Eager { get; init; }

    /// <summary>Gets the clock of everything in the run that takes time.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets what a task that failed takes with it, where its own options do not say.</summary>
    /// <value>Everything unless set.</value>
    public OnFailure OnFailure { get; init; }

    /// <summary>Gets where the run logs.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Gets what gives task methods their services.</summary>
    /// <remarks>
    /// Of a container that makes scopes, the run gets one, and each task that needs a service one of its own; they are disposed when the run and the task have
    /// ended, whichever way, before <see cref="GraphRun.Completion"/> ends.
    /// </remarks>
    /// <value><see langword="null"/> (the default) for none: a task that needs one is then refused before anything runs.</value>
    public IServiceProvider? Services { get; init; }

    /// <summary>Gets what knows the secrets that tasks need, by their names.</summary>
    /// <value><see langword="null"/> (the default) for nothing: a task that needs one is then refused before anything runs.</value>
    public CredentialSource? Credentials { get; init; }

    /// <summary>Gets what the tasks may do that they declare; what is denied refuses the run before anything runs.</summary>
    /// <value><see langword="null"/> (the default) to ask nothing.</value>
    public EntitlementPolicy? Entitlements { get; init; }

    /// <summary>Gets where a <c>Save</c> stores that names no store of its own.</summary>
    /// <value><see langword="null"/> (the default) for nowhere: a save without a store is then refused before anything runs.</value>
    public ItemStore? ItemStore { get; init; }

    /// <summary>Gets how much the run tells: <see cref="EventDetail.Items"/> tells of every item, and slows the run down.</summary>
    public EventDetail Events { get; init; }

    /// <summary>Gets how many events the run keeps for those who ask later: the newest, those of single items go first.</summary>
    /// <value>1 or more; 10,000 unless set.</value>
    public int KeptEvents
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(KeptEvents), value, "KeptEvents: a run keeps at least one event.");
    } = 10_000;

    /// <summary>Gets who is told how far the run has come: when tasks end, and at the end. What it throws is logged, once, and it is told no more.</summary>
    public IProgress<RunProgress>? Progress { get; init; }

    /// <summary>Gets whether an <c>await foreach</c> goes on, on the engine's own thread: faster by a trip through the pool, but a consumer that blocks then blocks a stage.</summary>
    public bool ContinueOnEngineThread { get; init; }

    /// <summary>Gets whether any outlet may be looked at while the run goes on, see <see cref="GraphRun.View{T}"/>: each then hands on its items beside the step that is fused behind it.</summary>
    public bool AllowViews { get; init; }

    /// <summary>Gets what the inputs of the graph are given, by their names.</summary>
    internal IReadOnlyDictionary<string, object?>? Inputs { get; init; }

    /// <summary>Gets what implements the tasks of the graph that are contracts.</summary>
    internal TaskImplementations? Implementations { get; init; }

    /// <summary>Gets the secrets of the run that this one is inside; null to begin with those of <see cref="Credentials"/>.</summary>
    internal Supplies.RunSecrets? Secrets { get; init; }

    /// <summary>Gets the resources of the run that this one is inside; null for its own.</summary>
    internal RunResources? Resources { get; init; }

    /// <summary>Gets what a test has thrown before calls of tasks, by their nodes' ids.</summary>
    internal IReadOnlyDictionary<string, Action>? Faults { get; init; }

    /// <summary>Gets what drives the stages; null for the thread pool.</summary>
    internal Stages.StageScheduler? Scheduler { get; init; }

    /// <summary>Gets whether a failure ends everything in the run, what is connected with it, or nothing but what is behind it.</summary>
    internal FailureScope FailureScope { get; init; }

    /// <summary>Gets whether a task goes on when all its consumers have ended.</summary>
    internal bool KeepsProducers { get; init; }

    /// <summary>Gets what is called where a task's user code begins to run, so that what that code does can be told from what others do.</summary>
    internal Action<GraphNode>? Entering { get; init; }
}

/// <summary>What a failed task takes with it.</summary>
internal enum FailureScope
{
    Run,
    ConnectedTasks,
    Nothing,
}

using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream.Documents;

/// <summary>How a node runs: what <see cref="TaskOptions"/> has, as data. What is not set is what the task says.</summary>
public sealed record NodeOptions
{
    /// <summary>Gets options that say nothing.</summary>
    public static NodeOptions None { get; } = new();

    /// <summary>Gets what errors, events and pictures call the task.</summary>
    public string? Name { get; init; }

    /// <summary>Gets how often a call that failed is repeated.</summary>
    public int? Retry { get; init; }

    /// <summary>Gets the wait before the first repetition.</summary>
    public TimeSpan RetryDelay { get; init; }

    /// <summary>Gets whether the wait doubles with each repetition.</summary>
    public bool IsRetryExponential { get; init; }

    /// <summary>Gets how long one call may take.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Gets how long the task waits for the next item of an inlet.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>Gets how many calls run at the same time.</summary>
    public int? Parallel { get; init; }

    /// <summary>Gets whether results are given on as they come.</summary>
    public bool IsUnordered { get; init; }

    /// <summary>Gets how many items the edge before the task holds.</summary>
    public int? Capacity { get; init; }

    /// <summary>Gets what happens when that edge is full.</summary>
    public Overflow? Overflow { get; init; }

    /// <summary>Gets what becomes of an item for which the task failed for good.</summary>
    public OnItemError OnError { get; init; }

    /// <summary>Gets the part that says what becomes of bad items, for what stands on the edges before the node; null where they fail it.</summary>
    internal Func<TaskOptions, TaskOptions>? ForErrors => OnError switch
    {
        OnItemError.Skip => static o => o.SkipErrors(),
        OnItemError.DeadLetter => static o => o.DeadLetterErrors(),
        _ => null,
    };

    /// <summary>Gets what else ends when the task fails.</summary>
    public OnFailure? OnFailure { get; init; }

    /// <summary>Gets how much the task counts in the progress of its run.</summary>
    public double? Weight { get; init; }

    /// <summary>Gets whether the latest items are joined in the order of their times.</summary>
    public bool? IsSynchronized { get; init; }

    /// <summary>Gets how long an item waits for a silent inlet.</summary>
    public TimeSpan? StallTimeout { get; init; }

    /// <summary>Gets how far the times of items may differ that belong together.</summary>
    public TimeSpan? Tolerance { get; init; }

    /// <summary>Gets after how many calls the task ends.</summary>
    public long? MaxEvaluations { get; init; }

    /// <summary>Gets with how many items the task fails.</summary>
    public long? MaxIterations { get; init; }

    /// <summary>Gives the options as an engine takes them; null where nothing is set.</summary>
    internal Func<TaskOptions, TaskOptions>? ToTaskOptions()
    {
        if (this == None)
        {
            return null;
        }

        List<(string Word, Func<TaskOptions, TaskOptions> Set)> steps = Steps();
        return options => steps.Aggregate(options, static (made, step) => step.Set(made));
    }

    /// <summary>Gives the options that cannot be, by the words of documents, each with what says so.</summary>
    internal IEnumerable<(string Word, Exception Reason)> Refusals()
    {
        TaskOptions made = TaskOptions.None;
        foreach ((string word, Func<TaskOptions, TaskOptions> set) in Steps())
        {
            Exception? reason = null;
            try
            {
                made = set(made);
            }
            catch (Exception exception) when (Assembling.IsRefusal(exception))
            {
                reason = exception;
            }

            if (reason is not null)
            {
                yield return (word, reason);
            }
        }
    }

    /// <summary>Gives the options that make those of a node of those of its task; what is code is left out.</summary>
    internal static NodeOptions Of(TaskOptions own, TaskOptions ofTask) => new()
    {
        Name = own.Name == ofTask.Name ? null : own.Name,
        Retry = own.RetryRule == ofTask.RetryRule ? null : own.RetryRule?.Times ?? 0,
        RetryDelay = own.RetryRule == ofTask.RetryRule ? TimeSpan.Zero : own.RetryRule?.Delay ?? TimeSpan.Zero,
        IsRetryExponential = own.RetryRule != ofTask.RetryRule && own.RetryRule is { IsExponential: true },
        Timeout = own.TimeLimit == ofTask.TimeLimit ? null : own.TimeLimit,
        IdleTimeout = own.IdleLimit == ofTask.IdleLimit ? null : own.IdleLimit,
        Parallel = own.Calls == ofTask.Calls ? null : own.Calls,
        IsUnordered = own.IsUnordered && !ofTask.IsUnordered,
        Capacity = own.Edge.Capacity == ofTask.Edge.Capacity ? null : own.Edge.Capacity,
        Overflow = own.Edge.Overflow == ofTask.Edge.Overflow ? null : own.Edge.Overflow,
        OnError = own.ErrorPolicy == ofTask.ErrorPolicy ? OnItemError.Fail
            : own.ErrorPolicy == Stages.ItemErrorPolicy.Skip ? OnItemError.Skip
            : own.ErrorPolicy == Stages.ItemErrorPolicy.DeadLetter ? OnItemError.DeadLetter
            : OnItemError.Fail,
        OnFailure = own.FailureRule == ofTask.FailureRule ? null : own.FailureRule,
        Weight = own.ProgressWeight.Equals(ofTask.ProgressWeight) ? null : own.ProgressWeight,
        IsSynchronized = own.IsSynchronized == ofTask.IsSynchronized ? null : own.IsSynchronized,
        StallTimeout = own.StallLimit == ofTask.StallLimit ? null : own.StallLimit,
        Tolerance = own.TimeTolerance == ofTask.TimeTolerance ? null : own.TimeTolerance,
        MaxEvaluations = own.Evaluations == ofTask.Evaluations ? null : own.Evaluations,
        MaxIterations = own.Iterations == ofTask.Iterations ? null : own.Iterations,
    };

    /// <summary>Gives what sets each option that is said, by its word.</summary>
    private List<(string Word, Func<TaskOptions, TaskOptions> Set)> Steps()
    {
        var steps = new List<(string, Func<TaskOptions, TaskOptions>)>();
        Add("name", Name, static (o, name) => o.Named(name));
        AddValue("retry", Retry, (o, times) => o.Retry(times, RetryDelay, IsRetryExponential));
        AddValue("timeout", Timeout, static (o, limit) => o.Timeout(limit));
        AddValue("idleTimeout", IdleTimeout, static (o, limit) => o.IdleTimeout(limit));
        AddValue("parallel", Parallel, static (o, calls) => o.Parallel(calls));
        Add("unordered", IsUnordered ? "" : null, static (o, _) => o.Unordered());
        AddValue("capacity", Capacity, static (o, items) => o.Capacity(items));
        AddValue("overflow", Overflow, static (o, policy) => o.Overflow(policy));
        AddValue("onError", OnError == OnItemError.Fail ? (OnItemError?)null : OnError, (o, _) => ForErrors!(o));
        AddValue("onFailure", OnFailure, static (o, rule) => o.OnFailure(rule));
        AddValue("weight", Weight, static (o, weight) => o.Weight(weight));
        AddValue("synchronized", IsSynchronized, static (o, isSynchronized) => o.Synchronized(isSynchronized));
        AddValue("stallTimeout", StallTimeout, static (o, limit) => o.StallTimeout(limit));
        AddValue("tolerance", Tolerance, static (o, difference) => o.Tolerance(difference));
        AddValue("maxEvaluations", MaxEvaluations, static (o, times) => o.MaxEvaluations(times));
        AddValue("maxIterations", MaxIterations, static (o, items) => o.MaxIterations(items));
        return steps;

        void Add(string word, string? said, Func<TaskOptions, string, TaskOptions> set)
        {
            if (said is not null)
            {
                steps.Add((word, o => set(o, said)));
            }
        }

        void AddValue<T>(string word, T? said, Func<TaskOptions, T, TaskOptions> set)
            where T : struct
        {
            if (said is { } value)
            {
                steps.Add((word, o => set(o, value)));
            }
        }
    }
}

/// <summary>What becomes of an item for which a task failed for good.</summary>
public enum OnItemError
{
    /// <summary>It fails the task.</summary>
    Fail,

    /// <summary>It is left out, and counted.</summary>
    Skip,

    /// <summary>It is kept among the run's dead letters.</summary>
    DeadLetter,
}

using Millstream.Graphs;
using Millstream.Stages;
using Millstream.Supplies;
using Polly;

namespace Millstream.Tasks;

/// <summary>How one task runs: its name, how many calls at once, what surrounds each call, and the edge it reads from.</summary>
/// <remarks>
/// Immutable: each method gives a changed copy, so that options chain as <c>o => o.Parallel(4).Retry(2)</c>. Every value is checked
/// when it is given.
/// </remarks>
public sealed record TaskOptions
{
    /// <summary>What Polly allows.</summary>
    internal static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    /// <summary>However long an error asks to be waited.</summary>
    internal static readonly TimeSpan LongestAskedFor = TimeSpan.FromHours(1);

    /// <summary>What every timer takes.</summary>
    internal static readonly TimeSpan LongestLimit = TimeSpan.FromMilliseconds(int.MaxValue);

    private TaskOptions()
    {
    }

    internal static TaskOptions None { get; } = new();

    internal string? Name { get; private init; }

    internal int? Calls { get; private init; }

    internal bool IsUnordered { get; private init; }

    internal RetryRule? RetryRule { get; private init; }

    /// <summary>Gets the types of errors that are worth repeating; null for those that the rule allows.</summary>
    internal ValueList<Type>? RetriedErrors { get; private init; }

    internal OnFailure? FailureRule { get; private init; }

    internal ResiliencePipeline? Pipeline { get; private init; }

    internal TimeSpan? TimeLimit { get; private init; }

    /// <summary>Gets how long the task waits for the next item of an inlet; null for ever.</summary>
    internal TimeSpan? IdleLimit { get; private init; }

    internal ItemErrorPolicy ErrorPolicy { get; private init; }

    internal Delegate? FallbackValue { get; private init; }

    internal long? Evaluations { get; private init; }

    internal long? Iterations { get; private init; }

    /// <summary>Gets what the task needs of whoever runs it.</summary>
    internal SupplyNeeds Supplies { get; private init; } = SupplyNeeds.None;

    internal double ProgressWeight { get; private init; } = 1;

    internal EdgeOptions Edge { get; private init; } = EdgeOptions.Default;

    internal bool IsSynchronized { get; private init; } = true;

    internal TimeSpan? StallLimit { get; private init; }

    internal TimeSpan TimeTolerance { get; private init; }

    /// <summary>Gets whether each call is surrounded by something that may wait or repeat it.</summary>
    internal bool HasPolicy => RetryRule is not null || Pipeline is not null || TimeLimit is not null || FallbackValue is not null;

    /// <summary>Calls the task <paramref name="name"/> in errors, events, statistics and pictures.</summary>
    public TaskOptions Named(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return this with { Name = name };
    }

    /// <summary>Says whether a task that joins the latest items of its inlets takes them in the order of their times.</summary>
    /// <param name="isSynchronized">True unless set: the answer then depends on the items alone. False: as they come.</param>
    public TaskOptions Synchronized(bool isSynchronized) => this with { IsSynchronized = isSynchronized };

    /// <summary>Bounds how long an item waits for a silent inlet, where inlets are read in the order of time. The silent one then takes part again with its next item.</summary>
    /// <param name="limit">Zero for ever; <see cref="RunOptions.StallTimeout"/> unless set.</param>
    public TaskOptions StallTimeout(TimeSpan limit) => limit >= TimeSpan.Zero && limit <= LongestLimit
        ? this with { StallLimit = limit }
        : throw new ArgumentOutOfRangeException(nameof(limit), limit, "StallTimeout: the time is zero (for ever) to 2,147,483,647 ms (24 days).");

    /// <summary>Says how far the times of items may differ that belong together, where inlets are joined by time.</summary>
    /// <param name="difference">Zero or more; zero unless set. Fractions of a millisecond are cut.</param>
    public TaskOptions Tolerance(TimeSpan difference) => difference >= TimeSpan.Zero
        ? this with { TimeTolerance = difference }
        : throw new ArgumentOutOfRangeException(nameof(difference), difference, "Tolerance: times differ by zero or more.");

    /// <summary>Lets up to <paramref name="calls"/> calls run at the same time; results keep the order of the items.</summary>
    /// <param name="calls">1 or more; 1 unless set. Setting it puts an edge before the task.</param>
    public TaskOptions Parallel(int calls) =>
        this with { Calls = AtLeast(calls, 1, nameof(Parallel), "A task runs at least one call at a time.") };

    /// <summary>Gives results on as they come, not in the order of the items.</summary>
    public TaskOptions Unordered() => this with { IsUnordered = true };

    /// <summary>Bounds how many items may wait on the edge before the task.</summary>
    /// <param name="items">1 or more; 1,024 unless set. Setting it puts an edge there: the planner does not fuse across it.</param>
    public TaskOptions Capacity(int items) =>
        this with { Edge = Edge with { Capacity = AtLeast(items, 1, nameof(Capacity), "An edge holds at least one item.") } };

    /// <summary>Bounds how many bytes may wait on the edge before the task.</summary>
    /// <param name="bytes">1 or more.</param>
    /// <param name="sizeOf">Tells the bytes of an item; called once for each, when it is handed over.</param>
    public TaskOptions CapacityBytes<T>(long bytes, Func<T, int> sizeOf)
    {
        ArgumentNullException.ThrowIfNull(sizeOf);
        return this with { Edge = Edge with { CapacityBytes = bytes, SizeOf = sizeOf } };
    }

    /// <summary>Says what happens to items that come while the edge before the task is full.</summary>
    public TaskOptions Overflow(Overflow policy) => this with { Edge = Edge with { Overflow = policy } };

    /// <summary>Has the edge before the task keep its items in a buffer of the user's.</summary>
    /// <param name="make">Makes an empty buffer for one run.</param>
    public TaskOptions Buffer<T>(Func<EdgeBuffer<T>> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        return this with { Edge = Edge with { Buffer = make } };
    }

    /// <summary>Calls the task again for an item that failed.</summary>
    /// <param name="times">How often after the first attempt: 0 or more.</param>
    /// <param name="delay">The wait before the first repetition: none (the default) to one day.</param>
    /// <param name="isExponential">Whether the wait doubles with each repetition, up to one day.</param>
    /// <param name="when">Which errors are worth repeating; all unless given. Cancellation and a <see cref="TaskInputException"/> never are.</param>
    public TaskOptions Retry(
        int times, TimeSpan delay = default, bool isExponential = false, Func<Exception, bool>? when = null)
    {
        AtLeast(times, 0, nameof(Retry), "A task is repeated 0 times or more.");
        if (delay < TimeSpan.Zero || delay > LongestDelay)
        {
            throw new ArgumentOutOfRangeException(nameof(delay), delay, "Retry: the delay is from none to one day.");
        }

        return (this with { RetryRule = times == 0 ? null : new RetryRule(times, delay, isExponential, when) }).WithOneRepeater();
    }

    /// <summary>Calls the task again for errors of this type only, and those derived from it; given more than once, for any of the types.</summary>
    public TaskOptions RetryOn<TException>()
        where TException : Exception => this with { RetriedErrors = [.. RetriedErrors ?? [], typeof(TException)] };

    /// <summary>Says what else ends when the task fails, whatever the run's options say.</summary>
    /// <param name="rule">What a failure takes with it.</param>
    public TaskOptions OnFailure(OnFailure rule) => this with { FailureRule = rule };

    /// <summary>Surrounds each call with a pipeline of Polly's: circuit breaker, rate limit, hedging, a retry of one's own.</summary>
    /// <remarks>
    /// What the pipeline throws at last is the item's failure; <see cref="Timeout"/> limits each attempt inside it. The pipeline keeps its own state and clock,
    /// and shares them with all who use it: other tasks, other runs.
    /// </remarks>
    /// <param name="pipeline">Used as it is; never disposed.</param>
    /// <exception cref="GraphConfigurationException"><see cref="Retry"/> is set too.</exception>
    public TaskOptions Resilience(ResiliencePipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        return (this with { Pipeline = pipeline }).WithOneRepeater();
    }

    /// <summary>
    /// Limits how long one call for one item may take. The call's token fires; the item then fails with a <see cref="TimeoutException"/>, which
    /// <see cref="Retry"/> repeats. On a source it limits the wait for each item; of a method that reads the live stream the call is all of the stream.
    /// </summary>
    /// <param name="limit">More than none, at most 2,147,483,647 ms (24 days). For no limit leave the option out.</param>
    public TaskOptions Timeout(TimeSpan limit) => limit > TimeSpan.Zero && limit <= LongestLimit
        ? this with { TimeLimit = limit }
        : throw new ArgumentOutOfRangeException(
            nameof(limit), limit, "Timeout: the limit is more than none, and at most 2,147,483,647 ms (24 days). For no limit leave the option out.");

    /// <summary>
    /// Limits how long the task waits, after an item of an inlet, for the next one or the end. Its own time does not count. It then fails with a
    /// <see cref="TimeoutException"/>; a method that reads the live stream gets that from the stream.
    /// </summary>
    /// <param name="limit">More than none, at most 2,147,483,647 ms (24 days). For no limit leave the option out.</param>
    public TaskOptions IdleTimeout(TimeSpan limit) => limit > TimeSpan.Zero && limit <= LongestLimit
        ? this with { IdleLimit = limit }
        : throw new ArgumentOutOfRangeException(
            nameof(limit), limit, "IdleTimeout: the limit is more than none, and at most 2,147,483,647 ms (24 days). For no limit leave the option out.");

    /// <summary>Says how much the task counts in the progress of its run, beside the others.</summary>
    /// <param name="weight">0 or more; 1 unless set.</param>
    public TaskOptions Weight(double weight) => weight is >= 0 and <= double.MaxValue
        ? this with { ProgressWeight = weight }
        : throw new ArgumentOutOfRangeException(nameof(weight), weight, "Weight: a task counts 0 or more in the progress of its run.");

    /// <summary>Leaves out items for which the task failed for good; they are counted.</summary>
    public TaskOptions SkipErrors() => this with { ErrorPolicy = ItemErrorPolicy.Skip };

    /// <summary>
    /// Keeps items for which the task failed for good among the run's dead letters, unless the graph itself reads them:
    /// <see cref="Flow.DeadLetters(FlowOutcome)"/>.
    /// </summary>
    public TaskOptions DeadLetterErrors() => this with { ErrorPolicy = ItemErrorPolicy.DeadLetter };

    /// <summary>Uses another value for an item for which the task failed for good.</summary>
    /// <param name="fallback">Makes the value from the item and the error.</param>
    public TaskOptions Fallback<T, TResult>(Func<T, Exception, TResult> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        return this with { FallbackValue = fallback };
    }

    /// <summary>Says that the task needs an entitlement: a run whose policy denies it is refused before any task starts.</summary>
    /// <param name="entitlement">Its name: <c>network:http</c>.</param>
    /// <param name="resource">What it concerns; everything unless given.</param>
    /// <param name="isOptional">Whether the task does without it when it is denied.</param>
    public TaskOptions Needs(string entitlement, string? resource = null, bool isOptional = false) =>
        this with { Supplies = Supplies.With(new Entitlement(entitlement, resource) { IsOptional = isOptional }) };

    /// <summary>Ends the task after its body ran <paramref name="times"/> times; a repeated attempt counts once.</summary>
    /// <param name="times">1 or more. For no limit leave the option out.</param>
    public TaskOptions MaxEvaluations(long times) => this with
    {
        Evaluations = times >= 1 ? times : throw new ArgumentOutOfRangeException(
            nameof(times), times, "MaxEvaluations: a task is evaluated at least once. For no limit leave the option out."),
    };

    /// <summary>Fails the task, with an <see cref="IterationLimitException"/>, when it is given more items: of a list before the first, of a stream at the first too many.</summary>
    /// <param name="items">How many items there may be: 1 or more. For no limit leave the option out.</param>
    public TaskOptions MaxIterations(long items) => this with
    {
        Iterations = items >= 1 ? items : throw new ArgumentOutOfRangeException(
            nameof(items), items, "MaxIterations: a task may have at least one item. For no limit leave the option out."),
    };

    /// <summary>Gets the option, if one is set, that calls again for an item, or gives something else for it.</summary>
    private string? Repeating =>
        RetryRule is not null ? nameof(Retry)
        : Pipeline is not null ? nameof(Resilience)
        : FallbackValue is not null ? nameof(Fallback)
        : null;

    /// <summary>Gets the option, if one is set, that only means something where there is a call for each item.</summary>
    private string? OfItems =>
        ErrorPolicy == ItemErrorPolicy.Skip ? nameof(SkipErrors)
        : ErrorPolicy == ItemErrorPolicy.DeadLetter ? nameof(DeadLetterErrors)
        : Calls is not null ? nameof(Parallel)
        : IsUnordered ? nameof(Unordered)
        : Evaluations is not null ? nameof(MaxEvaluations)
        : Iterations is not null ? nameof(MaxIterations)
        : null;

    /// <summary>
    /// Refuses what cannot be had from a task that takes its items one after the other and remembers them: to repeat, cut short or overtake a call would
    /// change what it remembers.
    /// </summary>
    /// <exception cref="GraphConfigurationException">Such an option is set.</exception>
    internal TaskOptions InOrder(string task) => InOrder(task, TimeLimit is not null ? nameof(Timeout) : null);

    /// <summary>As <see cref="InOrder(string)"/>, of a task whose one call is all of its stream, so that its time can be limited.</summary>
    /// <exception cref="GraphConfigurationException">Such an option is set.</exception>
    internal TaskOptions InOneCall(string task) => InOrder(task, limit: null);

    private TaskOptions InOrder(string task, string? limit)
    {
        string? refused = Repeating
            ?? (limit is not null ? limit
                : Calls > 1 ? nameof(Parallel)
                : Evaluations is not null ? nameof(MaxEvaluations)
                : Iterations is not null ? nameof(MaxIterations)
                : null);
        return refused is null ? this : throw new GraphConfigurationException(
            FaultKind.BadSetting,
            $"'{Name ?? task}' takes its items one after the other, each once: {refused} cannot be set on it. "
            + "Do what needs it in a 'Then' before.");
    }

    /// <summary>Refuses what cannot be had from a source: there is no item to call it with again, none to leave out, and no edge before it.</summary>
    /// <exception cref="GraphConfigurationException">Such an option is set.</exception>
    internal TaskOptions OnSource(string source) => OnSource(source, Repeating);

    /// <summary>As <see cref="OnSource(string)"/>, of a source that is repeated as long as it has given nothing, or goes on where it was.</summary>
    /// <exception cref="GraphConfigurationException">Such an option is set.</exception>
    internal TaskOptions OnGenerator(string source) => OnSource(source, RetryRule is null ? Repeating : FallbackValue is null ? null : nameof(Fallback));

    private TaskOptions OnSource(string source, string? repeating)
    {
        string? refused = repeating ?? OfItems ?? (Edge.IsBoundary ? "Capacity, Overflow or Buffer" : null);
        return refused is null ? this : throw new GraphConfigurationException(
            FaultKind.BadSetting,
            $"The source '{Name ?? source}' has the option {refused}, but a source cannot be repeated or cached silently, nor its items be left out: "
            + "what it gave would come twice, or be missing. Set the option on a task behind the source. A source takes Named, and Timeout, which "
            + "limits the wait for each item.");
    }

    /// <summary>Refuses what cannot be had from a task that reads the live stream: it is called once, and what it has read and given cannot be taken back.</summary>
    /// <exception cref="GraphConfigurationException">Such an option is set.</exception>
    internal TaskOptions OnStream(string task)
    {
        string? refused = Repeating ?? OfItems;
        return refused is null ? this : throw new GraphConfigurationException(
            FaultKind.BadSetting,
            $"'{Name ?? task}' is called once, with the live stream: {refused} cannot be set on it, as there are no calls for single items. "
            + "Do what needs it in a 'Then' of items before or behind.");
    }

    /// <summary>Says whether a call that failed may be repeated, as often as the rule says.</summary>
    internal bool IsWorthRepeating(Exception error) =>
        error is not TaskInputException
        && (error is not OperationCanceledException || error.InnerException is TimeoutException)
        && (RetriedErrors is null || RetriedErrors.Any(type => type.IsInstanceOfType(error)))
        && (RetryRule?.When?.Invoke(error) ?? true);

    /// <summary>Refuses several calls at once for a task that cannot have them.</summary>
    /// <param name="task">What the user calls the operator.</param>
    /// <param name="reason">Why, and what to do instead.</param>
    /// <exception cref="GraphConfigurationException">They are asked for.</exception>
    internal TaskOptions OneByOne(string task, string reason) => Calls is null or 1 ? this : throw new GraphConfigurationException(
        FaultKind.BadSetting, $"{task}: Parallel({Calls}) cannot be. {reason}");

    /// <summary>Adds what the task itself says that it needs.</summary>
    internal TaskOptions Supplied(SupplyNeeds ofTask) => ofTask.IsNone ? this : this with { Supplies = Supplies.And(ofTask) };

    /// <summary>Gives the same options without what the task needs of whoever runs it.</summary>
    internal TaskOptions WithoutSupplies() => this with { Supplies = SupplyNeeds.None };

    /// <summary>Gives the same options with another fallback: of a task whose items carry marks.</summary>
    internal TaskOptions WithFallback(Delegate? fallback) => this with { FallbackValue = fallback };

    internal void Describe(List<string> into)
    {
        if (Calls is { } parallel)
        {
            into.Add($"parallel {parallel}{(IsUnordered ? " unordered" : string.Empty)}");
        }

        if (RetryRule is { } retry)
        {
            into.Add($"retry {retry.Times}");
        }

        if (Pipeline is not null)
        {
            into.Add("resilience");
        }

        if (TimeLimit is { } limit)
        {
            into.Add($"timeout {limit.TotalMilliseconds} ms");
        }

        if (IdleLimit is { } idle)
        {
            into.Add($"idle timeout {idle.TotalMilliseconds} ms");
        }

        if (ErrorPolicy != ItemErrorPolicy.Fail)
        {
            into.Add(ErrorPolicy == ItemErrorPolicy.Skip ? "skips errors" : "dead-letters errors");
        }
    }

    internal static TaskOptions From(Func<TaskOptions, TaskOptions>? configure) => configure?.Invoke(None) ?? None;

    /// <summary>Refuses the two together: which is around which would be a guess.</summary>
    private TaskOptions WithOneRepeater() => RetryRule is null || Pipeline is null ? this : throw new GraphConfigurationException(
        FaultKind.BadSetting,
        $"Both {nameof(Retry)}({RetryRule.Times}) and {nameof(Resilience)} are set{(Name is null ? string.Empty : $" on '{Name}'")}, and nothing says which is around "
        + "which. Put the retry into the pipeline, where the order is yours: new ResiliencePipelineBuilder().AddRetry(…).");

    private static int AtLeast(int value, int least, string option, string rule) => value >= least
        ? value
        : throw new ArgumentOutOfRangeException(option, value, $"{option}: {rule}");
}

/// <summary>When and how often a failed call is repeated.</summary>
internal sealed record RetryRule(int Times, TimeSpan Delay, bool IsExponential, Func<Exception, bool>? When);

using Microsoft.Extensions.Logging;
using Millstream.Graphs;

namespace Millstream.Stages;

/// <summary>One node in one run: its counters, what is asked of it, and what becomes of an item that fails.</summary>
/// <remarks>
/// The counters are written by the stage alone (by <see cref="Interlocked"/> where several calls run at once) and read by
/// anybody: a reader sees them a little late, never torn.
/// </remarks>
internal sealed class TaskScope(GraphNode node, RunScope run, ItemErrorPolicy errorPolicy)
{
    private long _failed;
    private long _retried;
    private long _skipped;
    private long _deadLettered;
    private volatile bool _isCancelRequested;
    private volatile bool _isFinishRequested;
    private int _finishes;
    private long _startPosition;
    private Exception? _firstError;
    private AsyncLocal<int>? _attempt;
    private int _children;
    private bool _isTail;
    private DeadLetter? _routed;

    public GraphNode Node => node;

    /// <summary>Where the task stands, as the run tells it. Written under the lock of the run's events, read by anybody.</summary>
    public TaskState State = new();

    public string Name => node.Task.Name;

    /// <summary>Gets or sets which call the item at hand came from; null where nobody listens to traces.</summary>
    public ItemTrace? Trace { get; set; }

    public RunScope Run => run;

    /// <summary>Gets which attempt at its item the calling code is part of: 1, unless the task repeats calls.</summary>
    public int Attempt => Math.Max(1, _attempt?.Value ?? 1);

    /// <summary>Gives the number of the next run that the task's method asks for.</summary>
    public int NextChild() => Interlocked.Increment(ref _children) - 1;

    /// <summary>A call is repeated; the caller's own flow alone sees it.</summary>
    public void BeginAttempt(int attempt)
    {
        if (_attempt is null)
        {
            Interlocked.CompareExchange(ref _attempt, new AsyncLocal<int>(), null);
        }

        _attempt.Value = attempt;
    }

    /// <summary>Gets where the task logs.</summary>
    public ILogger Logger => field ??= new TaskLogger(run.Logger, this);

    /// <summary>Items that the task began with: calls, not counting retries.</summary>
    public long Received;

    /// <summary>Items that the task gave on, on all its outlets.</summary>
    public long Emitted;

    /// <summary>Items that the task held in an unfinished part when it was ended.</summary>
    public long Dropped;

    /// <summary>Items that came after what they belong to had been given on.</summary>
    public long Late;

    public long Failed => Volatile.Read(ref _failed);

    public long Retried => Volatile.Read(ref _retried);

    public long Skipped => Volatile.Read(ref _skipped);

    public long DeadLettered => Volatile.Read(ref _deadLettered);

    /// <summary>Gets whether this task, not its run, was told to end.</summary>
    public bool IsCancelRequested => _isCancelRequested;

    /// <summary>Gets whether the task is to begin nothing more: it was told to end, or asked to finish.</summary>
    public bool IsEndRequested => _isCancelRequested || _isFinishRequested;

    /// <summary>Gets whether the task ended itself; what it gave as its result.</summary>
    public bool HasResult { get; private set; }

    public object? Result { get; private set; }

    /// <summary>Gets the number of the task's first item in its producer's output: above 0 when the task was joined to a running one.</summary>
    public long FirstIndex { get; private set; }

    /// <summary>Gets or sets the step that calls the task's code; null where a head does, which counts an item before it calls.</summary>
    public ICallNumber? Caller { get; set; }

    /// <summary>Gets or sets whether the task makes several calls at once.</summary>
    public bool IsParallel { get; set; }

    /// <summary>Gets the number of the item that a task is called for that makes one call at a time.</summary>
    public long CallNumber => Caller?.CallNumber ?? Received - 1;

    /// <summary>Gets or sets whether the task is given its input as a whole, as a list or a live stream: its errors, events and dead letters name no item.</summary>
    public bool TakesWhole { get; set; }

    /// <summary>Gets or sets whether the task begins when all that a call needs is there, and not with the first item of an inlet.</summary>
    public bool BeginsWhole { get; set; }

    /// <summary>Gets or sets whether the task gives its items on under the numbers that they had at its producer.</summary>
    public bool KeepsNumbers { get; set; }

    /// <summary>Gets whether an event for each item is asked for and this is the part of the task that tells them.</summary>
    public bool HasItemEvents => !_isTail && run.HasItemEvents;

    /// <summary>Gets the scope of what follows the call inside the same task (unwrapping, flattening), if something does.</summary>
    public TaskScope? Tail { get; private set; }

    /// <summary>Makes the scope of what follows the call inside the same task: it counts for itself.</summary>
    public TaskScope MakeTail() => Tail = new TaskScope(node, run, errorPolicy) { _isTail = true, Letters = Letters, RoutesFailure = RoutesFailure, Trace = Trace };

    /// <summary>Gets or sets where dead letters go that somebody in the graph reads; null when the run keeps them.</summary>
    public LetterBox? Letters
    {
        get;
        set
        {
            field = value;
            Tail?.Letters = value;
        }
    }

    /// <summary>Gets or sets whether the task is called once, and its failure goes to whoever reads its errors: then the run does not fail by it.</summary>
    public bool RoutesFailure
    {
        get;
        set
        {
            field = value;
            Tail?.RoutesFailure = value;
        }
    }

    /// <summary>Gets whether the task has failed and that went to whoever reads its errors.</summary>
    public bool HasRouted { get; private set; }

    /// <summary>Gives a failure of the task on to whoever reads its errors. False: nobody does, or the task goes on after such failures.</summary>
    public bool TryRoute(Exception error)
    {
        if (!RoutesFailure || Letters is not { } letters || error is not MillstreamException told)
        {
            return false;
        }

        DeadLetter letter = _routed ?? new DeadLetter(node.Id, Name, ItemIndex: null, Attempt: 1, told.InnerException ?? told, Item: null);
        told.IsGivenOn = true;
        HasRouted = true;
        run.DeadLettered(letter);
        letters.Route(letter);
        return true;
    }

    /// <summary>Gets whether the task goes on after an item that failed.</summary>
    public bool SurvivesErrors => errorPolicy != ItemErrorPolicy.Fail;

    public void RequestCancel()
    {
        _isCancelRequested = true;
        Tail?.RequestCancel();
    }

    /// <summary>The task ended itself; <paramref name="result"/> is for whoever fetches it.</summary>
    public void Finish(bool hasResult, object? result)
    {
        if (Interlocked.Exchange(ref _finishes, 1) == 0)
        {
            HasResult = hasResult;
            Result = result;
            _isFinishRequested = true;
        }
    }

    /// <summary>The items of the task's one inlet begin with number <paramref name="index"/> of its producer's.</summary>
    public void BeginAt(long index) => FirstIndex = index;

    /// <summary>Gets the error that ended the task, if one did.</summary>
    public Exception? FirstError => _firstError;

    /// <summary>
    /// Decides about an item that failed for good. True: it is skipped or kept as a dead letter, and the task goes on. False: the task fails.
    /// </summary>
    public bool Survives(Exception cause, long index, int attempt, object? item)
    {
        Interlocked.Increment(ref _failed);
        cause = run.Secrets?.Redact(cause) ?? cause;
        if (HasItemEvents)
        {
            run.ItemEvent(this, ItemEventKind.Failed, index, cause.Message);
        }

        switch (errorPolicy)
        {
            case ItemErrorPolicy.Skip:
                if (Interlocked.Increment(ref _skipped) == 1)
                {
                    run.Warn(this, $"'{node.Id}' leaves out items that it fails on, the first of them item {ShownIndex(index)}: {cause.Message}");
                }

                if (HasItemEvents)
                {
                    run.ItemEvent(this, ItemEventKind.Skipped, index);
                }

                return true;
            case ItemErrorPolicy.DeadLetter:
                Interlocked.Increment(ref _deadLettered);
                SetAside(Letter(), index);
                return true;
            default:
                _routed = RoutesFailure ? Letter() : null;
                return false;
        }

        DeadLetter Letter() => new(node.Id, Name, ShownIndex(index), attempt, cause, item is ICarriesItem carrier ? carrier.Item : item);
    }

    private void SetAside(DeadLetter letter, long index)
    {
        run.DeadLettered(letter);
        if (Letters is { } letters)
        {
            letters.Add(letter, index);
        }
        else
        {
            run.KeepDeadLetter(letter);
        }
    }

    /// <summary>Gets how many items a source has given that was begun again; 0 when it was not. Whoever asks can go on from there.</summary>
    public long StartPosition
    {
        get
        {
            AsksPosition = true;
            return _startPosition;
        }
    }

    /// <summary>Gets whether the source has asked, since it was begun.</summary>
    public bool AsksPosition { get; private set; }

    /// <summary>A source begins, or begins again.</summary>
    public void BeginAt(long position, int attempt)
    {
        _startPosition = position;
        AsksPosition = false;
        if (attempt > 1)
        {
            BeginAttempt(attempt);
        }
    }

    /// <summary>A call is made again.</summary>
    /// <param name="index">For which item.</param>
    /// <param name="attempt">Which attempt it is.</param>
    /// <param name="cause">Why; null where the attempt before goes on.</param>
    /// <param name="failedAt">When the attempt before failed, by the run's clock.</param>
    public void CountRetry(long index, int attempt, Exception? cause, long failedAt)
    {
        Interlocked.Increment(ref _retried);
        cause = cause is null ? null : run.Secrets?.Redact(cause) ?? cause;
        run.Retried(this, index, attempt, cause, cause is null ? TimeSpan.Zero : run.Time.GetElapsedTime(failedAt));
        if (HasItemEvents)
        {
            run.ItemEvent(this, ItemEventKind.Retried, index, cause?.Message);
        }
    }

    /// <summary>
    /// Makes the error that everybody who waits gets. Millstream's own errors already say what they have to say; but the failure of a task in a run that user
    /// code made of its own is the cause of this task's.
    /// </summary>
    public Exception Error(Exception cause, long? index, int attempt = 1, string? note = null)
    {
        cause = run.Secrets?.Redact(cause) ?? cause;
        Exception error = cause is MillstreamException { IsCauseOnly: false } and not TaskFailedException
            ? cause
            : new TaskFailedException(node.Id, Name, ShownIndex(index), attempt, cause, note);
        (error as MillstreamException)?.TaskId ??= node.Id;
        Interlocked.CompareExchange(ref _firstError, error, null);
        return error;
    }

    /// <summary>Gives the index that users see of an item that the task counts as <paramref name="index"/>; null where it is given no single items.</summary>
    public long? ShownIndex(long? index) => TakesWhole ? null : FirstIndex + index;
}

/// <summary>What a task does with an item that failed for good.</summary>
internal enum ItemErrorPolicy
{
    Fail,
    Skip,
    DeadLetter,
}

using System.Runtime.CompilerServices;
using Millstream.Telemetry;

namespace Millstream.Execution;

/// <summary>The one ordered stream of a run's events: the newest are kept, readers come and go at any time.</summary>
/// <remarks>
/// <para><c>Gate</c> guards all fields, and the states that the entries tell of. Readers go on outside it.</para>
/// <para>
/// What happens is kept as small entries, and told as events to whoever reads: a run that nobody watches pays little. Single items and calls go first when there
/// are too many. What is forgotten of tasks and edges is kept as a picture, for readers who come too late.
/// </para>
/// </remarks>
internal sealed class RunEventLog
{
    private const int LongestBatch = 256;

    private readonly LogTeller _teller;
    private readonly TimeProvider _time;
    private readonly int _longest;
    private readonly LogRing _states;
    private readonly LogRing _items = new(0);
    private RunView? _forgotten;
    private long _forgottenStates;
    private long _kept;
    private long _last;
    private bool _isEnded;
    private TaskCompletionSource? _changed;

    /// <summary>Makes an empty log.</summary>
    /// <param name="run">The run.</param>
    /// <param name="longest">How many events are kept.</param>
    public RunEventLog(LocalRun run, int longest)
    {
        _teller = new LogTeller(run);
        _time = run.Time;
        _longest = longest;
        _states = new LogRing(Math.Min(longest, 4 + (3 * run.Graph.Nodes.Count)));
    }

    public Lock Gate { get; } = new();

    /// <summary>Gets the moment at which the log was made, in ticks of the run's clock.</summary>
    public long BeganAt => _teller.BeganAt;

    /// <summary>Gives the moment as users see it; null for <see cref="Stages.TaskState.Never"/>.</summary>
    public DateTimeOffset? TimeOf(long at) => at == Stages.TaskState.Never ? null : _teller.TimeOf(at);

    /// <summary>Adds one event that is told as it is.</summary>
    public void Add(Particulars particulars)
    {
        bool isOfItem = particulars.Kind is >= RunEventKind.Item and <= RunEventKind.ItemFailed;
        Add(new LogEntry(LogKind.Event, particulars), _time.GetTimestamp(), isOfItem);
    }

    /// <summary>Adds what happened at <paramref name="at"/>.</summary>
    public void Add(in LogEntry entry, long at, bool isOfItem = false)
    {
        lock (Gate)
        {
            AddInGate(entry, at, isOfItem);
        }
    }

    /// <summary>Adds what happened at <paramref name="at"/>, by who holds <see cref="Gate"/> and has changed under it what the entry tells of.</summary>
    public void AddInGate(in LogEntry entry, long at, bool isOfItem = false)
    {
        if (_isEnded)
        {
            return;
        }

        LogEntry added = entry with { Count = LogTeller.Count(entry, _teller.Plan), First = _last + 1, At = at };
        _last += added.Count;
        _kept += added.Count;
        (isOfItem ? _items : _states).Add(added);
        while (_kept > _longest && _states.Count + _items.Count > 1)
        {
            Forget();
        }

        _isEnded = added is { What: LogKind.Event, Of: Particulars { Kind: >= RunEventKind.RunCompleted } };

        // Who waits goes on by itself, outside the gate.
        _changed?.TrySetResult();
        _changed = null;
    }

    public async IAsyncEnumerable<RunEvent> ReadAsync(
        long fromSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long next = Math.Max(1, fromSeq);
        var batch = new List<Told>();
        while (true)
        {
            Task? wait = Take(ref next, batch);
            foreach (Told one in batch)
            {
                for (int i = one.From; i < one.Entry.Count; i++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return one.Gap ?? _teller.Event(one.Entry, i);
                }
            }

            if (batch.Count == 0)
            {
                if (wait is null)
                {
                    yield break;
                }

                await wait.WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            batch.Clear();
        }
    }

    /// <summary>Takes the next entries, and moves <paramref name="next"/> behind them; none: the wait for more, or null when there will be none.</summary>
    private Task? Take(ref long next, List<Told> batch)
    {
        lock (Gate)
        {
            int state = _states.Find(next);
            int item = _items.Find(next);
            while (batch.Count < LongestBatch && next <= _last)
            {
                long ofState = state < _states.Count ? _states[state].First : long.MaxValue;
                long ofItem = item < _items.Count ? _items[item].First : long.MaxValue;
                long first = Math.Min(ofState, ofItem);
                if (first > next)
                {
                    // Up to the next one that is kept, or to the end: the newest may have been single items.
                    long lost = Math.Min(first, _last + 1) - next;
                    RunProgress? picture = next <= _forgottenStates ? _forgotten!.Snapshot() : null;
                    batch.Add(new Told(new LogEntry { Count = 1 }, From: 0, _teller.Lagged(next + lost - 1, lost, picture)));
                    next += lost;
                    continue;
                }

                LogEntry entry = ofItem < ofState ? _items[item++] : _states[state++];
                batch.Add(new Told(entry, (int)(next - entry.First), Gap: null));
                next = entry.First + entry.Count;
            }

            if (batch.Count > 0 || _isEnded)
            {
                return null;
            }

            _changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _changed.Task;
        }
    }

    private void Forget()
    {
        if (_items.Count > 0)
        {
            _kept -= _items.TakeFirst().Count;
            return;
        }

        LogEntry forgotten = _states.TakeFirst();
        _kept -= forgotten.Count;
        _forgotten ??= new RunView();
        if (forgotten.Of is Particulars { Kind: RunEventKind.IterationStarted or RunEventKind.IterationCompleted })
        {
            // No view shows them, and a long loop has many.
            _forgottenStates = forgotten.First + forgotten.Count - 1;
            return;
        }

        for (int i = 0; i < forgotten.Count; i++)
        {
            _forgotten.Apply(_teller.Event(forgotten, i));
        }

        _forgottenStates = forgotten.First + forgotten.Count - 1;
    }

    /// <summary>An entry that is to be told from one of its events on, or what is told of those that are no longer kept. Events are made outside the gate.</summary>
    private readonly record struct Told(LogEntry Entry, int From, RunEvent? Gap);
}

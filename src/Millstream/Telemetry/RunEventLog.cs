using System.Runtime.CompilerServices;
using Millstream.Graphs;

namespace Millstream.Telemetry;

/// <summary>The one ordered stream of a run's events: the newest are kept, readers come and go at any time.</summary>
/// <remarks>
/// <para><c>_gate</c> guards all fields. Readers are woken outside it.</para>
/// <para>What happens to all tasks of a stage at once is kept as one entry and told as one event a task: a run that nobody watches pays little.</para>
/// </remarks>
internal sealed class RunEventLog
{
    private const int Kept = 10_000;

    private readonly Lock _gate = new();
    private readonly string _runId;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _began;
    private readonly long _beganAt;
    private readonly Queue<Entry> _entries;
    private long _kept;
    private long _last;
    private bool _isEnded;
    private TaskCompletionSource? _changed;

    /// <summary>Makes an empty log.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="time">The run's clock.</param>
    /// <param name="expected">How many entries there will be in a run to which nothing special happens.</param>
    public RunEventLog(string runId, TimeProvider time, int expected)
    {
        _entries = new Queue<Entry>(Math.Min(expected, Kept));
        _runId = runId;
        _time = time;
        _began = time.GetUtcNow();
        _beganAt = time.GetTimestamp();
    }

    public void Add(
        RunEventKind kind, NodeId? task = null, long? index = null, string? detail = null, Exception? error = null) =>
        Add(new Entry(
            kind, Count: 1, task is null && index is null && detail is null && error is null ? null : new Particulars(task, null, index, detail, error)));

    /// <summary>The same happened to each of <paramref name="tasks"/>, in their order.</summary>
    public void AddAll(RunEventKind kind, IReadOnlyList<GraphNode> tasks, Exception? error = null) =>
        Add(new Entry(kind, tasks.Count, error is null ? tasks : new Particulars(null, tasks, null, null, error)));

    public async IAsyncEnumerable<RunEvent> ReadAsync(
        long fromSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long next = Math.Max(1, fromSeq);
        while (true)
        {
            (List<RunEvent> batch, Task? wait) = Next(next);
            if (batch.Count > 0 && batch[0].Seq > next)
            {
                yield return batch[0] with
                {
                    Kind = RunEventKind.Lagged,
                    TaskId = null,
                    Index = null,
                    Error = null,
                    Detail = $"{batch[0].Seq - next} events are no longer kept",
                };
            }

            foreach (RunEvent one in batch)
            {
                yield return one;
                next = one.Seq + 1;
            }

            if (batch.Count == 0)
            {
                if (wait is null)
                {
                    yield break;
                }

                await wait.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private void Add(Entry entry)
    {
        TaskCompletionSource? changed;
        lock (_gate)
        {
            if (_isEnded)
            {
                return;
            }

            _entries.Enqueue(entry with { First = _last + 1, At = _time.GetTimestamp() });
            _last += entry.Count;
            _kept += entry.Count;
            while (_kept - _entries.Peek().Count >= Kept)
            {
                _kept -= _entries.Dequeue().Count;
            }

            _isEnded = entry.Kind is RunEventKind.RunCompleted or RunEventKind.RunFaulted or RunEventKind.RunStopped or RunEventKind.RunKilled;
            changed = _changed;
            _changed = null;
        }

        changed?.TrySetResult();
    }

    private (List<RunEvent> Batch, Task? Wait) Next(long seq)
    {
        lock (_gate)
        {
            var batch = new List<RunEvent>();
            foreach (Entry entry in _entries)
            {
                for (int i = 0; i < entry.Count; i++)
                {
                    if (entry.First + i >= seq)
                    {
                        batch.Add(Event(entry, i));
                    }
                }
            }

            if (batch.Count > 0 || _isEnded)
            {
                return (batch, null);
            }

            _changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (batch, _changed.Task);
        }
    }

    private RunEvent Event(in Entry entry, int i)
    {
        var particulars = entry.Of as Particulars;
        IReadOnlyList<GraphNode>? tasks = particulars is null ? (IReadOnlyList<GraphNode>?)entry.Of : particulars.Tasks;
        return new RunEvent(
            entry.First + i,
            _began + _time.GetElapsedTime(_beganAt, entry.At),
            _runId,
            entry.Kind,
            tasks is null ? particulars?.Task : tasks[i].Id,
            particulars?.Index,
            particulars?.Detail,
            particulars?.Error);
    }

    /// <summary>What happened, once or to several tasks: small, as a run has two for each stage.</summary>
    /// <param name="Kind">What.</param>
    /// <param name="Count">How many events it is told as.</param>
    /// <param name="Of">The tasks, or <see cref="Particulars"/>, or nothing.</param>
    /// <param name="First">The number of the first of its events.</param>
    /// <param name="At">When, by the run's clock.</param>
    private readonly record struct Entry(RunEventKind Kind, int Count, object? Of, long First = 0, long At = 0);

    /// <summary>What there is to say beyond that it happened.</summary>
    private sealed record Particulars(
        NodeId? Task, IReadOnlyList<GraphNode>? Tasks, long? Index, string? Detail, Exception? Error);
}

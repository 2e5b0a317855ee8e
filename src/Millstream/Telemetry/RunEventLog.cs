using System.Runtime.CompilerServices;
using Millstream.Graphs;

namespace Millstream.Telemetry;

/// <summary>The one ordered stream of a run's events: the newest are kept, readers come and go at any time.</summary>
/// <remarks><c>_gate</c> guards all fields. Readers are woken outside it.</remarks>
internal sealed class RunEventLog(string runId, TimeProvider time)
{
    private const int Kept = 10_000;

    private readonly Lock _gate = new();
    private readonly Queue<RunEvent> _events = new();
    private long _last;
    private bool _isEnded;
    private TaskCompletionSource? _changed;

    public void Add(
        RunEventKind kind, NodeId? task = null, long? index = null, string? detail = null, Exception? error = null)
    {
        TaskCompletionSource? changed;
        lock (_gate)
        {
            if (_isEnded)
            {
                return;
            }

            if (_events.Count == Kept)
            {
                _events.Dequeue();
            }

            _events.Enqueue(new RunEvent(++_last, time.GetUtcNow(), runId, kind, task, index, detail, error));
            _isEnded = kind is RunEventKind.RunCompleted or RunEventKind.RunFaulted or RunEventKind.RunStopped or RunEventKind.RunKilled;
            changed = _changed;
            _changed = null;
        }

        changed?.TrySetResult();
    }

    public async IAsyncEnumerable<RunEvent> ReadAsync(
        long fromSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long next = Math.Max(1, fromSeq);
        while (true)
        {
            (RunEvent[] batch, Task? wait) = Next(next);
            if (batch.Length > 0 && batch[0].Seq > next)
            {
                yield return new RunEvent(
                    batch[0].Seq, batch[0].Time, runId, RunEventKind.Lagged, Detail: $"{batch[0].Seq - next} events are no longer kept");
            }

            foreach (RunEvent one in batch)
            {
                yield return one;
                next = one.Seq + 1;
            }

            if (batch.Length == 0)
            {
                if (wait is null)
                {
                    yield break;
                }

                await wait.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private (RunEvent[] Batch, Task? Wait) Next(long seq)
    {
        lock (_gate)
        {
            RunEvent[] batch = [.. _events.SkipWhile(e => e.Seq < seq)];
            if (batch.Length > 0 || _isEnded)
            {
                return (batch, null);
            }

            _changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (batch, _changed.Task);
        }
    }
}

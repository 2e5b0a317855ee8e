using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream.Execution;

/// <summary>Stands at an outlet and tells what the run shows of it: its first item, how many there were, its end, and that a task fused behind it begins.</summary>
/// <remarks>
/// <para>An edge and a fused step look the same from here, so that both plans tell the same.</para>
/// <para>
/// A single value is handed on when the task that made it has come to its end, which is at once: what follows it begins when the task has completed.
/// </para>
/// </remarks>
/// <param name="tracker">Is told.</param>
/// <param name="task">Whose outlet it is.</param>
/// <param name="outlet">Its number.</param>
/// <param name="behind">The task that is fused behind the outlet, if one is.</param>
/// <param name="isValue">Whether the outlet gives a single value, and no stream.</param>
/// <param name="holds">Whether nothing but the task's end comes after that value.</param>
/// <param name="sink">Takes the items.</param>
internal sealed class OutletWatch<T>(
    RunTracker tracker, TaskScope task, int outlet, TaskScope? behind, bool isValue, bool holds, SpanSink<T> sink) : SpanSink<T>, IDiscards
{
    private readonly long _lastTold = isValue ? -1 : tracker.TellsItems ? long.MaxValue : StreamProgress.Settled;
    private long _given;
    private bool _hasBegun;
    private bool _hasEnded;
    private bool _isHeld;
    private T? _held;

    public bool IsDiscarding => sink is IDiscards { IsDiscarding: true };

    public override int NotBegun => sink.NotBegun;

    public override bool HasDemand => sink.HasDemand;

    public override int Reserve() => sink.Reserve();

    public override void OnDemand(Action changed) => sink.OnDemand(changed);

    public override void Pause(bool isPaused) => sink.Pause(isPaused);

    public override void Push(ReadOnlySpan<T> items)
    {
        if (holds && _given == 0 && items.Length == 1)
        {
            _given = 1;
            _isHeld = true;
            _held = items[0];
            return;
        }

        if (_isHeld)
        {
            HandOn();
        }

        if (_given <= _lastTold || !_hasBegun)
        {
            Tell(items);
        }

        _given += items.Length;
        sink.Push(items);
    }

    public override bool Complete(Exception? error)
    {
        TellEnd(error);
        if (_isHeld)
        {
            // There is room for it: it was asked for when the value came, and nothing else has used it.
            HandOn();
        }

        return sink.Complete(error);
    }

    private void HandOn()
    {
        T item = _held!;
        _isHeld = false;
        _held = default;
        if (behind is not null)
        {
            tracker.Begin(behind);
            if (behind.IsEndRequested)
            {
                return;
            }
        }

        _hasBegun = true;
        sink.Push(new ReadOnlySpan<T>(in item));
    }

    private void Tell(ReadOnlySpan<T> items)
    {
        if (items.IsEmpty)
        {
            return;
        }

        if (!isValue)
        {
            TellStream(items);
        }
        else if (!_hasBegun && behind is not null)
        {
            tracker.Begin(behind);
        }

        _hasBegun = true;
    }

    private void TellStream(ReadOnlySpan<T> items)
    {
        // Where each item is told, what follows begins when the first has been.
        TaskScope? begun = tracker.TellsItems ? null : behind;
        if (!_hasBegun)
        {
            tracker.BeginStream(task, outlet, items.Length, begun);
        }
        else if (!tracker.TellsItems)
        {
            tracker.Streamed(task, _given + items.Length);
        }

        if (!tracker.TellsItems)
        {
            return;
        }

        for (int i = 0; i < items.Length; i++)
        {
            object? item = items[i];
            tracker.Give(task, outlet, _given + i, item is ICarriesItem carrier ? carrier.Item : item);
            tracker.Streamed(task, _given + i + 1);
        }

        if (!_hasBegun && behind is not null)
        {
            tracker.Begin(behind);
        }
    }

    private void TellEnd(Exception? error)
    {
        if (_hasEnded)
        {
            return;
        }

        _hasEnded = true;
        switch (error)
        {
            case null:
                tracker.EndOutlet(task, outlet, !isValue && _hasBegun ? _given : -1, behind);
                break;
            case BranchNotTakenException when task.State.Status == RunStatus.Pending:
                // What comes to a task that never began is passed on by it.
                tracker.Disable(task);
                break;
            case BranchNotTakenException:
                tracker.EndOutlet(task, outlet, streamed: -1);
                break;
            case { IsRouted: true } when task.State.Status == RunStatus.Pending:
                // The failure of a task before it has gone to its error outlet: nothing came, and nothing was missed.
                tracker.Disable(task);
                break;
            case StoppedException:
                tracker.End(task, RunStatus.Stopped, error: null);
                break;
            case KilledException:
                tracker.End(task, RunStatus.Killed, error);
                break;
            default:
                tracker.End(task, RunStatus.Faulted, error);
                break;
        }
    }
}

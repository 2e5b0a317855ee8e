using System.Runtime.ExceptionServices;

namespace Millstream.Stages;

/// <summary>An inlet as a live stream, for a task that reads it itself.</summary>
/// <remarks>One-shot: enumerated once. Before it waits, the stage hands over what it has.</remarks>
internal sealed class ItemStream<T>(LiveInlet<T> inlet, StageScope stage, TaskScope task)
    : IAsyncEnumerable<T>, IAsyncEnumerator<T>
{
    private T[] _items = [];
    private int _at;
    private int _count;
    private bool _isOpen;
    private CancellationToken _cancellationToken;
    private CancellationTokenRegistration _onCancelled;

    public T Current { get; private set; } = default!;

    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (_isOpen)
        {
            throw new InvalidOperationException("A live stream can be read once. Collect it with ToListAsync to read it again.");
        }

        _isOpen = true;
        _cancellationToken = cancellationToken;
        if (cancellationToken.CanBeCanceled && cancellationToken != stage.Token)
        {
            // The stage wakes its readers when it fires its own token; nobody does for another.
            _onCancelled = cancellationToken.UnsafeRegister(static signal => ((StageSignal)signal!).Set(), inlet.Signal);
        }

        return this;
    }

    public ValueTask<bool> MoveNextAsync()
    {
        if (!stage.IsDraining && (_at < _count || TryRead()))
        {
            Current = _items[_at];
            _items[_at++] = default!;
            return new ValueTask<bool>(true);
        }

        return WaitAsync();
    }

    public ValueTask DisposeAsync()
    {
        _onCancelled.Unregister();
        inlet.Reader.Leave();
        return default;
    }

    private async ValueTask<bool> WaitAsync()
    {
        while (true)
        {
            stage.ThrowIfCancelled();
            if (stage.IsDraining)
            {
                throw new OperationCanceledException("Nobody wants what the task makes any more.", stage.Token);
            }

            if (TryRead())
            {
                break;
            }

            if (inlet.Reader.IsEnded)
            {
                if (inlet.Reader.Fault is { } fault and not BranchNotTakenException)
                {
                    ExceptionDispatchInfo.Throw(fault);
                }

                return false;
            }

            if (stage.IsTokenFired)
            {
                throw new OperationCanceledException("The task was told to end.", stage.Token);
            }

            _cancellationToken.ThrowIfCancellationRequested();
            await inlet.Signal;
        }

        Current = _items[_at];
        _items[_at++] = default!;
        return true;
    }

    // One item at a time while the task may be slow to come back: an item read counts as begun.
    private bool TryRead()
    {
        ReadOnlySpan<T> items = inlet.Reader.Read(1);
        if (items.IsEmpty)
        {
            return false;
        }

        if (_items.Length == 0)
        {
            _items = new T[1];
        }

        items.CopyTo(_items);
        task.Received++;
        _at = 0;
        _count = 1;
        return true;
    }
}

/// <summary>An inlet that user code waits on by itself, with a signal of its own beside the stage's.</summary>
internal sealed record LiveInlet<T>(InletReader<T> Reader, StageSignal Signal);

using System.Threading.Tasks.Sources;
using Millstream.Stages;

namespace Millstream.Execution;

/// <summary>Takes the items of an outlet outside the graph, for an <c>await foreach</c>.</summary>
/// <remarks>
/// Within a chunk <see cref="MoveNextAsync"/> only moves an index. Otherwise it waits on a reusable source, so that a wait allocates nothing. One
/// consumer, one call at a time, as <see cref="IAsyncEnumerator{T}"/> has it.
/// </remarks>
internal sealed class LiveReader<T> : IAsyncEnumerator<T>, IWaker, IValueTaskSource<bool>
{
    private readonly ChunkQueue<T> _queue;
    private readonly LocalRun _run;
    private readonly bool _ownsRun;
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenRegistration _registration;
    private ManualResetValueTaskSourceCore<bool> _source;
    private Slice<T> _slice;
    private int _at;
    private T[] _items = [];
    private bool _isDisposed;

    private readonly ReaderWait _wait = new();

    public LiveReader(ChunkQueue<T> queue, LocalRun run, bool ownsRun, CancellationToken cancellationToken)
    {
        _queue = queue;
        _run = run;
        _ownsRun = ownsRun;
        _cancellationToken = cancellationToken;
        _source.RunContinuationsAsynchronously = !run.Options.ContinueOnEngineThread;
        queue.Connect(writer: null, this);
        if (!ownsRun && cancellationToken.CanBeCanceled)
        {
            _registration = cancellationToken.UnsafeRegister(static reader => ((LiveReader<T>)reader!).Wake(), this);
        }
    }

    public T Current { get; private set; } = default!;

    public bool IsOutside => true;

    public ValueTask<bool> MoveNextAsync()
    {
        if (_at < _slice.Count)
        {
            Current = _items[_slice.Start + _at++];
            return new ValueTask<bool>(true);
        }

        return NextChunk();
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _registration.DisposeAsync().ConfigureAwait(false);
        _queue.CountDelivered(_at);
        _queue.LeaveReader();
        Return();
        if (_ownsRun)
        {
            await _run.KillAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    public void Wake()
    {
        // A wake-up may come late, when the item that it was for was taken already: then the edge has a new mark, and wakes again.
        long wait = _wait.Wake();
        bool isReady = wait != ReaderWait.Nobody
            && (_queue.IsReady || (!_ownsRun && _cancellationToken.IsCancellationRequested));
        if (isReady && _wait.TryEnd(wait))
        {
            _source.SetResult(true);
        }
    }

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        _source.GetResult(token);
        _source.Reset();
        return TryTake(out bool hasItem) ? hasItem : throw new InvalidOperationException("The wait ended before there was an item.");
    }

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private ValueTask<bool> NextChunk()
    {
        while (true)
        {
            _wait.Look();
            if (TryTake(out bool hasItem))
            {
                return new ValueTask<bool>(hasItem);
            }

            // The edge has our mark by now.
            if (_wait.TryBegin())
            {
                return new ValueTask<bool>(this, _source.Version);
            }
        }
    }

    /// <summary>Takes the next item, or the end. False: neither is there yet.</summary>
    private bool TryTake(out bool hasItem)
    {
        hasItem = false;
        if (!_ownsRun)
        {
            _cancellationToken.ThrowIfCancellationRequested();
        }

        if (_slice.Count > 0)
        {
            _queue.CountDelivered(_slice.Count);
        }

        Return();
        if (_queue.TryDequeue(out _slice, out bool isEnded, out Exception? fault))
        {
            _items = _slice.Chunk.Items;
            Current = _items[_slice.Start];
            _at = 1;
            hasItem = true;
            return true;
        }

        if (isEnded && fault is not (null or StoppedException or BranchNotTakenException))
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(fault);
        }

        return isEnded;
    }

    private void Return()
    {
        Chunk<T>? chunk = _slice.Chunk;
        _slice = default;
        _at = 0;
        chunk?.Return();
    }
}

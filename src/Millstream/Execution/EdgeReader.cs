using Millstream.Stages;

namespace Millstream.Execution;

/// <summary>The reading end of an edge in memory, inside a stage.</summary>
/// <param name="queue">The edge.</param>
/// <param name="task">The task that reads, where there is one. It begins with the first item, or the end of an empty edge, unless it waits for more.</param>
/// <param name="isOnly">Whether this is the task's one inlet: it is told then which of its producer's items comes first.</param>
internal sealed class EdgeReader<T>(ChunkQueue<T> queue, TaskScope? task, bool isOnly = true) : InletReader<T>
{
    private bool _isTold;
    private Slice<T> _slice;
    private int _at;
    private bool _isEnded;
    private bool _hasLeft;
    private Exception? _fault;
    private Action<bool>? _paused;
    private readonly ItemTrace? _trace = task?.Trace;

    public override bool IsEnded => _isEnded;

    public override Exception? Fault => _fault;

    public override int Hand => _slice.Count - _at;

    public override int LongestHand => queue.HandLength;

    public override int Fill() => _at < _slice.Count || TryNext() ? Hand : 0;

    public override ReadOnlySpan<T> Read(int max)
    {
        if (_at == _slice.Count && !TryNext())
        {
            return default;
        }

        int length = Math.Min(max, _slice.Count - _at);
        if (_trace is not null)
        {
            length = 1;
            _trace.Context = _slice.Chunk.TraceOf(_slice.Start + _at);
        }

        ReadOnlySpan<T> items = _slice.Chunk.Items.AsSpan(_slice.Start + _at, length);
        _at += length;
        Position += length;
        queue.CountDelivered(length);
        return items;
    }

    public override void GiveBack(int items)
    {
        _at -= items;
        Position -= items;
        queue.CountDelivered(-items);
    }

    public override void Leave()
    {
        if (_hasLeft)
        {
            return;
        }

        _hasLeft = true;
        _isEnded = true;
        queue.LeaveReader();
        ReturnChunk();
    }

    public override void Abandon() => queue.LeaveReader();

    public override void OnPause(Action<bool> changed)
    {
        queue.HearsWords = true;
        _paused += changed;
    }

    private bool TryNext()
    {
        if (_isEnded)
        {
            return false;
        }

        ReturnChunk();
        bool taken = queue.TryDequeue(out _slice, out _isEnded, out _fault);
        while (taken && _slice.IsWord)
        {
            _paused?.Invoke(_slice.IsPaused);
            taken = queue.TryDequeue(out _slice, out _isEnded, out _fault);
        }

        if (!_isTold && (taken || (_isEnded && _fault is null)))
        {
            _isTold = true;
            if (taken && isOnly)
            {
                task?.BeginAt(_slice.Chunk.FirstNumber + _slice.Start);
            }

            if (task is { BeginsWhole: false })
            {
                task.Run.Begun(task);
            }
        }

        return taken;
    }

    private void ReturnChunk()
    {
        Chunk<T>? chunk = _slice.Chunk;
        _slice = default;
        _at = 0;
        chunk?.Return();
    }
}

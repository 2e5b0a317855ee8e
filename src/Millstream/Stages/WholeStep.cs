namespace Millstream.Stages;

/// <summary>Gathers the pieces of values, and gives each value on when its last piece has come.</summary>
/// <remarks><c>_gate</c> guards the value that grows: others may look at it at any time.</remarks>
internal sealed class WholeStep<T> : FusedStep<Piece<T>, T>, IPeekable
{
    private readonly Lock _gate = new();
    private readonly GrowingValue<T> _growing;
    private readonly bool _endsWithStream;
    private readonly Func<string> _outlet;
    private readonly long _maxBytes;

    /// <summary>The value that grows, or the last one that was whole; -1 before the first.</summary>
    private long _valueIndex = -1;
    private bool _isGrowing;
    private T _last = default!;

    /// <summary>Makes the step.</summary>
    /// <param name="task">The task that the step is.</param>
    /// <param name="growing">What gathers the pieces.</param>
    /// <param name="endsWithStream">Whether the end of the pieces is the end of the value.</param>
    /// <param name="outlet">Names the outlet that the pieces come from, for errors.</param>
    /// <param name="next">What takes the values.</param>
    public WholeStep(TaskScope task, GrowingValue<T> growing, bool endsWithStream, Func<string> outlet, SpanSink<T> next)
        : base(task, next)
    {
        _growing = growing;
        _endsWithStream = endsWithStream;
        _outlet = outlet;
        _maxBytes = task.Run.MaxAccumulatedBytes;
    }

    public (bool IsThere, object? Value) Peek()
    {
        lock (_gate)
        {
            return (_valueIndex >= 0, _isGrowing ? _growing.Now() : _last);
        }
    }

    protected override void Run(ReadOnlySpan<Piece<T>> items, Span<T> to, ref StepCursor at)
    {
        for (int i = at.Read; i < items.Length; i++)
        {
            at.Read = i;
            ref readonly Piece<T> piece = ref items[i];
            if (!piece.IsEnd)
            {
                Add(piece);
            }
            else if (_isGrowing && piece.ValueIndex == _valueIndex)
            {
                to[at.Written] = Take();
                at.Written++;
            }
        }

        at.Read = items.Length;
    }

    protected override bool GivesAtEnd => true;

    protected override bool Drain()
    {
        if (!_isGrowing || !_endsWithStream)
        {
            Discard();
            return true;
        }

        if (Next.Reserve() == 0)
        {
            return false;
        }

        TryDeliver(Take());
        return true;
    }

    protected override void Discard()
    {
        if (_isGrowing)
        {
            // Of a call that failed or was ended: what it gave is no value.
            Task.Dropped++;
            _isGrowing = false;
        }
    }

    private void Add(in Piece<T> piece)
    {
        lock (_gate)
        {
            if (!_isGrowing || piece.ValueIndex != _valueIndex)
            {
                Discard();
                _growing.Clear();
                _isGrowing = true;
                _valueIndex = piece.ValueIndex;
            }

            _growing.Add(piece.Item);
        }

        if (_growing.Bytes > _maxBytes)
        {
            throw new ValueTooLargeException(_outlet(), _growing.Bytes, _maxBytes);
        }
    }

    private T Take()
    {
        lock (_gate)
        {
            _isGrowing = false;
            _last = _growing.Now();
            _growing.Clear();
            return _last;
        }
    }
}

/// <summary>A value that can be looked at while it grows.</summary>
internal interface IPeekable
{
    /// <summary>Gives the value as it is now; of several, the one that grows, or else the last one. Thread-safe.</summary>
    (bool IsThere, object? Value) Peek();
}

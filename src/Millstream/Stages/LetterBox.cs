namespace Millstream.Stages;

/// <summary>The dead letters of one task on their way to its outlet for them.</summary>
/// <remarks>
/// <para>
/// Calls that run beside the stage put letters in; the stage alone takes them out, in the order of the items. What the outlet's readers no longer
/// want, and what has not gone on when the stage ends, is kept by the run.
/// </para>
/// <para><c>_gate</c> guards <c>_waiting</c>, <c>_settled</c> and <c>_isClosed</c>. The outlet and the run are never called under it.</para>
/// </remarks>
internal sealed class LetterBox
{
    private readonly Lock _gate = new();
    private readonly RunScope _run;
    private readonly StageScope _stage;
    private readonly SpanSink<DeadLetter> _outlet;
    private readonly PriorityQueue<DeadLetter, long> _waiting = new();
    private long _settled = long.MaxValue;

    /// <summary>How many of the task's other outlets have not come to their end.</summary>
    private int _open;
    private bool _isClosed;
    private bool _isRouting;

    public LetterBox(RunScope run, StageScope stage, SpanSink<DeadLetter> outlet)
    {
        _run = run;
        _stage = stage;
        _outlet = outlet;
        stage.AtEnd(Close);
    }

    /// <summary>Puts a letter in. May be called from any thread.</summary>
    /// <param name="letter">What the task could not take.</param>
    /// <param name="index">The number of the item on the task's inlet.</param>
    public void Add(DeadLetter letter, long index)
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                _waiting.Enqueue(letter, index);
                return;
            }
        }

        _run.KeepDeadLetter(letter);
    }

    /// <summary>The task has failed, and that goes on as a letter: who reads them gets it, then the end and no error.</summary>
    public void Route(DeadLetter letter)
    {
        _isRouting = true;
        Add(letter, long.MaxValue - 1);
    }

    /// <summary>All items before number <paramref name="index"/> are settled: their letters may go on, later ones not yet.</summary>
    public void Settled(long index)
    {
        lock (_gate)
        {
            _settled = index;
        }
    }

    /// <summary>Gives on what may go on; answers how many letters may come now, 0 while one still waits for room.</summary>
    public int Reserve()
    {
        int room = IsClosed ? SpanSink.Closed : _outlet.Reserve();
        bool hasMoved = false;
        while (room > 0 && TryTake(out DeadLetter? letter))
        {
            // One by one: the step behind may close itself over any of them.
            _outlet.Push(new ReadOnlySpan<DeadLetter>(in letter));
            hasMoved = true;
            room = _outlet.Reserve();
        }

        if (hasMoved)
        {
            // Errors are rare, and a stage that waits after one has been flushed already.
            _stage.Flush();
        }

        if (room < 0)
        {
            Close();
        }

        return room;
    }

    /// <summary>The task has an outlet (more) beside this one.</summary>
    public void Opened() => _open++;

    /// <summary>One of those outlets comes to its end.</summary>
    public void Ending() => _open--;

    /// <summary>No more letters come, unless another outlet of the task goes on. False while some wait for room.</summary>
    public bool Complete(Exception? error)
    {
        if (_open > 0)
        {
            return true;
        }

        Settled(long.MaxValue);
        if (Reserve() == 0 && HasWaiting)
        {
            return false;
        }

        return _outlet.Complete(_isRouting ? null : error);
    }

    private bool IsClosed
    {
        get
        {
            lock (_gate)
            {
                return _isClosed;
            }
        }
    }

    private bool HasWaiting
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count > 0;
            }
        }
    }

    private bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out DeadLetter? letter)
    {
        lock (_gate)
        {
            if (_waiting.TryPeek(out letter, out long index) && index < _settled)
            {
                _waiting.Dequeue();
                return true;
            }

            letter = null;
            return false;
        }
    }

    private void Close()
    {
        List<DeadLetter> left = [];
        lock (_gate)
        {
            _isClosed = true;
            while (_waiting.TryDequeue(out DeadLetter? letter, out _))
            {
                left.Add(letter);
            }
        }

        foreach (DeadLetter letter in left)
        {
            _run.KeepDeadLetter(letter);
        }
    }
}

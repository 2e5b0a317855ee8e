using Millstream.Stages;

namespace Millstream.Testing;

/// <summary>Runs everything of its runs one after the other, and moves their clock when nothing else is left to do.</summary>
/// <remarks>
/// <para>
/// What can go on (stages, workers, continuations of user code) lies in one bag; a timer that is due is one more of them. While the bag is
/// not empty one thread of the pool takes out of it what <see cref="Choices"/> chooses. Then the clock goes to the next timer, as long as anybody is
/// there to wait for it; then the thread is given back.
/// </para>
/// <para><c>_gate</c> guards the bag and the two counts. Nothing is called under it.</para>
/// </remarks>
internal sealed class DrivenScheduler : StageScheduler
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(1);

    [ThreadStatic]
    private static DrivenScheduler? _current;

    private readonly Lock _gate = new();
    private readonly Choices _choices;
    private readonly ManualTimeProvider _time;
    private readonly Context _context;
    private readonly List<Turn> _bag = [];
    private readonly List<Action> _stalled = [];
    private readonly List<TaskCompletionSource> _idle = [];
    private int _runs;

    /// <summary>Real time, running while bodies wait and nothing goes on.</summary>
    private ITimer? _silence;
    private bool _isPumping;

    public DrivenScheduler(Choices choices, ManualTimeProvider time)
    {
        _choices = choices;
        _time = time;
        _context = new Context(this);
    }

    public override SynchronizationContext UserContext => _context;

    public override bool IsDeterministic => true;

    /// <summary>Gets whether nothing has come from another thread while a run was going on.</summary>
    public bool IsRepeatable { get; private set; } = true;

    public override void Begin(Action start)
    {
        lock (_gate)
        {
            _runs++;
        }

        if (_current == this)
        {
            start();
        }
        else
        {
            Add(OfEngine(start), isBeginning: true);
        }
    }

    public override void Ended()
    {
        lock (_gate)
        {
            _runs--;
        }
    }

    public override void Schedule(StageSignal signal) => Add(new Turn(static s => ((StageSignal)s!).Continue(), signal, IsUserCode: false));

    public override void ScheduleLast(StageSignal signal) => Schedule(signal);

    public override bool EndsTurn() => _choices.EndsTurn();

    public override void Spill()
    {
        // What the running stage woke is in the bag already.
    }

    public override void Run(StageSignal signal) => signal.Continue();

    public override void RunWorker(Action work, bool mayBlock) => Add(OfEngine(work));

    /// <summary>Calls <paramref name="body"/> as user code; <paramref name="stalled"/> is called should nothing be left to do before <see cref="EndBody"/>.</summary>
    public void BeginBody(Action body, Action stalled)
    {
        lock (_gate)
        {
            _stalled.Add(stalled);
        }

        Add(OfEngine(body) with { IsUserCode = true }, isBeginning: true);
    }

    /// <summary>A body has ended.</summary>
    public void EndBody(Action stalled)
    {
        lock (_gate)
        {
            _stalled.Remove(stalled);
        }
    }

    /// <summary>Gives a task that ends when nothing can go on before the clock moves.</summary>
    public Task IdleAsync()
    {
        var idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_bag.Count == 0 && !_isPumping)
            {
                return Task.CompletedTask;
            }

            _idle.Add(idle);
        }

        return idle.Task;
    }

    private static Turn OfEngine(Action action) => new(static a => ((Action)a!)(), action, IsUserCode: false);

    private void Add(Turn turn, bool isBeginning = false)
    {
        lock (_gate)
        {
            IsRepeatable &= _current == this || (isBeginning && !_isPumping);
            _bag.Add(turn);
            if (_isPumping)
            {
                return;
            }

            _isPumping = true;
            _silence?.Dispose();
            _silence = null;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static scheduler => scheduler.Pump(), this, preferLocal: false);
    }

    private void Pump()
    {
        _current = this;
        try
        {
            while (TryGoOn())
            {
            }
        }
        finally
        {
            _current = null;
        }
    }

    /// <summary>Does the next thing; false when there is nothing more to do.</summary>
    private bool TryGoOn()
    {
        bool isTimerDue = _time.IsTimerDue;
        Turn? turn = null;
        TaskCompletionSource[] idle = [];
        lock (_gate)
        {
            bool isAwaited = _runs > 0 || _stalled.Count > 0;
            int count = _bag.Count + (isTimerDue && isAwaited ? 1 : 0);
            if (count > 0)
            {
                turn = TakeFromBag(_choices.Among(count));
            }
            else
            {
                idle = [.. _idle];
                _idle.Clear();
                if (!isAwaited && idle.Length == 0)
                {
                    _isPumping = false;
                    return false;
                }
            }
        }

        if (turn is not null)
        {
            turn.Run(_context);
            return true;
        }

        if (idle.Length > 0)
        {
            Array.ForEach(idle, one => one.TrySetResult());
            return true;
        }

        return _time.FireNext() || !TryStall();
    }

    /// <summary>Takes a turn out; null for the number behind the last, which stands for the timer that is due.</summary>
    private Turn? TakeFromBag(int number)
    {
        if (number == _bag.Count)
        {
            return null;
        }

        Turn turn = _bag[number];
        _bag[number] = _bag[^1];
        _bag.RemoveAt(_bag.Count - 1);
        return turn;
    }

    /// <summary>Gives the thread back, as nothing can go on and no timer is armed; false when something has come meanwhile, or somebody who waits for that.</summary>
    private bool TryStall()
    {
        lock (_gate)
        {
            if (_bag.Count > 0 || _idle.Count > 0)
            {
                return false;
            }

            _isPumping = false;
            if (_stalled.Count > 0)
            {
                // What a body waits for may be on its way from another thread.
                _silence?.Dispose();
                _silence = TimeProvider.System.CreateTimer(
                    static s => ((DrivenScheduler)s!).TellStalled(), this, LongestSilence, Timeout.InfiniteTimeSpan);
            }

            return true;
        }
    }

    private void TellStalled()
    {
        Action[] stalled;
        lock (_gate)
        {
            if (_isPumping || _silence is null)
            {
                return;
            }

            stalled = [.. _stalled];
        }

        foreach (Action tell in stalled)
        {
            tell();
        }
    }

    /// <summary>Something that can go on, until it waits.</summary>
    private sealed record Turn(SendOrPostCallback Callback, object? State, bool IsUserCode)
    {
        public void Run(SynchronizationContext context)
        {
            SynchronizationContext.SetSynchronizationContext(IsUserCode ? context : null);
            try
            {
                Callback(State);
            }
            finally
            {
                SynchronizationContext.SetSynchronizationContext(null);
            }
        }
    }

    /// <summary>What user code is called under: whatever it awaits comes back into the bag.</summary>
    private sealed class Context(DrivenScheduler scheduler) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => scheduler.Add(new Turn(d, state, IsUserCode: true));

        public override void Send(SendOrPostCallback d, object? state) =>
            throw new NotSupportedException("Nothing may wait for the thread of a deterministic engine. Use Post, or await.");

        public override SynchronizationContext CreateCopy() => this;
    }
}

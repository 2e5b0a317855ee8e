namespace Millstream.Stages;

/// <summary>The one door to threads: every run is begun, and every stage started and continued, through it.</summary>
internal abstract class StageScheduler
{
    /// <summary>Gets what user code is called under, so that it goes on there after an <c>await</c>; null: wherever what it awaits comes back.</summary>
    public virtual SynchronizationContext? UserContext => null;

    /// <summary>Gets whether nothing but this scheduler says what happens next: then no continuation may take a way past it.</summary>
    public virtual bool IsDeterministic => false;

    /// <summary>Begins a run; nothing in it goes on before <paramref name="start"/> has returned.</summary>
    public virtual void Begin(Action start) => start();

    /// <summary>A run that was begun has ended.</summary>
    public virtual void Ended()
    {
    }

    /// <summary>Has <paramref name="signal"/>'s stage go on soon.</summary>
    public abstract void Schedule(StageSignal signal);

    /// <summary>Has it go on after all that is waiting now.</summary>
    public abstract void ScheduleLast(StageSignal signal);

    /// <summary>Says, after each span, whether the running stage shall let others go first although its time is not up.</summary>
    public virtual bool EndsTurn() => false;

    /// <summary>The running stage goes on, perhaps into slow user code: what it woke may run elsewhere meanwhile.</summary>
    public abstract void Spill();

    /// <summary>Runs <paramref name="signal"/>'s stage until it waits. Called on the thread that shall run it.</summary>
    public abstract void Run(StageSignal signal);

    /// <summary>Runs <paramref name="work"/>, which may block or compute for long, apart from the stages.</summary>
    public abstract void RunWorker(Action work, bool mayBlock);
}

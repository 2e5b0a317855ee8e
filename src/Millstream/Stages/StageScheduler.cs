namespace Millstream.Stages;

/// <summary>The one door to threads: every stage is started and continued through it.</summary>
internal abstract class StageScheduler
{
    /// <summary>Has <paramref name="signal"/>'s stage go on soon.</summary>
    public abstract void Schedule(StageSignal signal);

    /// <summary>Has it go on after all that is waiting now.</summary>
    public abstract void ScheduleLast(StageSignal signal);

    /// <summary>The running stage goes on, perhaps into slow user code: what it woke may run elsewhere meanwhile.</summary>
    public abstract void Spill();

    /// <summary>Runs <paramref name="signal"/>'s stage until it waits. Called on the thread that shall run it.</summary>
    public abstract void Run(StageSignal signal);

    /// <summary>Runs <paramref name="work"/>, which may block or compute for long, apart from the stages.</summary>
    public abstract void RunWorker(Action work, bool mayBlock);
}

namespace Millstream.Stages;

/// <summary>Counts the stages of a run that are not parked, so that a run in which nobody can go on is noticed.</summary>
/// <remarks>A stage that waits for something outside (user code, a timer) counts as busy. Where nobody asked to be told, nothing is counted.</remarks>
internal sealed class StageActivity
{
    private int _busy;

    /// <summary>
    /// Gets or sets what is called, on the thread of the last stage that parked, when none is busy any more; null for nothing. Set before the run starts.
    /// </summary>
    public Action? AllParked { get; set; }

    public bool IsIdle => Volatile.Read(ref _busy) == 0;

    public void Woken()
    {
        if (AllParked is not null)
        {
            Interlocked.Increment(ref _busy);
        }
    }

    public void Parked()
    {
        if (AllParked is not null && Interlocked.Decrement(ref _busy) == 0)
        {
            AllParked();
        }
    }
}

namespace Millstream.Stages;

/// <summary>The reading end of an inlet, whatever its item type.</summary>
internal abstract class InletReader
{
    /// <summary>Gets how many items were read: the inlet's position.</summary>
    public long Position { get; protected set; }

    /// <summary>Gets whether the last item was read and none will come. Meaningful after a read, or <see cref="Fill"/>, gave nothing.</summary>
    public abstract bool IsEnded { get; }

    /// <summary>Gets why the producer ended, when it failed; set no later than <see cref="IsEnded"/>.</summary>
    public abstract Exception? Fault { get; }

    /// <summary>Gets how many items are in the reader's hand and not yet read.</summary>
    public virtual int Hand => 0;

    /// <summary>Gets whether the reader makes its items itself, so that the stage begins at once and ends when the run is drained.</summary>
    public virtual bool IsSource => false;

    /// <summary>Gets how many items the reader may hold in its hand.</summary>
    public virtual int LongestHand => 1;

    /// <summary>
    /// Looks for items without reading any, and says how many can be read at once; 0 as a read gives none. For readers that combine others.
    /// </summary>
    public abstract int Fill();

    /// <summary>Takes back the last <paramref name="items"/> of the span just read: the task ended itself before it began them.</summary>
    public virtual void GiveBack(int items)
    {
    }

    /// <summary>
    /// Has <paramref name="changed"/> called when the producer pauses (true) and when it goes on, by the thread that reads, between the items that it said it between. To be
    /// asked for before the first read.
    /// </summary>
    public virtual void OnPause(Action<bool> changed)
    {
    }

    /// <summary>Gives the inlet up: the producer learns that nobody reads, and what was not read counts as dropped.</summary>
    public abstract void Leave();

    /// <summary>
    /// Gives the inlet up from outside the stage, which is stuck in user code and may still be using what it read: nothing is taken from its hands.
    /// </summary>
    public abstract void Abandon();
}

/// <summary>The reading end of an inlet: an edge in memory, frames of a log, or several inlets combined.</summary>
/// <remarks>One reader, one thread at a time. It never knows who wrote.</remarks>
internal abstract class InletReader<T> : InletReader
{
    /// <summary>
    /// Takes up to <paramref name="max"/> items that are there now, in order; they count as begun. The span is valid until the
    /// next call. None: the inlet has ended, or the stage's signal is armed.
    /// </summary>
    public abstract ReadOnlySpan<T> Read(int max);
}

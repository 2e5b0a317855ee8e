namespace Millstream.Stages;

/// <summary>The end of something that items are pushed into: a fused step, or the outlet of a stage.</summary>
/// <remarks>One thread at a time; the stage it belongs to sees to that.</remarks>
internal abstract class SpanSink
{
    /// <summary>What <see cref="Reserve"/> answers when nobody downstream wants another item.</summary>
    public const int Closed = -1;

    /// <summary>
    /// Asks how many items may be pushed now. Goes on with held work first (the rest of a flattened sequence, for example).
    /// 0: none; the stage's signal is armed and will be set when that may have changed. <see cref="Closed"/>: never again.
    /// </summary>
    public abstract int Reserve();

    /// <summary>
    /// The input has ended. Gives on what is still held, then the end; call again after the signal while it answers false.
    /// With an error, what was held whole goes on but nothing is made of an unfinished part, and the end carries the error.
    /// Harmless when repeated after it answered true.
    /// </summary>
    public abstract bool Complete(Exception? error);

    /// <summary>The producer pauses after the items pushed so far, or goes on. Word of it follows the items to whoever listens; items pushed meanwhile are delivered all the same.</summary>
    public virtual void Pause(bool isPaused)
    {
    }

    /// <summary>Gets whether anybody reads what is pushed: a task behind, an output that is kept, a view.</summary>
    public virtual bool HasDemand => true;

    /// <summary>Has <paramref name="changed"/> called, from any thread, when <see cref="HasDemand"/> may have changed.</summary>
    public virtual void OnDemand(Action changed)
    {
    }
}

/// <summary>A <see cref="SpanSink"/> of items of one type.</summary>
internal abstract class SpanSink<T> : SpanSink
{
    /// <summary>
    /// Takes all of <paramref name="items"/>. <see cref="SpanSink.Reserve"/> allowed their number, which may come in several pushes. The span is the
    /// caller's and is not kept.
    /// </summary>
    public abstract void Push(ReadOnlySpan<T> items);

    /// <summary>Takes one item, as <see cref="Push(ReadOnlySpan{T})"/> does, that has a time of its own where times are read behind it.</summary>
    public virtual void Push(T item, long time) => Push(new ReadOnlySpan<T>(in item));

    /// <summary>Gets how many of the items pushed last, from the end, were not begun because the task ended itself or failed before them.</summary>
    public virtual int NotBegun => 0;
}

using System.Runtime.CompilerServices;

namespace Millstream.Stages;

/// <summary>Gives each item that a task makes its marks: its number, from 0, and its time. Here they begin.</summary>
/// <param name="next">Takes the marked items.</param>
/// <param name="time">Gives the present time of what is made; null where only the index is read behind it.</param>
internal sealed class MarkSink<T>(SpanSink<Marked<T>> next, Func<long>? time) : SpanSink<T>
{
    private Marked<T>[] _scratch = [];
    private long _next;
    private long _newest = ItemTime.None;

    public override int Reserve() => next.Reserve();

    public override void Push(ReadOnlySpan<T> items)
    {
        if (_scratch.Length < items.Length)
        {
            _scratch = new Marked<T>[items.Length];
        }

        long now = time is null ? 0 : Forward(time());
        for (int i = 0; i < items.Length; i++)
        {
            _scratch[i] = new Marked<T>(items[i], new ItemMarks(new ItemIndex(_next++), now));
        }

        next.Push(_scratch.AsSpan(0, items.Length));
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Array.Clear(_scratch, 0, items.Length);
        }
    }

    public override void Push(T item, long own)
    {
        var marked = new Marked<T>(item, new ItemMarks(new ItemIndex(_next++), time is null ? 0 : Forward(own)));
        next.Push(new ReadOnlySpan<Marked<T>>(in marked));
    }

    public override bool Complete(Exception? error) => next.Complete(error);

    public override void Pause(bool isPaused) => next.Pause(isPaused);

    public override bool HasDemand => next.HasDemand;

    public override void OnDemand(Action changed) => next.OnDemand(changed);

    /// <summary>On one outlet times never go back; what has none has none.</summary>
    private long Forward(long time) => time == ItemTime.None ? time : _newest = Math.Max(_newest, time);
}

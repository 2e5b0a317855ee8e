namespace Millstream.Stages;

/// <summary>Takes what a task made of marked items: times never go back on one outlet, and new items are numbered anew.</summary>
/// <param name="next">Takes the items.</param>
/// <param name="renumbers">Whether the task makes new items, which count from 0.</param>
internal sealed class MadeSink<T>(SpanSink<Marked<T>> next, bool renumbers) : SpanSink<Marked<T>>
{
    private Marked<T>[] _scratch = [];
    private long _newest = ItemTime.None;
    private long _next;

    public override int NotBegun => next.NotBegun;

    public override int Reserve() => next.Reserve();

    public override void Push(ReadOnlySpan<Marked<T>> items)
    {
        if (!renumbers && IsInOrder(items))
        {
            next.Push(items);
            return;
        }

        if (_scratch.Length < items.Length)
        {
            _scratch = new Marked<T>[items.Length];
        }

        for (int i = 0; i < items.Length; i++)
        {
            _newest = Math.Max(_newest, items[i].Time);
            _scratch[i] = new Marked<T>(items[i].Item, new ItemMarks(renumbers ? new ItemIndex(_next++) : items[i].Index, _newest));
        }

        next.Push(_scratch.AsSpan(0, items.Length));
        Array.Clear(_scratch, 0, items.Length);
    }

    public override bool Complete(Exception? error) => next.Complete(error);

    public override void Pause(bool isPaused) => next.Pause(isPaused);

    public override bool HasDemand => next.HasDemand;

    public override void OnDemand(Action changed) => next.OnDemand(changed);

    private bool IsInOrder(ReadOnlySpan<Marked<T>> items)
    {
        long newest = _newest;
        foreach (ref readonly Marked<T> item in items)
        {
            if (item.Time < newest)
            {
                return false;
            }

            newest = item.Time;
        }

        _newest = newest;
        return true;
    }
}

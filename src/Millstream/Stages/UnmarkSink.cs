using System.Runtime.CompilerServices;

namespace Millstream.Stages;

/// <summary>Takes the marks off, for what stands behind it and does not read them.</summary>
/// <param name="next">Takes the items.</param>
/// <param name="times">Learns the time of each item before it goes on, one at a time; null where nobody behind reads times.</param>
internal sealed class UnmarkSink<T>(SpanSink<T> next, NewestTime? times = null) : SpanSink<Marked<T>>
{
    private T[] _scratch = [];
    private int _notBegun;

    public override int NotBegun => times is null ? next.NotBegun : _notBegun;

    public override int Reserve() => next.Reserve();

    public override void Push(ReadOnlySpan<Marked<T>> items)
    {
        if (times is not null)
        {
            PushEach(items, times);
            return;
        }

        next.Push(Unmark.Copy(items, ref _scratch));
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Array.Clear(_scratch, 0, items.Length);
        }
    }

    public override bool Complete(Exception? error) => next.Complete(error);

    public override void Pause(bool isPaused) => next.Pause(isPaused);

    public override bool HasDemand => next.HasDemand;

    public override void OnDemand(Action changed) => next.OnDemand(changed);

    private void PushEach(ReadOnlySpan<Marked<T>> items, NewestTime newest)
    {
        int begun = 0;
        _notBegun = 0;
        try
        {
            while (begun < items.Length && _notBegun == 0)
            {
                newest.Read(items[begun].Time);
                T item = items[begun++].Item;
                next.Push(new ReadOnlySpan<T>(in item));
                _notBegun = next.NotBegun;
            }
        }
        finally
        {
            _notBegun += items.Length - begun;
        }
    }
}

/// <summary>Reads an inlet whose items carry marks, and takes them off.</summary>
/// <param name="inlet">The inlet.</param>
/// <param name="times">Learns the time of each item when it is read, one at a time; null where nobody behind reads times.</param>
internal sealed class UnmarkReader<T>(InletReader<Marked<T>> inlet, NewestTime? times = null) : ReaderOver<Marked<T>, T>(inlet), IReadsTime
{
    private T[] _scratch = [];
    private bool _isHeld;

    /// <inheritdoc/>
    public long LastTime { get; private set; } = ItemTime.None;

    /// <inheritdoc/>
    public void Hold() => _isHeld = true;

    /// <inheritdoc/>
    public void Release(long time) => times?.Read(time);

    public override int Fill() => Math.Min(Inner.Fill(), Longest(int.MaxValue));

    public override ReadOnlySpan<T> Read(int max)
    {
        ReadOnlySpan<Marked<T>> items = Inner.Read(Longest(max));
        if (times is not null && items.Length > 0)
        {
            LastTime = items[0].Time;
            if (!_isHeld)
            {
                times.Read(LastTime);
            }
        }

        Position += items.Length;
        return Unmark.Copy(items, ref _scratch);
    }

    private int Longest(int max) => times is null ? max : Math.Min(max, 1);
}

/// <summary>A reader that knows the time of the item it read last.</summary>
internal interface IReadsTime
{
    /// <summary>Gets the time of the item that was read last.</summary>
    long LastTime { get; }

    /// <summary>From here on, what is read waits for its turn, and counts as read by the task when that has come.</summary>
    void Hold();

    /// <summary>An item's turn has come.</summary>
    void Release(long time);
}

/// <summary>Takes the marks off a span of items.</summary>
file static class Unmark
{
    public static Span<T> Copy<T>(ReadOnlySpan<Marked<T>> items, ref T[] scratch)
    {
        if (scratch.Length < items.Length)
        {
            scratch = new T[items.Length];
        }

        for (int i = 0; i < items.Length; i++)
        {
            scratch[i] = items[i].Item;
        }

        return scratch.AsSpan(0, items.Length);
    }
}

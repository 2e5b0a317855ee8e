using System.Runtime.CompilerServices;

namespace Millstream.Stages;

/// <summary>Takes the index off, for what stands behind it and does not read it.</summary>
internal sealed class UnindexSink<T>(SpanSink<T> next) : SpanSink<Indexed<T>>
{
    private T[] _scratch = [];

    public override int NotBegun => next.NotBegun;

    public override int Reserve() => next.Reserve();

    public override void Push(ReadOnlySpan<Indexed<T>> items)
    {
        next.Push(Unindex.Copy(items, ref _scratch));
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Array.Clear(_scratch, 0, items.Length);
        }
    }

    public override bool Complete(Exception? error) => next.Complete(error);
}

/// <summary>Reads an inlet whose items carry their index, and takes it off.</summary>
internal sealed class UnindexReader<T>(InletReader<Indexed<T>> inner) : InletReader<T>
{
    private T[] _scratch = [];

    public override bool IsEnded => inner.IsEnded;

    public override Exception? Fault => inner.Fault;

    public override int Hand => inner.Hand;

    public override int LongestHand => inner.LongestHand;

    public override bool IsSource => inner.IsSource;

    public override int Fill() => inner.Fill();

    public override ReadOnlySpan<T> Read(int max)
    {
        ReadOnlySpan<Indexed<T>> items = inner.Read(max);
        Position += items.Length;
        return Unindex.Copy(items, ref _scratch);
    }

    public override void GiveBack(int items) => inner.GiveBack(items);

    public override void Leave() => inner.Leave();

    public override void Abandon() => inner.Abandon();
}

/// <summary>Takes the index off a span of items.</summary>
file static class Unindex
{
    public static Span<T> Copy<T>(ReadOnlySpan<Indexed<T>> items, ref T[] scratch)
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

using System.Runtime.CompilerServices;

namespace Millstream.Stages;

/// <summary>Gives the items of a task that is called once on as the pieces of its one value.</summary>
internal sealed class PieceSink<T>(SpanSink<Piece<T>> next) : SpanSink<T>, IDiscards
{
    private Piece<T>[] _scratch = [];

    public bool IsDiscarding => next is IDiscards { IsDiscarding: true };

    public override int Reserve() => next.Reserve();

    public override void Push(ReadOnlySpan<T> items)
    {
        if (_scratch.Length < items.Length)
        {
            _scratch = new Piece<T>[items.Length];
        }

        for (int i = 0; i < items.Length; i++)
        {
            _scratch[i] = new Piece<T>(items[i], ValueIndex: 0);
        }

        next.Push(_scratch.AsSpan(0, items.Length));
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Array.Clear(_scratch, 0, items.Length);
        }
    }

    public override void Push(T item, long time) => next.Push(new Piece<T>(item, ValueIndex: 0), time);

    public override bool Complete(Exception? error) => next.Complete(error);

    public override void Pause(bool isPaused) => next.Pause(isPaused);

    public override bool HasDemand => next.HasDemand;

    public override void OnDemand(Action changed) => next.OnDemand(changed);
}

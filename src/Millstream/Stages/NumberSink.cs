using System.Runtime.CompilerServices;

namespace Millstream.Stages;

/// <summary>Gives each item that a task makes its number, from 0: here an index begins.</summary>
internal sealed class NumberSink<T>(SpanSink<Indexed<T>> next) : SpanSink<T>
{
    private Indexed<T>[] _scratch = [];
    private long _next;

    public override int Reserve() => next.Reserve();

    public override void Push(ReadOnlySpan<T> items)
    {
        if (_scratch.Length < items.Length)
        {
            _scratch = new Indexed<T>[items.Length];
        }

        for (int i = 0; i < items.Length; i++)
        {
            _scratch[i] = new Indexed<T>(items[i], new ItemIndex(_next++));
        }

        next.Push(_scratch.AsSpan(0, items.Length));
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Array.Clear(_scratch, 0, items.Length);
        }
    }

    public override bool Complete(Exception? error) => next.Complete(error);
}

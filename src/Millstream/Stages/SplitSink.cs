namespace Millstream.Stages;

/// <summary>Gives a part of each item to each of several sinks; the fullest governs.</summary>
internal sealed class SplitSink<T>(SplitPart<T>[] parts) : SpanSink<T>
{
    public override int Reserve()
    {
        int room = int.MaxValue;
        bool isRead = false;
        bool isAnyClosed = false;
        foreach (SplitPart<T> part in parts)
        {
            int ofPart = part.Reserve();
            if (ofPart < 0)
            {
                isAnyClosed = true;
                continue;
            }

            isRead |= !part.IsDiscarding;
            room = Math.Min(room, ofPart);
        }

        // Parts that nobody ever read keep the task going only where nobody reads any.
        return isAnyClosed && !isRead ? Closed : room;
    }

    public override void Push(ReadOnlySpan<T> items)
    {
        foreach (SplitPart<T> part in parts)
        {
            part.Push(items);
        }
    }

    public override bool Complete(Exception? error)
    {
        bool isDone = true;
        foreach (SplitPart<T> part in parts)
        {
            isDone &= part.Complete(error);
        }

        return isDone;
    }
}

/// <summary>One of the sinks of a <see cref="SplitSink{T}"/>.</summary>
internal abstract class SplitPart<T>
{
    public abstract bool IsDiscarding { get; }

    /// <summary>As <see cref="SpanSink.Reserve"/>; once closed, closed for good.</summary>
    public abstract int Reserve();

    public abstract void Push(ReadOnlySpan<T> items);

    public abstract bool Complete(Exception? error);
}

/// <inheritdoc/>
internal sealed class SplitPart<T, TPart>(Func<T, TPart> part, SpanSink<TPart> sink) : SplitPart<T>
{
    private TPart[] _scratch = [];
    private bool _isClosed;

    public override bool IsDiscarding => sink is IDiscards { IsDiscarding: true };

    public override int Reserve()
    {
        int room = _isClosed ? SpanSink.Closed : sink.Reserve();
        _isClosed = room < 0;
        return room;
    }

    public override void Push(ReadOnlySpan<T> items)
    {
        if (_isClosed)
        {
            return;
        }

        if (_scratch.Length < items.Length)
        {
            _scratch = new TPart[items.Length];
        }

        for (int i = 0; i < items.Length; i++)
        {
            _scratch[i] = part(items[i]);
        }

        sink.Push(_scratch.AsSpan(0, items.Length));
        Array.Clear(_scratch, 0, items.Length);
    }

    public override bool Complete(Exception? error) => sink.Complete(error);
}

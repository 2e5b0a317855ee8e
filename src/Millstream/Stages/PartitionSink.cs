namespace Millstream.Stages;

/// <summary>Sends each item to one of several sinks.</summary>
internal sealed class PartitionSink<T>(TaskScope task, SpanSink<T>[] parts, Func<T, int> part) : SpanSink<T>
{
    private readonly bool[] _closed = new bool[parts.Length];
    private bool _hasFailed;

    public override int Reserve()
    {
        int room = int.MaxValue;
        bool isRead = false;
        bool isAnyClosed = false;
        for (int i = 0; i < parts.Length; i++)
        {
            int ofPart = _closed[i] ? Closed : parts[i].Reserve();
            if (ofPart < 0)
            {
                _closed[i] = true;
                isAnyClosed = true;
                continue;
            }

            isRead |= parts[i] is not IDiscards { IsDiscarding: true };
            room = Math.Min(room, ofPart);
        }

        // Parts that nobody ever read keep the task going only where nobody reads any.
        return _hasFailed || task.IsCancelRequested || (isAnyClosed && !isRead) ? Closed : room;
    }

    public override void Push(ReadOnlySpan<T> items)
    {
        for (int i = 0; i < items.Length; i++)
        {
            long index = task.Received++;
            int number;
            try
            {
                number = part(items[i]);
                if ((uint)number >= (uint)parts.Length)
                {
                    throw new InvalidOperationException(
                        $"The item was sent to part {number}, but the parts are 0 to {parts.Length - 1}.");
                }
            }
            catch (Exception cause) when (cause is not StageFaultException)
            {
                if (task.Survives(cause, index, attempt: 1, items[i]))
                {
                    continue;
                }

                _hasFailed = true;
                throw new StageFaultException(task, task.Error(cause, index), downstream: this);
            }

            if (_closed[number])
            {
                task.Dropped++;
                continue;
            }

            task.Emitted++;
            parts[number].Push(items.Slice(i, 1));
        }
    }

    public override bool Complete(Exception? error)
    {
        bool isDone = true;
        foreach (SpanSink<T> one in parts)
        {
            isDone &= one.Complete(error);
        }

        return isDone;
    }
}

/// <summary>An outlet that may have nobody to give its items to.</summary>
internal interface IDiscards
{
    /// <summary>Gets whether it throws its items away, as nobody ever read them.</summary>
    bool IsDiscarding { get; }
}

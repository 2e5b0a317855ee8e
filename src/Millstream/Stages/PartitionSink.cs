namespace Millstream.Stages;

/// <summary>Sends each item to one of several sinks.</summary>
internal sealed class PartitionSink<T>(TaskScope task, PartitionOutlet<T>[] parts, Func<T, int> part) : FanSink<T>(parts)
{
    private bool _hasFailed;

    public override int Reserve() => _hasFailed || task.IsCancelRequested ? Closed : base.Reserve();

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

            if (parts[number].IsClosed)
            {
                task.Dropped++;
                continue;
            }

            task.Emitted++;
            parts[number].Push(items.Slice(i, 1));
        }
    }
}

/// <summary>One of the sinks of a <see cref="PartitionSink{T}"/>.</summary>
internal sealed class PartitionOutlet<T>(SpanSink<T> sink) : FanOutlet(sink)
{
    public void Push(ReadOnlySpan<T> items) => sink.Push(items);
}

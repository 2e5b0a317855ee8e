using Millstream.Stages;

namespace Millstream.Execution;

/// <summary>What a run keeps of one output.</summary>
internal interface IOutputCell
{
    /// <summary>Gives what was kept: a list of all items, or the one value.</summary>
    object? Value { get; }

    bool HasValue { get; }
}

/// <summary>Keeps all items of an output, in order. The caller asked for the list, so its length is the caller's choice.</summary>
internal sealed class ListOutput<T> : SpanSink<T>, IOutputCell
{
    private readonly List<T> _items = [];

    public object Value => _items;

    public bool HasValue => true;

    public IReadOnlyList<T> Items => _items;

    public override int Reserve() => int.MaxValue;

    public override void Push(ReadOnlySpan<T> items) => _items.AddRange(items);

    public override bool Complete(Exception? error) => true;
}

/// <summary>Keeps the last item of an output, which for a flow value is the only one.</summary>
internal sealed class ValueOutput<T> : SpanSink<T>, IOutputCell
{
    private T? _value;

    public object? Value => _value;

    public T? Item => _value;

    public bool HasValue { get; private set; }

    public override int Reserve() => int.MaxValue;

    public override void Push(ReadOnlySpan<T> items)
    {
        _value = items[^1];
        HasValue = true;
    }

    public override bool Complete(Exception? error) => true;
}

/// <summary>Gives every item to several sinks, one after the other: edges beside a kept output, or beside the next fused step.</summary>
internal sealed class TeeSink<T>(SpanSink<T>[] sinks) : SpanSink<T>
{
    private readonly bool[] _closed = new bool[sinks.Length];

    public override int Reserve()
    {
        int room = int.MaxValue;
        bool isOpen = false;
        for (int i = 0; i < sinks.Length; i++)
        {
            if (_closed[i])
            {
                continue;
            }

            int ofSink = sinks[i].Reserve();
            if (ofSink < 0)
            {
                _closed[i] = true;
                continue;
            }

            isOpen = true;
            room = Math.Min(room, ofSink);
        }

        return isOpen ? room : Closed;
    }

    public override void Push(ReadOnlySpan<T> items)
    {
        for (int i = 0; i < sinks.Length; i++)
        {
            if (!_closed[i])
            {
                sinks[i].Push(items);
            }
        }
    }

    public override bool Complete(Exception? error)
    {
        bool isDone = true;
        foreach (SpanSink<T> sink in sinks)
        {
            isDone &= sink.Complete(error);
        }

        return isDone;
    }
}

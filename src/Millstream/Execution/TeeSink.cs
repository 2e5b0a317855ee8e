using Millstream.Stages;

namespace Millstream.Execution;

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

    public override bool HasDemand => Array.Exists(sinks, sink => sink.HasDemand);

    public override void OnDemand(Action changed) => Array.ForEach(sinks, sink => sink.OnDemand(changed));

    public override void Pause(bool isPaused) => Array.ForEach(sinks, sink => sink.Pause(isPaused));

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

using Millstream.Stages;

namespace Millstream.Declarations;

/// <summary>The stage's side of an outlet that items are given to by hand.</summary>
internal abstract class EmissionOutlet(SpanSink sink) : FanOutlet(sink)
{
    public abstract void PushNext();

    public abstract void End();
}

/// <inheritdoc/>
internal sealed class EmissionOutlet<T>(string name, int number, Emissions emissions, SpanSink<T> sink) : EmissionOutlet(sink)
{
    private readonly Queue<T> _items = new();
    private bool _hasEnded;

    /// <summary>Gets the method's side.</summary>
    public Outlet<T> Outlet => field ??= new ByHand(this, name, number, emissions);

    public override int Reserve()
    {
        if (!_hasEnded || IsClosed)
        {
            return base.Reserve();
        }

        End();
        return IsClosed ? SpanSink.Closed : 0;
    }

    public override void PushNext()
    {
        T item;
        lock (_items)
        {
            item = _items.Dequeue();
        }

        if (!IsClosed && !_hasEnded)
        {
            sink.Push(new ReadOnlySpan<T>(in item));
        }
    }

    public override void End()
    {
        _hasEnded = true;
        IsClosed |= sink.Complete(error: null);
    }

    private void Keep(T item)
    {
        lock (_items)
        {
            _items.Enqueue(item);
        }
    }

    private sealed class ByHand(EmissionOutlet<T> outlet, string name, int number, Emissions emissions) : Outlet<T>
    {
        private readonly Action<T> _keep = outlet.Keep;
        private int _isComplete;

        public override string Name => name;

        public override ValueTask EmitAsync(T item, CancellationToken cancellationToken = default)
        {
            if (Volatile.Read(ref _isComplete) != 0)
            {
                throw new InvalidOperationException($"The outlet '{name}' is complete: nothing more can be given to it.");
            }

            Task? room = emissions.Put(number, _keep, item);
            return room is null ? default : new ValueTask(room.WaitAsync(cancellationToken));
        }

        public override void Complete()
        {
            if (Interlocked.Exchange(ref _isComplete, 1) == 0)
            {
                _ = emissions.Put<T>(~number, static _ => { }, default!);
            }
        }
    }
}

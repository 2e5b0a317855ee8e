using Millstream.Stages;

namespace Millstream.Declarations;

/// <summary>The stage's side of an outlet that items are given to by hand.</summary>
internal abstract class EmissionOutlet(SpanSink sink) : FanOutlet(sink)
{
    public abstract void PushNext();

    public abstract void End();
}

/// <inheritdoc/>
/// <param name="name">The outlet's name.</param>
/// <param name="number">Its number.</param>
/// <param name="emissions">What carries its items to the stage.</param>
/// <param name="times">Tells the newest time that the task has read; null where it reads none.</param>
/// <param name="sink">Takes the items.</param>
internal sealed class EmissionOutlet<T>(string name, int number, Emissions emissions, NewestTime? times, SpanSink<T> sink) : EmissionOutlet(sink)
{
    private readonly Queue<(T Item, long? Time)> _items = new();
    private bool _hasEnded;
    private TaskCompletionSource? _demand;

    /// <summary>Gets the method's side.</summary>
    public Outlet<T> Outlet => field ??= MakeOutlet();

    /// <summary>Gets the newest time among the items that the task has read; null for a source, whose items have the time at which they leave it.</summary>
    private long? NewestTime => times?.Time;

    public override int Reserve()
    {
        if (!_hasEnded || IsClosed)
        {
            return base.Reserve();
        }

        End();
        return IsClosed ? SpanSink.Closed : 0;
    }

    private ByHand MakeOutlet()
    {
        OnDemand(DemandChanged);
        return new ByHand(this, name, number, emissions);
    }

    public override void PushNext()
    {
        T item;
        long? time;
        lock (_items)
        {
            (item, time) = _items.Dequeue();
        }

        if (IsClosed || _hasEnded)
        {
            return;
        }

        if (time is { } own)
        {
            sink.Push(item, own);
        }
        else
        {
            sink.Push(new ReadOnlySpan<T>(in item));
        }
    }

    public override void End()
    {
        _hasEnded = true;
        IsClosed |= sink.Complete(error: null);
    }

    /// <summary>Waits until somebody reads; at once when somebody does.</summary>
    private async Task WaitForDemandAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // The wait is there before it looks, so that no change falls between the two.
            TaskCompletionSource waiting = _demand is { } there ? there : MakeWait();
            if (HasDemand)
            {
                return;
            }

            await waiting.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private TaskCompletionSource MakeWait()
    {
        var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return Interlocked.CompareExchange(ref _demand, made, null) ?? made;
    }

    /// <summary>Who waits looks again.</summary>
    private void DemandChanged() => Interlocked.Exchange(ref _demand, null)?.TrySetResult();

    private void Keep((T Item, long? Time) timed)
    {
        lock (_items)
        {
            _items.Enqueue(timed);
        }
    }

    private sealed class ByHand(EmissionOutlet<T> outlet, string name, int number, Emissions emissions) : Outlet<T>
    {
        private readonly Action<(T Item, long? Time)> _keep = outlet.Keep;
        private int _isComplete;
        private int _isPaused;

        public override string Name => name;

        public override bool IsPaused => Volatile.Read(ref _isPaused) != 0;

        public override bool HasDemand => outlet.HasDemand;

        public override ValueTask SetPausedAsync(bool isPaused, CancellationToken cancellationToken = default)
        {
            ThrowIfComplete();
            if (Interlocked.Exchange(ref _isPaused, isPaused ? 1 : 0) == (isPaused ? 1 : 0))
            {
                return default;
            }

            Task? room = emissions.Put<T>(isPaused ? Emissions.Paused(number) : Emissions.Resumed(number), static _ => { }, default!);
            return room is null ? default : new ValueTask(room.WaitAsync(cancellationToken));
        }

        public override Task WaitForDemandAsync(CancellationToken cancellationToken = default) => emissions.WaitAsync(outlet.WaitForDemandAsync, cancellationToken);

        // The method may have read on when the item leaves the stage: its time is that of now.
        public override ValueTask EmitAsync(T item, CancellationToken cancellationToken = default) => PutAsync((item, outlet.NewestTime), cancellationToken);

        public override ValueTask EmitAsync(T item, DateTimeOffset? time, CancellationToken cancellationToken = default) =>
            PutAsync((item, time?.ToUnixTimeMilliseconds() ?? ItemTime.None), cancellationToken);

        public override void Complete()
        {
            if (Interlocked.Exchange(ref _isComplete, 1) == 0)
            {
                _ = emissions.Put<T>(~number, static _ => { }, default!);
            }
        }

        private ValueTask PutAsync((T Item, long? Time) timed, CancellationToken cancellationToken)
        {
            ThrowIfComplete();
            Task? room = emissions.Put(number, _keep, timed);
            return room is null ? default : new ValueTask(room.WaitAsync(cancellationToken));
        }

        private void ThrowIfComplete()
        {
            if (Volatile.Read(ref _isComplete) != 0)
            {
                throw new InvalidOperationException($"The outlet '{name}' is complete: nothing more can be given to it.");
            }
        }
    }
}

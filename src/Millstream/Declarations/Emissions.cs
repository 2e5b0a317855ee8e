using Millstream.Stages;

namespace Millstream.Declarations;

/// <summary>What a method gives to its outlets by hand, on its way to the stage: the outlets' numbers in order, and for each outlet its items.</summary>
/// <remarks>A few items may be on the way; who gives more waits until the stage has taken them.</remarks>
internal sealed class Emissions
{
    private const int Longest = 16;

    private readonly Lock _gate = new();
    private readonly Queue<int> _numbers = new();
    private readonly List<EmissionOutlet> _outlets = [];
    private TaskCompletionSource? _news;
    private TaskCompletionSource? _room;
    private bool _isEnded;

    public IReadOnlyList<EmissionOutlet> Outlets => _outlets;

    public void Add(EmissionOutlet outlet) => _outlets.Add(outlet);

    /// <summary>Puts an item of outlet <paramref name="number"/> on its way, or its end (the complement of the number).</summary>
    /// <param name="number">The outlet's number.</param>
    /// <param name="enqueue">Keeps the item; called under the lock.</param>
    /// <param name="item">The item.</param>
    /// <returns>A task that ends when there is room for more; null when there is.</returns>
    public Task? Put<T>(int number, Action<T> enqueue, T item)
    {
        TaskCompletionSource? news;
        Task? room = null;
        lock (_gate)
        {
            if (_isEnded)
            {
                throw new InvalidOperationException("The task has ended: nothing more can be given to its outlets.");
            }

            enqueue(item);
            _numbers.Enqueue(number);
            if (_numbers.Count >= Longest)
            {
                room = (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            news = _news;
            _news = null;
        }

        news?.TrySetResult();
        return room;
    }

    /// <summary>Runs the method and gives the numbers of the outlets, in the order of the items.</summary>
    /// <param name="method">The method; called once.</param>
    public async IAsyncEnumerable<int> RunAsync(Func<Task> method)
    {
        Task running = method();
        _ = running.ContinueWith(static (_, emissions) => ((Emissions)emissions!).End(), this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            while (true)
            {
                int number = 0;
                bool isThere;
                Task? news = null;
                TaskCompletionSource? room = null;
                lock (_gate)
                {
                    isThere = _numbers.TryDequeue(out number);
                    if (isThere)
                    {
                        room = _room;
                        _room = null;
                    }
                    else if (!_isEnded)
                    {
                        news = (_news ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
                    }
                }

                room?.TrySetResult();
                if (isThere)
                {
                    yield return number;
                }
                else if (news is not null)
                {
                    await news.ConfigureAwait(false);
                }
                else
                {
                    break;
                }
            }
        }
        finally
        {
            // Whoever waits for room is told that there is none any more, and is waited for.
            End();
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await running.ConfigureAwait(false);
    }

    private void End()
    {
        TaskCompletionSource? news;
        TaskCompletionSource? room;
        lock (_gate)
        {
            _isEnded = true;
            news = _news;
            room = _room;
            _news = null;
            _room = null;
        }

        news?.TrySetResult();
        room?.TrySetResult();
    }
}

/// <summary>The stage's side of an outlet that items are given to by hand.</summary>
internal abstract class EmissionOutlet
{
    public abstract bool IsDiscarding { get; }

    public abstract int Reserve();

    public abstract void PushNext();

    public abstract void End();

    public abstract bool Complete(Exception? error);

    /// <summary>Finds what takes the items, when the stage is put together.</summary>
    public abstract void Open(StageWiring wiring);
}

/// <inheritdoc/>
internal sealed class EmissionOutlet<T>(string name, int number, Emissions emissions, bool isOfPieces) : EmissionOutlet
{
    private readonly Queue<T> _items = new();
    private SpanSink<T>? _sink;
    private bool _isClosed;
    private bool _hasEnded;

    /// <summary>Gets the method's side.</summary>
    public Outlet<T> Outlet => field ??= new ByHand(this, name, number, emissions);

    public override bool IsDiscarding => _sink is IDiscards { IsDiscarding: true };

    public override void Open(StageWiring wiring) =>
        _sink = isOfPieces ? new PieceSink<T>(wiring.Outlet<Piece<T>>(number)) : wiring.Outlet<T>(number);

    public override int Reserve()
    {
        if (_hasEnded && !_isClosed)
        {
            _isClosed = _sink!.Complete(error: null);
            return _isClosed ? SpanSink.Closed : 0;
        }

        int room = _isClosed ? SpanSink.Closed : _sink!.Reserve();
        _isClosed = room < 0;
        return room;
    }

    public override void PushNext()
    {
        T item;
        lock (_items)
        {
            item = _items.Dequeue();
        }

        if (!_isClosed && !_hasEnded)
        {
            _sink!.Push(new ReadOnlySpan<T>(in item));
        }
    }

    public override void End()
    {
        _hasEnded = true;
        _isClosed |= _sink!.Complete(error: null);
    }

    public override bool Complete(Exception? error) => _sink!.Complete(error);

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

/// <summary>Sends what was given by hand to the outlets that it was given to; the fullest governs.</summary>
internal sealed class EmissionSink(TaskScope task, IReadOnlyList<EmissionOutlet> outlets) : SpanSink<int>
{
    public override int Reserve()
    {
        int room = int.MaxValue;
        bool isRead = false;
        bool isAnyClosed = false;
        foreach (EmissionOutlet outlet in outlets)
        {
            int ofOutlet = outlet.Reserve();
            if (ofOutlet < 0)
            {
                isAnyClosed = true;
                continue;
            }

            isRead |= !outlet.IsDiscarding;
            room = Math.Min(room, ofOutlet);
        }

        // Outlets that nobody ever read keep the task going only where nobody reads any.
        return isAnyClosed && !isRead && outlets.Count > 0 ? Closed : room;
    }

    public override void Push(ReadOnlySpan<int> items)
    {
        foreach (int number in items)
        {
            if (number >= 0)
            {
                outlets[number].PushNext();
            }
            else
            {
                // The end of an outlet came the way of the items, and was counted as one.
                task.Emitted--;
                outlets[~number].End();
            }
        }
    }

    public override bool Complete(Exception? error)
    {
        bool isDone = true;
        foreach (EmissionOutlet outlet in outlets)
        {
            isDone &= outlet.Complete(error);
        }

        return isDone;
    }
}

using System.Diagnostics.CodeAnalysis;

namespace Millstream.Stages;

/// <summary>Walks an <see cref="IAsyncEnumerable{T}"/>: an asynchronous source, or a task that reads its inlets as live streams.</summary>
/// <remarks>
/// Items that are there without waiting are taken in one burst; before it waits, the stage hands over what it has, and goes on handing over what a
/// step behind still holds. The token of the enumerator fires when the stage is told to end or nobody wants its items, a source's also when it is drained.
/// </remarks>
internal sealed class AsyncSequenceHead<T>(
    TaskScope task,
    Func<StageScope, IAsyncEnumerable<T>> open,
    SpanSink<T> sink,
    IReadOnlyList<InletReader> inlets,
    TimeSpan? limit = null,
    SourceArgument? argument = null) : SourceHead<T>(task, sink, limit, argument)
{
    private IAsyncEnumerator<T>? _items;

    /// <summary>The error of a producer that came through the user's code; what that code coped with is its own affair.</summary>
    private Exception? _cameThrough;

    /// <summary>Makes the head of a source.</summary>
    public static AsyncSequenceHead<T> ForSource(
        TaskScope task,
        Func<StageScope, IAsyncEnumerable<T>> open,
        SpanSink<T> sink,
        TimeSpan? limit = null,
        SourceArgument? argument = null) => new(
            task,
            stage => UserCode.Under(task.Run.UserContext, open(stage)),
            sink,
            inlets: [],
            limit,
            argument);

    public override bool IsSource => inlets.Count == 0;

    /// <summary>Gets whether what the enumerator waits for is never work: the clock.</summary>
    public bool WaitsOutside { get; init; }

    /// <summary>Gets what has the sequence end behind what was given to it already; null where it makes an item when it is asked for one.</summary>
    public Action? Closing { get; init; }

    public override bool EndsByToken => true;

    public override void Leave()
    {
        base.Leave();
        foreach (InletReader inlet in inlets)
        {
            inlet.Leave();
        }
    }

    public override void Abandon()
    {
        base.Abandon();
        foreach (InletReader inlet in inlets)
        {
            inlet.Abandon();
        }
    }

    protected override Exception? UpstreamFault => base.UpstreamFault ?? _cameThrough;

    protected override async Task ProduceAsync(StageScope stage)
    {
        var pace = new SpanPace(stage);
        while (!Ends(stage))
        {
            ThrowIfExpired();
            int room = Math.Min(Sink.Reserve(), IsSource ? stage.Credit : int.MaxValue);
            if (room < 0)
            {
                return;
            }

            if (room == 0)
            {
                await stage.ParkAsync();
                pace.Waited();
                continue;
            }

            pace.Begin();
            ValueTask<bool> next = Fill(stage, Math.Min(room, Longest(pace.Length)), out bool isFull);
            int made = Filled;
            bool isPending = !isFull && !next.IsCompleted;
            if (!TryHandOver(stage, isPending, out room, out StageFaultException? fault))
            {
                if (isPending)
                {
                    await JoinAsync(stage, fault, next).ConfigureAwait(false);
                }

                throw fault;
            }

            if (isFull)
            {
                pace.End(made);
                if (pace.IsTurnOver)
                {
                    await stage.YieldAsync();
                    pace.Waited();
                }

                continue;
            }

            bool hasMore;
            if (!isPending)
            {
                hasMore = TakeResult(stage, next);
            }
            else
            {
                hasMore = room > 0
                    ? await WaitAsync(stage, next).ConfigureAwait(false)
                    : await WaitAndFlowAsync(stage, next.AsTask()).ConfigureAwait(false);
                pace.Waited();
            }

            if (!hasMore)
            {
                return;
            }

            Add(_items!.Current);
            Push(stage);
        }
    }

    protected override ValueTask CloseItemsAsync() => _items is null ? default : _items.DisposeAsync();

    /// <summary>Says whether the task ends here. One that is drained while items are given to it ends behind those: it is closed, and goes on until it says that it is over.</summary>
    private bool Ends(StageScope stage)
    {
        if (stage.IsDraining && !stage.IsCancelled && _items is not null && Closing is { } close)
        {
            close();
            return false;
        }

        return stage.IsDraining || Task.IsEndRequested;
    }

    /// <summary>Takes items while they come at once; the first answer that is late, or the end, is returned.</summary>
    private ValueTask<bool> Fill(StageScope stage, int max, out bool isFull)
    {
        stage.Spill();
        HungerFlag hunger = stage.Hunger;
        EnterUserCode(max);
        ValueTask<bool> next = default;
        Exception? thrown = null;
        isFull = true;
        try
        {
            if (_items is null)
            {
                // Also where the first that its input has is an error: the user's code is called now.
                Task.Run.Begun(Task);
                _items = open(stage).GetAsyncEnumerator(stage.Token);
            }

            IAsyncEnumerator<T> items = _items;
            for (int n = 0; n < max; n++)
            {
                next = items.MoveNextAsync();
                if (!next.IsCompletedSuccessfully || !next.Result)
                {
                    isFull = false;
                    break;
                }

                Add(items.Current);
                if (hunger.IsHungry)
                {
                    break;
                }
            }
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            thrown = cause;
        }

        LeaveUserCode();
        if (thrown is null)
        {
            return next;
        }

        isFull = false;
        Ended(stage, thrown);
        return default;
    }

    /// <summary>Pushes what was made; before a wait flushes it too, and says how much room is left. False: a step behind has failed.</summary>
    private bool TryHandOver(StageScope stage, bool isPending, out int room, [NotNullWhen(false)] out StageFaultException? fault)
    {
        room = 0;
        fault = null;
        try
        {
            Push(stage);
            if (isPending)
            {
                stage.Flush();
                room = Sink.Reserve();
            }

            return true;
        }
        catch (StageFaultException thrown)
        {
            fault = thrown;
            return false;
        }
    }

    private bool TakeResult(StageScope stage, ValueTask<bool> next)
    {
        try
        {
            bool hasMore = next.GetAwaiter().GetResult();
            ThrowIfExpired();
            return hasMore;
        }
        catch (Exception cause) when (cause is not OutOfMemoryException and not StageFaultException)
        {
            Ended(stage, cause);
            return false;
        }
    }

    private async ValueTask<bool> WaitAsync(StageScope stage, ValueTask<bool> next)
    {
        EnterUserCode(1);
        Exception? thrown = null;
        bool hasMore = false;
        bool lends = IsSource || WaitsOutside;
        if (lends)
        {
            stage.Lend();
        }

        try
        {
            hasMore = await next.ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            thrown = cause;
        }

        if (lends)
        {
            await stage.RegainAsync().ConfigureAwait(false);
        }

        LeaveUserCode();
        await stage.ReturnAsync();
        if (thrown is not null)
        {
            Ended(stage, thrown);
            return false;
        }

        ThrowIfExpired();
        return hasMore;
    }

    /// <summary>Waits for the next item while a step behind holds some that found no room.</summary>
    private async ValueTask<bool> WaitAndFlowAsync(StageScope stage, Task<bool> next)
    {
        try
        {
            await FlowBesideAsync(stage, Sink, next).ConfigureAwait(false);
        }
        catch (StageFaultException fault)
        {
            await JoinAsync(stage, fault, new ValueTask<bool>(next)).ConfigureAwait(false);
            throw;
        }

        return await WaitAsync(stage, new ValueTask<bool>(next)).ConfigureAwait(false)
            && await HasRoomAsync(stage, Sink).ConfigureAwait(false);
    }

    /// <summary>The user's code threw: a producer's error came through it (it has ended then), it was told to end, or it failed.</summary>
    private void Ended(StageScope stage, Exception cause)
    {
        if (inlets.Any(inlet => ReferenceEquals(cause, inlet.Fault)))
        {
            _cameThrough = cause;
            Push(stage);
            return;
        }

        HasEnded(stage, cause);
    }
}

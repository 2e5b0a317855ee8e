namespace Millstream.Stages;

/// <summary>Walks an <see cref="IAsyncEnumerable{T}"/>: an asynchronous source, or a task that reads its inlets as live streams.</summary>
/// <remarks>
/// Items that are there without waiting are taken in one burst; before it waits, the stage hands over what it has. The token of the
/// enumerator fires when the stage is told to end, a source's also when it is drained.
/// </remarks>
internal sealed class AsyncSequenceHead<T>(
    TaskScope task,
    Func<StageScope, IAsyncEnumerable<T>> open,
    SpanSink<T> sink,
    bool isSource,
    Action leave,
    Func<Exception?> upstreamFault) : SourceHead<T>(task, sink)
{
    private IAsyncEnumerator<T>? _items;

    public override bool IsSource => isSource;

    public override bool EndsByToken => true;

    public override void Leave() => leave();

    protected override Exception? UpstreamFault => upstreamFault();

    protected override async Task ProduceAsync(StageScope stage)
    {
        var pace = new SpanPace(stage);
        while (!MustEnd(stage))
        {
            int room = Math.Min(Sink.Reserve(), stage.Credit);
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
            ValueTask<bool> next = Fill(stage, Math.Min(room, pace.Length), out bool isFull);
            if (isFull)
            {
                int made = Filled;
                Push(stage);
                pace.End(made);
                if (pace.IsTurnOver)
                {
                    await stage.YieldAsync();
                    pace.Waited();
                }

                continue;
            }

            bool hasMore;
            if (next.IsCompleted)
            {
                hasMore = TakeResult(stage, next);
            }
            else
            {
                hasMore = await WaitAsync(stage, next).ConfigureAwait(false);
                pace.Waited();
            }

            if (hasMore)
            {
                Add(_items!.Current);
            }

            Push(stage);
            if (!hasMore)
            {
                return;
            }
        }
    }

    protected override ValueTask CloseAsync() => _items is null ? default : _items.DisposeAsync();

    private bool MustEnd(StageScope stage) => stage.IsDraining || Task.IsEndRequested;

    /// <summary>Gives on what was made while the next item is awaited. If nobody wants that one, its maker is told.</summary>
    private StageFaultException? PushBeside(StageScope stage)
    {
        try
        {
            Push(stage);
            if (Sink.Reserve() < 0)
            {
                stage.EndUserCode();
            }

            stage.Flush();
            return null;
        }
        catch (StageFaultException fault)
        {
            return fault;
        }
    }

    /// <summary>Takes items while they come at once; the first answer that is late, or the end, is returned.</summary>
    private ValueTask<bool> Fill(StageScope stage, int max, out bool isFull)
    {
        stage.Spill();
        HungerFlag hunger = stage.Hunger;
        EnterUserCode(max);
        try
        {
            _items ??= open(stage).GetAsyncEnumerator(stage.Token);
            IAsyncEnumerator<T> items = _items;
            for (int n = 0; n < max; n++)
            {
                ValueTask<bool> next = items.MoveNextAsync();
                if (!next.IsCompletedSuccessfully)
                {
                    isFull = false;
                    LeaveUserCode();
                    return next;
                }

                if (!next.Result)
                {
                    isFull = false;
                    LeaveUserCode();
                    return new ValueTask<bool>(false);
                }

                Add(items.Current);
                if (hunger.IsHungry)
                {
                    break;
                }
            }
        }
        catch (Exception cause) when (cause is not StageCancelledException)
        {
            LeaveUserCode();
            isFull = false;
            Ended(stage, cause);
            return new ValueTask<bool>(false);
        }

        isFull = true;
        LeaveUserCode();
        return default;
    }

    private bool TakeResult(StageScope stage, ValueTask<bool> next)
    {
        try
        {
            return next.GetAwaiter().GetResult();
        }
        catch (Exception cause) when (cause is not StageCancelledException)
        {
            Ended(stage, cause);
            return false;
        }
    }

    private async ValueTask<bool> WaitAsync(StageScope stage, ValueTask<bool> next)
    {
        if (PushBeside(stage) is { } fault)
        {
            await JoinAsync(stage, fault, next).ConfigureAwait(false);
            throw fault;
        }

        EnterUserCode(1);
        bool hasMore;
        try
        {
            hasMore = await next.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (MustEnd(stage))
        {
            // Told to end, and did.
            LeaveUserCode();
            stage.ThrowIfCancelled();
            return false;
        }
        catch (Exception cause) when (cause is not StageCancelledException)
        {
            LeaveUserCode();
            Ended(stage, cause);
            await stage.ReturnAsync();
            return false;
        }

        LeaveUserCode();
        await stage.ReturnAsync();
        return hasMore;
    }

    /// <summary>The user's code threw: a producer's error came through it (it has ended then), it was told to end, or it failed.</summary>
    private void Ended(StageScope stage, Exception cause)
    {
        Push(stage);
        if (cause is OperationCanceledException && MustEnd(stage))
        {
            stage.ThrowIfCancelled();
            return;
        }

        if (!ReferenceEquals(cause, upstreamFault()))
        {
            throw Fault(cause);
        }
    }
}

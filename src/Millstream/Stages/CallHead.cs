namespace Millstream.Stages;

/// <summary>Calls asynchronous user code for one item after the other.</summary>
/// <remarks>Calls that end at once go on in one burst; before it waits for one, the stage hands over what it has. Where the item is all of them, errors name none.</remarks>
internal sealed class CallHead<TIn, TOut>(
    TaskScope task, InletReader<TIn> reader, ItemCall<TIn, TOut> call, SpanSink<TOut> sink, bool isWhole = false) : StageHead
{
    private TOut[] _span = [];
    private int _filled;
    private volatile bool _isInUserCode;

    public override bool IsSource => reader.IsSource;

    public override bool IsInUserCode => _isInUserCode;

    public override async Task<Exception?> RunAsync(StageScope stage)
    {
        var pace = new SpanPace(stage);
        while (true)
        {
            stage.ThrowIfCancelled();
            int room = task.IsEndRequested ? SpanSink.Closed : sink.Reserve();
            if (room < 0)
            {
                reader.Leave();
                break;
            }

            if (room == 0)
            {
                await stage.ParkAsync();
                pace.Waited();
                continue;
            }

            pace.Begin();
            _isInUserCode = true;
            ValueTask<TOut> pending = Burst(stage, Math.Min(room, pace.Length), out bool isPending, out bool isEmpty);
            _isInUserCode = isPending;
            if (isPending)
            {
                await AwaitAsync(stage, pending).ConfigureAwait(false);
                _isInUserCode = false;
                pace.Waited();
                continue;
            }

            Push();
            if (isEmpty)
            {
                if (reader.IsEnded)
                {
                    break;
                }

                await stage.ParkAsync();
                pace.Waited();
            }
            else
            {
                pace.End(items: 2);
                if (pace.IsTurnOver)
                {
                    await stage.YieldAsync();
                    pace.Waited();
                }
            }
        }

        await CompleteAsync(stage, sink, reader.Fault).ConfigureAwait(false);
        return reader.Fault;
    }

    public override void Leave() => reader.Leave();

    /// <summary>Calls for up to <paramref name="max"/> items, as long as the calls end at once.</summary>
    private ValueTask<TOut> Burst(StageScope stage, int max, out bool isPending, out bool isEmpty)
    {
        isPending = false;
        isEmpty = false;
        if (_span.Length < max)
        {
            _span = new TOut[max];
        }

        for (int n = 0; n < max && !stage.IsCancelled && !task.IsEndRequested; n++)
        {
            ReadOnlySpan<TIn> one = reader.Read(1);
            if (one.IsEmpty)
            {
                isEmpty = n == 0;
                return default;
            }

            TIn item = one[0];
            if (n == 0)
            {
                stage.Spill();
            }

            long index = task.Received++;
            if (task.HasItemEvents)
            {
                task.Run.ItemEvent(task, ItemEventKind.Started, index);
            }

            ValueTask<TOut> result;
            try
            {
                result = call.InvokeAsync(item, index, stage.Token);
                if (result.IsCompletedSuccessfully)
                {
                    _span[_filled++] = result.Result;
                    Done(index);
                    continue;
                }
            }
            catch (Exception error) when (error is not StageFaultException)
            {
                Failed(stage, error, index, item);
                continue;
            }

            _waiting = item;
            isPending = true;
            return result;
        }

        return default;
    }

    private TIn? _waiting;

    /// <summary>Gives on what is done while a call is running. If nobody wants what that will give, it is told.</summary>
    private StageFaultException? PushBeside(StageScope stage)
    {
        try
        {
            Push();
            if (sink.Reserve() < 0)
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

    private async ValueTask AwaitAsync(StageScope stage, ValueTask<TOut> pending)
    {
        if (PushBeside(stage) is { } fault)
        {
            await JoinAsync(stage, fault, pending).ConfigureAwait(false);
            throw fault;
        }

        long index = task.Received - 1;
        try
        {
            _span[_filled++] = await pending.ConfigureAwait(false);
            Done(index);
        }
        catch (Exception error) when (error is not StageFaultException)
        {
            _filled--;
            Failed(stage, error, index, _waiting);
        }

        _waiting = default;
        await stage.ReturnAsync();
        stage.ThrowIfCancelled();
        Push();
    }

    private void Done(long index)
    {
        if (task.HasItemEvents)
        {
            task.Run.ItemEvent(task, ItemEventKind.Completed, index);
        }
    }

    /// <summary>What came before goes on first; then the item's policy decides.</summary>
    private void Failed(StageScope stage, Exception error, long index, TIn? item)
    {
        Push();
        (Exception cause, int attempts) = AttemptsException.Unwrap(error);
        if (cause is OperationCanceledException && stage.IsDraining)
        {
            // Told to end, and did.
            stage.ThrowIfCancelled();
            return;
        }

        if (!task.Survives(cause, index, attempts, item))
        {
            throw new StageFaultException(task, task.Error(cause, isWhole ? null : index, attempts), sink);
        }
    }

    private void Push()
    {
        int n = _filled;
        if (n > 0)
        {
            _filled = 0;
            task.Emitted += n;
            sink.Push(_span.AsSpan(0, n));
            Array.Clear(_span, 0, n);
        }
    }
}

using System.Diagnostics.CodeAnalysis;

namespace Millstream.Stages;

/// <summary>Calls asynchronous user code for one item after the other.</summary>
/// <remarks>
/// Calls that end at once go on in one burst; before it waits for one, the stage hands over what it has, and goes on handing over what a step behind still
/// holds.
/// </remarks>
internal sealed class CallHead<TIn, TOut>(
    TaskScope task, InletReader<TIn> reader, ItemCall<TIn, TOut> call, SpanSink<TOut> sink) : StageHead
{
    private TOut[] _span = [];
    private int _filled;

    /// <summary>The item whose call is awaited.</summary>
    private TIn? _waiting;

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
            if (!TryHandOver(stage, isPending, out room, out StageFaultException? fault))
            {
                if (isPending)
                {
                    await JoinAsync(stage, fault, pending).ConfigureAwait(false);
                }

                throw fault;
            }

            if (isPending)
            {
                if (room > 0)
                {
                    await SettleAsync(stage, pending).ConfigureAwait(false);
                }
                else
                {
                    await SettleAndFlowAsync(stage, pending.AsTask()).ConfigureAwait(false);
                }

                _isInUserCode = false;
                Push();
                pace.Waited();
            }
            else if (isEmpty)
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

    public override void ListenForPauses() => reader.OnPause(Pause);

    public override void Leave() => reader.Leave();

    public override void Abandon() => reader.Abandon();

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

    /// <summary>Waits for a call while a step behind holds items that found no room.</summary>
    private async ValueTask SettleAndFlowAsync(StageScope stage, Task<TOut> pending)
    {
        try
        {
            await FlowBesideAsync(stage, sink, pending).ConfigureAwait(false);
        }
        catch (StageFaultException fault)
        {
            await JoinAsync(stage, fault, new ValueTask<TOut>(pending)).ConfigureAwait(false);
            throw;
        }

        await SettleAsync(stage, new ValueTask<TOut>(pending)).ConfigureAwait(false);
        if (_filled > 0 && !await HasRoomAsync(stage, sink).ConfigureAwait(false))
        {
            _filled = 0;
        }
    }

    /// <summary>Waits for a call; its result, if it has one, is in the span then.</summary>
    private async ValueTask SettleAsync(StageScope stage, ValueTask<TOut> pending)
    {
        long index = task.Received - 1;
        try
        {
            TOut result = await pending.ConfigureAwait(false);
            _span[_filled++] = result;
            Done(index);
        }
        catch (Exception error) when (error is not StageFaultException)
        {
            Failed(stage, error, index, _waiting);
        }

        _waiting = default;
        await stage.ReturnAsync();
        stage.ThrowIfCancelled();
    }

    /// <summary>Pushes what the calls gave; before a wait flushes it too, and says how much room is left. False: a step behind has failed.</summary>
    private bool TryHandOver(StageScope stage, bool isPending, out int room, [NotNullWhen(false)] out StageFaultException? fault)
    {
        room = 0;
        fault = null;
        try
        {
            Push();
            if (isPending)
            {
                stage.Flush();
                room = sink.Reserve();
            }

            return true;
        }
        catch (StageFaultException thrown)
        {
            fault = thrown;
            return false;
        }
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
        if (cause is OperationCanceledException && (stage.IsDraining || task.IsEndRequested))
        {
            // Told to end, and did.
            stage.ThrowIfCancelled();
            return;
        }

        if (stage.IsUnwanted)
        {
            task.Run.Warn(task, $"'{task.Name}' failed at item {index} when nobody wanted its items any more: {cause.Message}");
            return;
        }

        if (!task.Survives(cause, index, attempts, item))
        {
            throw new StageFaultException(task, task.Error(cause, index, attempts), sink);
        }
    }

    /// <summary>Word of the producer's pause goes on behind what was made of the items before it.</summary>
    private void Pause(bool isPaused)
    {
        Push();
        sink.Pause(isPaused);
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

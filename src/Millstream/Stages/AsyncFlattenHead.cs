using System.Runtime.ExceptionServices;

namespace Millstream.Stages;

/// <summary>Gives on the items of an asynchronous sequence made for each item, one sequence after the other.</summary>
/// <remarks>
/// Items that are there without waiting go on in one burst, across sequences; before it waits, the stage hands over what it has. The enumerator's token
/// fires when the stage is told to end, and the enumerator is disposed in every case.
/// </remarks>
internal sealed class AsyncFlattenHead<TIn, TOut>(
    TaskScope task, InletReader<TIn> reader, Func<TIn, IAsyncEnumerable<TOut>> function, SpanSink<TOut> sink) : StageHead
{
    private TOut[] _span = [];
    private int _filled;

    /// <summary>How many items of a burst went on before its end, because the producer paused behind them.</summary>
    private int _early;

    /// <summary>The item whose sequence is walked, and its number; meaningful while <see cref="_isInside"/>.</summary>
    private TIn? _item;

    private bool _isInside;
    private volatile bool _isInUserCode;

    private IAsyncEnumerator<TOut>? _open;
    private ValueTask<bool> _moving;
    private ValueTask _closing;

    /// <summary>Why a burst ended.</summary>
    private enum Burst
    {
        /// <summary>There is no more room, or the span is long enough.</summary>
        Full,

        /// <summary>The inlet has nothing.</summary>
        Starved,

        /// <summary>The sequence has no next item yet: <see cref="_moving"/>.</summary>
        Moving,

        /// <summary>The sequence has ended or failed and is to be disposed; that may have begun: <see cref="_closing"/>.</summary>
        Closing,
    }

    public override bool EndsByToken => true;

    public override bool IsInUserCode => _isInUserCode;

    public override void ListenForPauses() => reader.OnPause(Pause);

    public override void Leave() => reader.Leave();

    public override void Abandon() => reader.Abandon();

    public override async Task<Exception?> RunAsync(StageScope stage)
    {
        Exception? failure = null;
        try
        {
            await FlattenAsync(stage).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            failure = cause;
        }

        // Told before the sequence is disposed, which may take long and fail as well.
        if (failure is StageFaultException fault && !stage.IsCancelled)
        {
            stage.Failing(fault.Task, fault.Error);
        }

        // The sequence's `finally` may throw too; a failure that is on its way already is worth more.
        try
        {
            await CloseAsync().ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            Exception error = task.Error(cause, task.Received - 1);
            if (failure is null)
            {
                failure = new StageFaultException(task, error, sink);
            }
            else
            {
                stage.AlsoFailed(error);
            }
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        await CompleteAsync(stage, sink, reader.Fault).ConfigureAwait(false);
        return reader.Fault;
    }

    private async Task FlattenAsync(StageScope stage)
    {
        var pace = new SpanPace(stage);
        while (true)
        {
            stage.ThrowIfCancelled();
            int room = task.IsEndRequested ? SpanSink.Closed : sink.Reserve();
            if (room < 0)
            {
                reader.Leave();
                return;
            }

            pace.Begin();
            _isInUserCode = room > 0;
            Burst burst = room == 0 ? Burst.Full : Fill(stage, Math.Min(room, pace.Length));
            _isInUserCode = burst is Burst.Moving or Burst.Closing;
            if (burst == Burst.Moving)
            {
                await MoveAsync(stage).ConfigureAwait(false);
                _isInUserCode = false;
                pace.Waited();
                continue;
            }

            int made = _filled;
            Push();
            switch (burst)
            {
                case Burst.Full when room > 0:
                    pace.End(made);
                    if (pace.IsTurnOver)
                    {
                        await stage.YieldAsync();
                        pace.Waited();
                    }

                    continue;
                case Burst.Starved when reader.IsEnded:
                    return;
                case Burst.Closing:
                    stage.Flush();
                    await EndOneAsync(stage).ConfigureAwait(false);
                    _isInUserCode = false;
                    break;
                default:
                    await stage.ParkAsync();
                    break;
            }

            pace.Waited();
        }
    }

    /// <summary>Takes up to <paramref name="max"/> items while they come at once.</summary>
    private Burst Fill(StageScope stage, int max)
    {
        if (_span.Length < max)
        {
            _span = new TOut[max];
        }

        stage.Spill();
        _early = 0;
        while (_filled + _early < max)
        {
            if (!_isInside && task.IsEndRequested)
            {
                return Burst.Full;
            }

            if (!_isInside && !TryBegin())
            {
                return _filled > 0 ? Burst.Full : Burst.Starved;
            }

            try
            {
                _open ??= (function(_item!) ?? throw new InvalidOperationException("The task gave null where a sequence was expected."))
                    .GetAsyncEnumerator(stage.Token);
                ValueTask<bool> moving = _open.MoveNextAsync();
                if (!moving.IsCompletedSuccessfully)
                {
                    _moving = moving;
                    return Burst.Moving;
                }

                if (moving.Result)
                {
                    _span[_filled++] = _open.Current;
                    continue;
                }

                ValueTask closing = CloseAsync();
                if (!closing.IsCompletedSuccessfully)
                {
                    _closing = closing;
                    return Burst.Closing;
                }

                EndOne();
            }
            catch (Exception cause) when (cause is not StageFaultException)
            {
                Failed(stage, cause);
                return Burst.Closing;
            }
        }

        return Burst.Full;
    }

    /// <summary>Word of the producer's pause goes on behind what was made of the items before it.</summary>
    private void Pause(bool isPaused)
    {
        _early += _filled;
        Push();
        sink.Pause(isPaused);
    }

    private bool TryBegin()
    {
        ReadOnlySpan<TIn> one = reader.Read(1);
        if (one.IsEmpty)
        {
            return false;
        }

        _item = one[0];
        _isInside = true;
        if (task.HasItemEvents)
        {
            task.Run.ItemEvent(task, ItemEventKind.Started, task.Received);
        }

        task.Received++;
        return true;
    }

    /// <summary>Gives on what is there while the next item is awaited, also what a step behind still holds.</summary>
    private async ValueTask FlowAsync(StageScope stage)
    {
        Push();
        stage.Flush();
        if (sink.Reserve() <= 0)
        {
            Task<bool> moving = _moving.AsTask();
            _moving = new ValueTask<bool>(moving);
            await FlowBesideAsync(stage, sink, moving).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for the next item. There is room for it: a burst ends before its span is full.</summary>
    private async ValueTask MoveAsync(StageScope stage)
    {
        try
        {
            await FlowAsync(stage).ConfigureAwait(false);
        }
        catch (StageFaultException fault)
        {
            await JoinAsync(stage, fault, _moving).ConfigureAwait(false);
            throw;
        }

        Exception? error = null;
        bool hasMore = false;
        try
        {
            hasMore = await _moving.ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is not StageFaultException)
        {
            error = cause;
        }

        await stage.ReturnAsync();
        if (error is not (null or OperationCanceledException) && stage.IsCancelled)
        {
            stage.AlsoFailed(task.Error(error, task.Received - 1));
        }

        stage.ThrowIfCancelled();
        if (hasMore)
        {
            if (await HasRoomAsync(stage, sink).ConfigureAwait(false))
            {
                _span[_filled++] = _open!.Current;
                Push();
            }

            return;
        }

        if (error is not null)
        {
            Failed(stage, error);
        }

        await EndOneAsync(stage).ConfigureAwait(false);
    }

    /// <summary>Disposes a sequence that has ended or failed, and waits for that.</summary>
    private async ValueTask EndOneAsync(StageScope stage)
    {
        Exception? error = null;
        try
        {
            await _closing.ConfigureAwait(false);
            await CloseAsync().ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is not StageFaultException)
        {
            error = cause;
        }

        _closing = default;
        await stage.ReturnAsync();
        stage.ThrowIfCancelled();
        if (error is not null && _isInside)
        {
            Failed(stage, error);
        }
        else if (_isInside)
        {
            EndOne();
        }
    }

    private void EndOne()
    {
        _isInside = false;
        _item = default;
        if (task.HasItemEvents)
        {
            task.Run.ItemEvent(task, ItemEventKind.Completed, task.Received - 1);
        }
    }

    /// <summary>What came before goes on first; then the item's policy decides. If the task goes on, the sequence is still to be disposed.</summary>
    private void Failed(StageScope stage, Exception cause)
    {
        Push();
        TIn? item = _item;
        _isInside = false;
        _item = default;
        if (cause is OperationCanceledException && stage.IsDraining)
        {
            stage.ThrowIfCancelled();
        }
        else if (!task.Survives(cause, task.Received - 1, attempt: 1, item))
        {
            throw new StageFaultException(task, task.Error(cause, task.Received - 1), sink);
        }
    }

    // An async method, so that what a disposal throws at once arrives like what it throws later.
    private async ValueTask CloseAsync()
    {
        IAsyncEnumerator<TOut>? open = _open;
        _open = null;
        if (open is not null)
        {
            await open.DisposeAsync().ConfigureAwait(false);
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

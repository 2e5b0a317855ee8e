using System.Runtime.CompilerServices;

namespace Millstream.Stages;

/// <summary>Calls user code for several items at once and gives the results on, in the order of the items unless told otherwise.</summary>
/// <remarks>
/// <para>
/// The stage itself reads items into units and emits results; workers run the calls. A worker takes item after item of a unit, by an interlocked
/// counter, so that an idle one helps with a unit that another began. Units are single items while calls are slow and grow to about 50 µs of work
/// while they are quick.
/// </para>
/// <para>
/// Never more calls at once than asked. Never more items between inlet and outlet than calls allowed, plus, where a chunk is longer than that, what the inlet's
/// chunk brought along and no call has begun.
/// </para>
/// </remarks>
internal sealed class ParallelHead<TIn, TOut>(
    TaskScope task,
    InletReader<TIn> reader,
    ItemCall<TIn, TOut> call,
    SpanSink<TOut> sink,
    int parallel,
    bool isOrdered,
    bool mayBlock) : StageHead
{
    private const int LongestEmitted = 256;

    private readonly ParallelWork<TIn, TOut> _work = new(parallel);
    private readonly ParallelPace _pace = new();
    private readonly Queue<ParallelUnit<TIn, TOut>> _emitting = new();
    private CancellationTokenSource _calls = null!;
    private CancellationToken _callToken;
    private StageScope _stage = null!;
    private TOut[] _ready = [];
    private int _inFlight;

    /// <summary>Whether no call is begun any more: one failed, nobody wants the results, or the stage was told to end.</summary>
    private volatile bool _isStopping;

    /// <summary>Whether nobody wants the results any more, so that it does not matter what becomes of calls in progress.</summary>
    private volatile bool _isLeft;

    /// <summary>1 while the stage is about to park: the next worker that finishes an item wakes it.</summary>
    private int _isWaiting;

    public override bool IsSource => reader.IsSource;

    public override bool IsInUserCode => _work.Workers > 0;

    public override void ListenForPauses() => reader.OnPause(sink.Pause);

    public override void Leave() => reader.Leave();

    public override void Abandon() => reader.Abandon();

    public override async Task<Exception?> RunAsync(StageScope stage)
    {
        _stage = stage;
        using var calls = CancellationTokenSource.CreateLinkedTokenSource(stage.Token);
        _calls = calls;
        _callToken = calls.Token;
        TellSettled();
        try
        {
            await DispatchAsync(stage).ConfigureAwait(false);
        }
        catch (StageCancelledException) when (!stage.Token.IsCancellationRequested)
        {
            // Stopped, not killed: calls in progress may finish.
            _isStopping = true;
            await JoinAsync(stage).ConfigureAwait(false);
            throw;
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            StopCalls();
            if (cause is StageFaultException fault)
            {
                // Said now: the calls that are waited for next may not heed their token.
                stage.Failing(fault.Task, fault.Error);
            }

            await JoinAsync(stage).ConfigureAwait(false);
            throw;
        }

        StopCalls();
        await JoinAsync(stage).ConfigureAwait(false);
        await CompleteAsync(stage, sink, reader.Fault).ConfigureAwait(false);
        return reader.Fault;
    }

    private async Task DispatchAsync(StageScope stage)
    {
        while (true)
        {
            stage.ThrowIfCancelled();
            int room = task.IsEndRequested ? SpanSink.Closed : sink.Reserve();
            if (room < 0)
            {
                reader.Leave();
                _isLeft = true;
                if (_inFlight > 0)
                {
                    stage.EndUserCode();
                }

                return;
            }

            // Armed before looking, by a full fence: a worker that finishes from here on sets the signal.
            Interlocked.Exchange(ref _isWaiting, 1);
            bool emitted = room > 0 && Emit(room);
            bool read = Read(stage);
            if (emitted || read)
            {
                continue;
            }

            if (_isStopping)
            {
                await FailAsync(stage).ConfigureAwait(false);
            }

            if (_inFlight == 0 && reader.IsEnded)
            {
                return;
            }

            await stage.ParkAsync();
        }
    }

    /// <summary>A call failed: the others are awaited, what may go on goes on, and the failure with the lowest index is thrown.</summary>
    private async Task FailAsync(StageScope stage)
    {
        await JoinAsync(stage).ConfigureAwait(false);
        stage.ThrowIfCancelled();
        stage.Delivering();
        int room;
        while ((room = sink.Reserve()) >= 0)
        {
            if (room > 0 && !Emit(room))
            {
                break;
            }

            if (room == 0)
            {
                await stage.ParkAsync();
                stage.ThrowIfCancelled();
            }
        }

        throw new StageFaultException(task, _emitting.SelectMany(u => u.Errors()).MinBy(e => e.Index).Error, sink);
    }

    /// <summary>Makes a unit of what the inlet has; false when there is nothing, or no place in flight.</summary>
    private bool Read(StageScope stage)
    {
        // What was read ahead no longer counts on the edge: only where chunks are long, and a few items more are few.
        int ahead = reader.Hand > 0 && reader.LongestHand > parallel ? reader.LongestHand - 1 : 0;
        int places = parallel + ahead - _inFlight;
        if (places <= 0 || _isStopping)
        {
            return false;
        }

        ReadOnlySpan<TIn> items = reader.Read(Math.Min(places, _pace.UnitLength(reader.LongestHand)));
        if (items.IsEmpty)
        {
            return false;
        }

        stage.Spill();
        ParallelUnit<TIn, TOut> unit = _work.Fresh();
        unit.Begin(items, task.Received);
        if (task.Trace is { } trace)
        {
            unit.Trace = new ItemTrace { Context = trace.Context };
        }

        task.Received += items.Length;
        _inFlight += items.Length;
        _emitting.Enqueue(unit);
        if (_work.Add(unit))
        {
            StartWorker(stage);
        }

        return true;
    }

    /// <summary>Gives on up to <paramref name="room"/> finished results.</summary>
    private bool Emit(int room)
    {
        room = Math.Min(room, LongestEmitted);
        if (_ready.Length < room)
        {
            _ready = new TOut[room];
        }

        int taken = 0;
        int n = 0;
        int rest = _emitting.Count;
        while (rest-- > 0 && n < room)
        {
            ParallelUnit<TIn, TOut> unit = _emitting.Peek();
            taken += unit.Take(_ready.AsSpan(0, room), ref n, isOrdered);
            if (unit.Trace is { } trace && n > 0)
            {
                // Each by itself, as what it came from is told beside it.
                task.Trace!.Context = trace.Context;
                Push(n);
                room -= n;
                n = 0;
            }

            if (unit.IsDrained)
            {
                _work.Retire(_emitting.Dequeue());
            }
            else if (isOrdered)
            {
                break;
            }
            else
            {
                _emitting.Enqueue(_emitting.Dequeue());
            }
        }

        _inFlight -= taken;
        if (taken > 0)
        {
            TellSettled();
        }

        Push(n);
        return taken > 0;
    }

    /// <summary>Dead letters keep the order of the items too.</summary>
    private void TellSettled()
    {
        if (isOrdered && task.Letters is { } letters)
        {
            letters.Settled(_emitting.TryPeek(out ParallelUnit<TIn, TOut>? first) ? first.Settled : task.Received);
        }
    }

    private void Push(int count)
    {
        if (count > 0)
        {
            _stage.Spill();
            task.Emitted += count;
            sink.Push(_ready.AsSpan(0, count));
            Array.Clear(_ready, 0, count);
        }
    }

    private void StartWorker(StageScope stage)
    {
        // As many as there are processors run in the pool, which adds threads slowly; more than that help only where calls block,
        // which shows in how long they take. Before the first is measured a few are tried.
        int workers = _work.Workers;
        bool ownThread = mayBlock && workers > Environment.ProcessorCount && _pace.IsSlow(workers) && !stage.IsDeterministic;
        stage.Hold();
        stage.RunWorker(() => _ = WorkAsync(ownThread), ownThread);
    }

    private async Task WorkAsync(bool ownThread)
    {
        while (_work.TryTake(_isStopping, out ParallelUnit<TIn, TOut>? unit, out bool startAnother))
        {
            if (startAnother)
            {
                StartWorker(_stage);
            }

            await RunAsync(unit).ConfigureAwait(false);
            _work.GiveBack(unit);
            WakeStage();
            if (_stage.IsDeterministic)
            {
                await new WorkerTurn(_stage);
            }
            else if (!ownThread)
            {
                // The stage gets this thread, if it waits for one, to emit what was finished and to make the next unit.
                await Task.Yield();
            }
        }

        WakeStage();
        _stage.Unhold();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask RunAsync(ParallelUnit<TIn, TOut> unit)
    {
        long began = task.Run.Time.GetTimestamp();
        int done = 0;
        if (unit.Trace is not null)
        {
            ItemTrace.OfCall = unit.Trace;
        }

        while (!_isStopping && unit.TryClaim(out int i))
        {
            // The claim is a full fence between the result before it and this look; the last result is followed by a look of its own.
            if (Volatile.Read(ref _isWaiting) != 0)
            {
                WakeStage();
            }

            long index = unit.FirstIndex + i;
            if (task.HasItemEvents)
            {
                task.Run.ItemEvent(task, ItemEventKind.Started, index);
            }

            try
            {
                ValueTask<TOut> result = call.InvokeAsync(unit.Items[i], index, _callToken);
                unit.Finish(i, result.IsCompletedSuccessfully ? result.Result : await result.ConfigureAwait(false));
                if (task.HasItemEvents)
                {
                    task.Run.ItemEvent(task, ItemEventKind.Completed, index);
                }
            }
            catch (Exception error) when (error is not StageFaultException)
            {
                Failed(unit, i, error);
            }

            done++;
        }

        if (done > 0)
        {
            _pace.Measured(task.Run.Time.GetElapsedTime(began), done);
        }
    }

    private void Failed(ParallelUnit<TIn, TOut> unit, int i, Exception error)
    {
        (Exception cause, int attempts) = AttemptsException.Unwrap(error);
        long index = unit.FirstIndex + i;
        if (cause is OperationCanceledException && _callToken.IsCancellationRequested)
        {
            if (!_isStopping)
            {
                // Told to end, and did: what the other calls give may still go on.
                unit.Skip(i);
            }

            return;
        }

        if (_isLeft || _stage.IsUnwanted)
        {
            task.Run.Warn(task, $"'{task.Name}' failed at item {index} when nobody wanted its items any more: {cause.Message}");
            return;
        }

        if (task.Survives(cause, index, attempts, unit.Items[i]))
        {
            unit.Skip(i);
            return;
        }

        Exception failure = task.Error(cause, index, attempts);
        unit.Fail(index, failure);
        _stage.Failing(task, failure);
        StopCalls();
        _stage.Signal.Set();
    }

    /// <summary>No call is begun any more, and the running ones get their token.</summary>
    private void StopCalls()
    {
        if (!_isStopping)
        {
            _isStopping = true;
            TokenFiring.Fire(_calls, task, _stage.IsDeterministic);
        }
    }

    /// <summary>Waits until no worker runs any more. Whoever ends the run bounds this wait by the grace time.</summary>
    private async ValueTask JoinAsync(StageScope stage)
    {
        while (true)
        {
            Volatile.Write(ref _isWaiting, 1);
            if (!_work.HasWorkers)
            {
                return;
            }

            await stage.ParkAsync();
        }
    }

    private void WakeStage()
    {
        if (Interlocked.Exchange(ref _isWaiting, 0) != 0)
        {
            _stage.Signal.Set();
        }
    }
}

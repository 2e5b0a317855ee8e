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
/// Never more calls at once than asked. Never more items between inlet and outlet than calls allowed, plus what the inlet's
/// chunk brought along and no call has begun.
/// </para>
/// <para>
/// <c>_gate</c> guards <c>_units</c> (what workers may take from), <c>_free</c>, <c>_workers</c> and <c>_nanosecondsPerItem</c>. User code, the reader and the sink are never
/// called under it.
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
    private const double NanosecondsPerUnit = 50_000;
    private const double SlowNanoseconds = 200_000;
    private const int TriedThreads = 8;
    private const int LongestEmitted = 256;

    private readonly Lock _gate = new();
    private readonly Queue<Unit> _emitting = new();
    private readonly List<Unit> _units = [];
    private readonly Stack<Unit> _free = new();
    private CancellationTokenSource _calls = null!;
    private CancellationToken _callToken;
    private StageScope _stage = null!;
    private TOut[] _ready = [];
    private int _inFlight;
    private int _workers;
    private double _nanosecondsPerItem = NanosecondsPerUnit;
    private bool _isMeasured;

    /// <summary>Whether no call is begun any more: one failed, nobody wants the results, or the stage was told to end.</summary>
    private volatile bool _isStopping;

    /// <summary>Whether nobody wants the results any more, so that it does not matter what becomes of calls in progress.</summary>
    private volatile bool _isLeft;

    /// <summary>1 while the stage is about to park: the next worker that finishes an item wakes it.</summary>
    private int _isWaiting;

    public override bool IsSource => reader.IsSource;

    public override bool IsInUserCode => Volatile.Read(ref _workers) > 0;

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
        int places = reader.Hand > 0 ? parallel + reader.LongestHand - 1 - _inFlight : parallel - _inFlight;
        if (places <= 0 || _isStopping)
        {
            return false;
        }

        ReadOnlySpan<TIn> items = reader.Read(Math.Min(places, UnitLength()));
        if (items.IsEmpty)
        {
            return false;
        }

        stage.Spill();
        Unit? unit;
        lock (_gate)
        {
            _free.TryPop(out unit);
        }

        unit ??= new Unit();
        unit.Begin(items, task.Received);
        task.Received += items.Length;
        _inFlight += items.Length;
        _emitting.Enqueue(unit);
        bool start;
        lock (_gate)
        {
            _units.Add(unit);
            start = _workers < parallel;
            _workers += start ? 1 : 0;
        }

        if (start)
        {
            StartWorker(stage);
        }

        return true;
    }

    private int UnitLength()
    {
        double nanoseconds = Volatile.Read(ref _nanosecondsPerItem);
        return (int)Math.Clamp(NanosecondsPerUnit / Math.Max(nanoseconds, 1), 1, Math.Max(1, reader.LongestHand / 2));
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
            Unit unit = _emitting.Peek();
            taken += unit.Take(_ready.AsSpan(0, room), ref n, isOrdered);
            if (unit.IsDrained)
            {
                Recycle(_emitting.Dequeue());
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
            letters.Settled(_emitting.TryPeek(out Unit? first) ? first.Settled : task.Received);
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

    private void Recycle(Unit unit)
    {
        lock (_gate)
        {
            _units.Remove(unit);
            unit.IsRetired = true;
            if (unit.Users == 0)
            {
                _free.Push(unit);
            }
        }
    }

    private void StartWorker(StageScope stage)
    {
        // As many as there are processors run in the pool, which adds threads slowly; more than that help only where calls block,
        // which shows in how long they take. Before the first is measured a few are tried.
        int workers = Volatile.Read(ref _workers);
        bool isSlow = Volatile.Read(ref _isMeasured) ? Volatile.Read(ref _nanosecondsPerItem) > SlowNanoseconds : workers <= TriedThreads;
        bool ownThread = mayBlock && workers > Environment.ProcessorCount && isSlow && !stage.IsDeterministic;
        stage.Hold();
        stage.RunWorker(() => _ = WorkAsync(ownThread), ownThread);
    }

    private async Task WorkAsync(bool ownThread)
    {
        while (TryTakeUnit(out Unit? unit, out bool startAnother))
        {
            if (startAnother)
            {
                StartWorker(_stage);
            }

            await RunAsync(unit).ConfigureAwait(false);
            lock (_gate)
            {
                if (--unit.Users == 0 && unit.IsRetired)
                {
                    _free.Push(unit);
                }
            }

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

    private bool TryTakeUnit([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Unit? taken, out bool startAnother)
    {
        lock (_gate)
        {
            taken = null;
            startAnother = false;
            int open = 0;
            foreach (Unit unit in _units)
            {
                if (unit.HasUnclaimed)
                {
                    open++;
                    taken ??= unit;
                }
            }

            if (taken is null || _isStopping)
            {
                taken = null;
                _workers--;
                return false;
            }

            taken.Users++;
            if ((open > 1 || taken.Unclaimed > 1) && _workers < parallel)
            {
                _workers++;
                startAnother = true;
            }

            return true;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask RunAsync(Unit unit)
    {
        long began = task.Run.Time.GetTimestamp();
        int done = 0;
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
            double nanoseconds = task.Run.Time.GetElapsedTime(began).TotalNanoseconds / done;
            Volatile.Write(ref _nanosecondsPerItem, (0.5 * _nanosecondsPerItem) + (0.5 * nanoseconds));
            Volatile.Write(ref _isMeasured, true);
        }
    }

    private void Failed(Unit unit, int i, Exception error)
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
            lock (_gate)
            {
                if (_workers == 0)
                {
                    return;
                }
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

    /// <summary>Some items in a row, and what became of each.</summary>
    private sealed class Unit
    {
        private const byte Pending = 0;
        private const byte Finished = 1;
        private const byte LeftOut = 2;
        private const byte Taken = 3;

        private TOut[] _results = [];
        private byte[] _states = [];
        private readonly List<(long Index, Exception Error)> _errors = [];
        private int _count;
        private int _claimed;
        private int _takenInOrder;
        private int _taken;

        public TIn[] Items { get; private set; } = [];

        public long FirstIndex { get; private set; }

        /// <summary>How many workers hold the unit; under the head's gate.</summary>
        public int Users { get; set; }

        /// <summary>Whether everything in it was emitted, so that the last worker that holds it gives it back; under the head's gate.</summary>
        public bool IsRetired { get; set; }

        public bool HasUnclaimed => Unclaimed > 0;

        public int Unclaimed => _count - Volatile.Read(ref _claimed);

        /// <summary>The number of the first item that is not yet settled, where all are settled in order.</summary>
        public long Settled => FirstIndex + _takenInOrder;

        public bool IsDrained => _taken == _count;

        public void Begin(ReadOnlySpan<TIn> items, long firstIndex)
        {
            if (Items.Length < items.Length)
            {
                Items = new TIn[items.Length];
                _results = new TOut[items.Length];
                _states = new byte[items.Length];
            }

            items.CopyTo(Items);
            Array.Clear(_states, 0, items.Length);
            FirstIndex = firstIndex;
            IsRetired = false;
            _claimed = 0;
            _taken = 0;
            _takenInOrder = 0;
            _count = items.Length;
        }

        public bool TryClaim(out int index)
        {
            index = Interlocked.Increment(ref _claimed) - 1;
            return index < _count;
        }

        public void Finish(int index, TOut result)
        {
            _results[index] = result;
            Volatile.Write(ref _states[index], Finished);
        }

        public void Skip(int index) => Volatile.Write(ref _states[index], LeftOut);

        /// <summary>Item number <paramref name="index"/> of the inlet failed; it stays unsettled, so that nothing behind it goes on in order.</summary>
        public void Fail(long index, Exception error)
        {
            lock (_errors)
            {
                _errors.Add((index, error));
            }
        }

        public IReadOnlyList<(long Index, Exception Error)> Errors()
        {
            lock (_errors)
            {
                return [.. _errors];
            }
        }

        /// <summary>Moves finished results to <paramref name="to"/> from <paramref name="n"/> on; says how many items were settled.</summary>
        public int Take(Span<TOut> to, ref int n, bool inOrder)
        {
            int settled = 0;
            for (int i = _takenInOrder; i < _count && n < to.Length; i++)
            {
                switch (Volatile.Read(ref _states[i]))
                {
                    case Finished:
                        to[n++] = _results[i];
                        goto case LeftOut;
                    case LeftOut:
                        _states[i] = Taken;
                        _results[i] = default!;
                        Items[i] = default!;
                        settled++;
                        break;
                    case Taken:
                        break;
                    default:
                        if (inOrder)
                        {
                            _taken += settled;
                            return settled;
                        }

                        continue;
                }

                if (_takenInOrder == i)
                {
                    _takenInOrder++;
                }
            }

            _taken += settled;
            return settled;
        }
    }
}

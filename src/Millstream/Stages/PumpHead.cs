namespace Millstream.Stages;

/// <summary>Takes what an inlet has and pushes it into fused steps.</summary>
/// <param name="reader">The inlet, or several that are combined.</param>
/// <param name="sink">Takes the items.</param>
/// <param name="combining">The task whose user code <paramref name="reader"/> calls to combine several inlets, if it does.</param>
internal sealed class PumpHead<T>(InletReader<T> reader, SpanSink<T> sink, TaskScope? combining = null) : StageHead
{
    private volatile bool _isInUserCode;

    public override bool IsSource => reader.IsSource;

    public override bool IsInUserCode => _isInUserCode;

    public override async Task<Exception?> RunAsync(StageScope stage)
    {
        var pace = new SpanPace(stage);
        while (true)
        {
            stage.ThrowIfCancelled();
            int room = sink.Reserve();
            if (room < 0)
            {
                reader.Leave();
                break;
            }

            if (room > 0)
            {
                pace.Begin();
                int taken = Push(stage, Math.Min(room, pace.Length));
                if (taken > 0)
                {
                    pace.End(taken);
                    if (pace.IsTurnOver)
                    {
                        await stage.YieldAsync();
                        pace.Waited();
                    }

                    continue;
                }

                if (reader.IsEnded)
                {
                    break;
                }
            }

            await stage.ParkAsync();
            pace.Waited();
        }

        await CompleteAsync(stage, sink, reader.Fault).ConfigureAwait(false);
        return reader.Fault;
    }

    public override void ListenForPauses() => reader.OnPause(sink.Pause);

    public override void Leave() => reader.Leave();

    public override void Abandon() => reader.Abandon();

    private int Push(StageScope stage, int max)
    {
        _isInUserCode = true;
        try
        {
            ReadOnlySpan<T> items = Read(max);
            if (!items.IsEmpty)
            {
                stage.Spill();
                Push(items);
            }

            return items.Length;
        }
        finally
        {
            _isInUserCode = false;
        }
    }

    private ReadOnlySpan<T> Read(int max)
    {
        try
        {
            return reader.Read(max);
        }
        catch (Exception cause) when (combining is not null && cause is not OutOfMemoryException)
        {
            combining.Survives(cause, reader.Position, attempt: 1, item: null);
            throw new StageFaultException(combining, combining.Error(cause, reader.Position), sink);
        }
    }

    private void Push(ReadOnlySpan<T> items)
    {
        try
        {
            sink.Push(items);
        }
        finally
        {
            if (sink.NotBegun > 0)
            {
                reader.GiveBack(sink.NotBegun);
            }
        }
    }
}

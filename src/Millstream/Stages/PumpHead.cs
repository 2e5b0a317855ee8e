namespace Millstream.Stages;

/// <summary>Takes what an inlet has and pushes it into fused steps.</summary>
internal sealed class PumpHead<T>(InletReader<T> reader, SpanSink<T> sink) : StageHead
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

    public override void Leave() => reader.Leave();

    private int Push(StageScope stage, int max)
    {
        ReadOnlySpan<T> items = reader.Read(max);
        if (items.IsEmpty)
        {
            return 0;
        }

        stage.Spill();
        _isInUserCode = true;
        try
        {
            sink.Push(items);
        }
        finally
        {
            _isInUserCode = false;
            if (sink.NotBegun > 0)
            {
                reader.GiveBack(sink.NotBegun);
            }
        }

        return items.Length;
    }
}

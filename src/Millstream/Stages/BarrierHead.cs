namespace Millstream.Stages;

/// <summary>A head that begins when some inlets have ended, and not at all when one of them failed.</summary>
/// <param name="task">The task, which begins with the head; null where the head sees to that.</param>
/// <param name="inner">The head.</param>
/// <param name="barriers">Readers that are ready when their inlet has ended: with all of its items, or none.</param>
/// <param name="sinks">What the head pushes into: its readers get the error of an inlet that failed.</param>
internal sealed class BarrierHead(TaskScope? task, StageHead inner, IReadOnlyList<InletReader> barriers, IReadOnlyList<SpanSink> sinks) : StageHead
{
    public override bool IsSource => inner.IsSource;

    public override bool IsInUserCode => inner.IsInUserCode;

    public override bool IsTakenOver => inner.IsTakenOver;

    public override bool EndsByToken => inner.EndsByToken;

    public override bool TryTakeOver() => inner.TryTakeOver();

    public override ValueTask<Exception?> CompleteTakenOverAsync(StageScope stage) => inner.CompleteTakenOverAsync(stage);

    public override async Task<Exception?> RunAsync(StageScope stage)
    {
        while (!IsOpen())
        {
            stage.ThrowIfCancelled();
            if (IsUnwanted())
            {
                return await EndAsync(stage, error: null).ConfigureAwait(false);
            }

            await stage.ParkAsync();
        }

        Exception? fault = barriers.Select(static barrier => barrier.Fault).FirstOrDefault(static fault => fault is not null);
        if (fault is not null)
        {
            return await EndAsync(stage, fault).ConfigureAwait(false);
        }

        task?.Run.Begun(task);
        return await inner.RunAsync(stage).ConfigureAwait(false);
    }

    public override void Leave()
    {
        inner.Leave();
        foreach (InletReader barrier in barriers)
        {
            barrier.Leave();
        }
    }

    public override void Abandon()
    {
        inner.Abandon();
        foreach (InletReader barrier in barriers)
        {
            barrier.Abandon();
        }
    }

    /// <summary>Looks at every inlet, so that each that is not ready wakes the stage; an inlet that failed is not waited for.</summary>
    private bool IsOpen()
    {
        bool isOpen = true;
        bool hasFailed = false;
        foreach (InletReader barrier in barriers)
        {
            bool isReady = barrier.Fill() > 0 || barrier.IsEnded;
            isOpen &= isReady;
            hasFailed |= isReady && barrier.Fault is not null;
        }

        return isOpen || hasFailed;
    }

    private bool IsUnwanted() => sinks.Count > 0 && sinks.All(static sink => sink.Reserve() < 0);

    private async Task<Exception?> EndAsync(StageScope stage, Exception? error)
    {
        Leave();
        foreach (SpanSink sink in sinks)
        {
            await CompleteAsync(stage, sink, error).ConfigureAwait(false);
        }

        return error;
    }
}

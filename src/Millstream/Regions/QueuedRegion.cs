namespace Millstream.Regions;

/// <summary>A region in a queue: it starts as one, and has ended when every task in it has.</summary>
internal sealed class QueuedRegion(GraphEngine engine, Region region, RunOptions options, CancellationToken cancellationToken) : QueuedTask
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override string Name => "region";

    internal override IReadOnlyList<SpawnedTask> Tasks => region.Handles;

    internal override Task Ended => _ended.Task;

    internal override void KeptBy(string? block)
    {
        foreach (StreamTaskHandle handle in region.Handles)
        {
            handle.Start.KeptBy(block);
        }
    }

    internal override void GiveUp(Exception cause)
    {
        region.GiveUp(cause);
        SetFailed(cause);
    }

    private protected override void Fail(Exception error)
    {
        foreach (StreamTaskHandle handle in region.Handles)
        {
            handle.Start.Fail(error);
        }

        SetFailed(error);
    }

    private protected override async Task RunAsync()
    {
        try
        {
            GraphRun run = await region.StartAsync(engine, options, cancellationToken).ConfigureAwait(false);
            await run.Completion.ConfigureAwait(false);
            _ended.TrySetResult();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            SetFailed(error);
        }
    }

    private void SetFailed(Exception error)
    {
        _ended.TrySetException(error);
        _ = _ended.Task.Exception;
    }
}

namespace Millstream.Regions;

/// <summary>At once; and it remembers what there was, to wait for it.</summary>
internal sealed class AwaitedOrder : SpawnOrder
{
    private readonly List<QueuedTask> _tasks = [];

    /// <summary>Waits until all have ended, then fails as the first of them did.</summary>
    public async Task EndedAsync(CancellationToken cancellationToken)
    {
        Task[] ended = [.. _tasks.Select(t => t.Ended)];
        await Task.WhenAll(ended).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        foreach (Task one in ended)
        {
            await one.ConfigureAwait(false);
        }
    }

    protected override void Add(IReadOnlyList<QueuedTask> tasks)
    {
        _tasks.AddRange(tasks);
        Release(tasks);
    }
}

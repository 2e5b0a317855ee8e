namespace Millstream.Regions;

/// <summary>One group after the other.</summary>
internal sealed class SequentialOrder : SpawnOrder
{
    private IReadOnlyList<QueuedTask> _last = [];

    protected override string Name => "sequential block";

    protected override void Add(IReadOnlyList<QueuedTask> tasks)
    {
        foreach (QueuedTask task in tasks)
        {
            foreach (QueuedTask before in _last)
            {
                task.StartAfter(before);
            }
        }

        _last = tasks;
        Release(tasks);
    }
}

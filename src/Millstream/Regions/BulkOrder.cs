namespace Millstream.Regions;

/// <summary>All as one group, at the end of the block.</summary>
internal sealed class BulkOrder : SpawnOrder
{
    private readonly List<QueuedTask> _tasks = [];

    protected override string Name => "bulk block";

    protected override void Add(IReadOnlyList<QueuedTask> tasks) => _tasks.AddRange(tasks);

    protected override void Close() => Release(_tasks);
}

namespace Millstream;

/// <summary>Where ordinary tasks are spawned: an engine, or a block of one that has an order of its own.</summary>
public interface ITaskSpawner
{
    /// <summary>Gets the engine that the tasks run on.</summary>
    internal GraphEngine Engine { get; }

    /// <summary>Starts a task, or gives it to the order of the block.</summary>
    internal void Hand(QueuedTask task);
}

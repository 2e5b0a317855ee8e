using Millstream.Regions;

namespace Millstream;

/// <summary>What a streaming task can be given besides a constant: the handle of a streaming task, or of an ordinary one.</summary>
/// <remarks>A <see cref="StreamTaskHandle{T}"/> is an edge: an item for each of its items. A <see cref="TaskHandle{T}"/> is a constant: its one value, once it is there.</remarks>
/// <typeparam name="T">The type of the items, or of the value.</typeparam>
public interface ITaskInput<T>
{
    /// <summary>Gets the task itself.</summary>
    internal SpawnedTask Task { get; }

    /// <summary>Gets how a task of <paramref name="region"/> reads it.</summary>
    internal RegionInput<T> In(Region region);
}

using Millstream.Graphs;

namespace Millstream.Documents;

/// <summary>Learns the ports of tasks whose settings say which they have. A document waits for nobody.</summary>
internal static class ClassSetup
{
    /// <summary>Gives a task with its ports; null where it cannot be set up at once.</summary>
    /// <param name="task">The task.</param>
    /// <param name="settings">Its settings; those of a new object when null.</param>
    /// <param name="failure">What went wrong; null where the setup takes time.</param>
    public static TaskDefinition? Of(TaskDefinition task, object? settings, out Exception? failure)
    {
        TaskDefinition? made = null;
        Exception? thrown = null;
        Task setup = SetUpAsync();
        failure = thrown;
        return setup.IsCompleted ? made : null;

        async Task SetUpAsync()
        {
            try
            {
                made = await task.SetUpAsync(settings).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                thrown = exception;
            }
        }
    }

    /// <summary>Gives the inlets of a task of a family whose items are of the type that it leaves open.</summary>
    public static IReadOnlyList<string> OpenInlets(TaskDefinition described) => [.. described.Descriptor.Inlets.Where(i => i.ItemType == typeof(OpenItem)).Select(i => i.Name)];
}

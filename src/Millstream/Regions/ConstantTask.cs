using System.Runtime.CompilerServices;
using Millstream.Tasks;

namespace Millstream.Regions;

/// <summary>Makes the node that stands in a region for an ordinary task: a source of one item, the task's value once it is there.</summary>
internal static class ConstantTask
{
    public static TaskBody Of<T>(TaskHandle<T> task) =>
        new AsyncSequenceTask<T>(task.Name, TaskOptions.None, stage => ValueAsync(task, stage.Token));

    private static async IAsyncEnumerable<T> ValueAsync<T>(TaskHandle<T> task, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return await task.ValueAsync(cancellationToken).ConfigureAwait(false);
    }
}

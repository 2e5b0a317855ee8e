namespace Millstream;

/// <summary>The ways of running a graph in which the answer must be the same.</summary>
internal static class RunModes
{
    /// <summary>How long a test waits before it says that something hangs.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>How long something may take that is to happen at once: a second, on a machine that does other things as well; less than the grace time.</summary>
    public static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(4.5);

    /// <summary>Fused or not, and how much an edge holds.</summary>
    public static TheoryData<bool, int> All => new()
    {
        { true, 1024 }, { true, 1 }, { false, 1024 }, { false, 4 }, { false, 1 },
    };

    /// <summary>Makes the options of one of <see cref="All"/>.</summary>
    public static RunOptions Of(bool fuse, int capacity) => new() { Fuse = fuse, Capacity = capacity };

    /// <summary>Waits, but not for ever.</summary>
    public static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Deadline, TestContext.Current.CancellationToken);

    /// <inheritdoc cref="InTime{T}(Task{T})"/>
    public static Task InTime(this Task task) => task.WaitAsync(Deadline, TestContext.Current.CancellationToken);

    /// <summary>Collects what a loop over the flow gets until it throws; the list has what came before.</summary>
    public static async Task<(List<T> Items, Exception? Error)> CollectAsync<T>(RunningFlow<T> flow)
    {
        var items = new List<T>();
        try
        {
            await foreach (var item in flow)
            {
                items.Add(item);
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return (items, error);
        }

        return (items, null);
    }
}

namespace Millstream.Regions;

/// <summary>What the tests of regions share.</summary>
public abstract class RegionTest
{
    protected static LocalEngine Engine { get; } = new();

    /// <summary>Gets the options of most tests: four items on an edge.</summary>
    protected static RunOptions Four { get; } = new() { Capacity = 4 };

    /// <summary>Lets some time pass in which something must not happen.</summary>
    protected static Task PassAsync(int milliseconds) =>
        Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, TestContext.Current.CancellationToken);

    /// <summary>Waits until all tasks have ended, whichever way.</summary>
    protected static Task EndedAsync(params SpawnedTask[] tasks) =>
        Deadline.Within(
            Task.WhenAll(tasks.Select(t => t.WaitAsync(TestContext.Current.CancellationToken))),
            () => string.Join(", ", tasks.Select(t => $"{t.Name}: {t.Status}")));

    protected static int[] UpTo(int count) => [.. Enumerable.Range(0, count)];
}

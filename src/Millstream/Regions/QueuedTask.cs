namespace Millstream;

/// <summary>What a task queue is given: an ordinary task, or a region as a whole.</summary>
public abstract class QueuedTask
{
    private List<QueuedTask> _before = [];

    private protected QueuedTask()
    {
    }

    /// <summary>Gets the name of the task.</summary>
    public abstract string Name { get; }

    /// <summary>Gets the spawned tasks that it stands for.</summary>
    internal abstract IReadOnlyList<SpawnedTask> Tasks { get; }

    /// <summary>Gets a task that ends with it, and fails as it did.</summary>
    internal abstract Task Ended { get; }

    /// <summary>Lets this one start only after <paramref name="other"/> has ended well. If that one fails, this one fails with it and never runs.</summary>
    public void StartAfter(QueuedTask other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _before.Add(other);
        foreach (SpawnedTask task in Tasks)
        {
            task.AlsoNeed(other.Tasks);
        }
    }

    /// <summary>Gives the name.</summary>
    public override string ToString() => Name;

    /// <summary>Nothing keeps it any longer: it starts when those before it have ended.</summary>
    internal void Start()
    {
        KeptBy(null);
        _ = StartAsync();
    }

    internal abstract void KeptBy(string? block);

    internal abstract void GiveUp(Exception cause);

    private protected abstract void Fail(Exception error);

    private protected abstract Task RunAsync();

    private async Task StartAsync()
    {
        List<QueuedTask> before = _before;
        _before = [];
        try
        {
            foreach (QueuedTask other in before)
            {
                await other.Ended.ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            Fail(error);
            return;
        }

        await RunAsync().ConfigureAwait(false);
    }
}

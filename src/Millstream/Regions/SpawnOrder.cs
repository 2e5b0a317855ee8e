namespace Millstream;

/// <summary>Decides when the tasks that are spawned in a block start: the base class of task queues, also of the user's own.</summary>
/// <remarks>
/// An order serves one block. It is given what is spawned there and releases it, in groups: <see cref="Add"/> and <see cref="Close"/> are called one at a time.
/// What is released starts as soon as its arguments are there, unless the order of the block around it has its own mind. Nothing may be kept for good: what is
/// not released when <see cref="Close"/> returns is never started, and says so to whoever waits.
/// </remarks>
public abstract class SpawnOrder
{
    private readonly HashSet<QueuedTask> _kept = [];
    private SpawnOrder? _outer;
    private int _isOpened;

    /// <summary>Gets how errors call the block while it keeps tasks.</summary>
    protected virtual string Name => "block";

    /// <summary>Takes tasks that were spawned together: one, unless a block inside this one released several.</summary>
    protected abstract void Add(IReadOnlyList<QueuedTask> tasks);

    /// <summary>The block has ended well; not called when it threw.</summary>
    protected virtual void Close()
    {
    }

    /// <summary>Lets tasks go, in the order of the list; they stay one group for the order of the block around.</summary>
    protected void Release(IReadOnlyList<QueuedTask> tasks)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        _kept.ExceptWith(tasks);
        if (_outer is not null)
        {
            _outer.Take(tasks);
            return;
        }

        foreach (QueuedTask task in tasks)
        {
            task.Start();
        }
    }

    /// <summary>Opens the block.</summary>
    internal void Open(SpawnOrder? outer)
    {
        if (Interlocked.Exchange(ref _isOpened, 1) != 0)
        {
            throw new InvalidOperationException($"This {GetType().Name} has served a block already. Make a new one for each block.");
        }

        _outer = outer;
    }

    internal void Take(IReadOnlyList<QueuedTask> tasks)
    {
        foreach (QueuedTask task in tasks)
        {
            _kept.Add(task);
            task.KeptBy(Name);
        }

        Add(tasks);
    }

    internal void End()
    {
        Close();
        GiveUp(new InvalidOperationException($"the {GetType().Name} of its block did not release it."));
    }

    /// <summary>Nothing that is still kept will start.</summary>
    internal void GiveUp(Exception cause)
    {
        foreach (QueuedTask task in _kept)
        {
            task.GiveUp(cause);
        }

        _kept.Clear();
    }
}

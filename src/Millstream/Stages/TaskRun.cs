namespace Millstream.Stages;

/// <summary>One task of a run, for whoever holds on to it: a region's handle, a viewer.</summary>
internal abstract class TaskRun
{
    public abstract GraphRun Run { get; }

    public abstract RunStatus Status { get; }

    /// <summary>Ends when the task has ended, whichever way; never fails.</summary>
    public abstract Task Ended { get; }

    /// <summary>Gets what ended the task, when it did not end as it should.</summary>
    public abstract Exception? Error { get; }

    /// <summary>Gets what the task gave as its result when it ended itself; null when it gave none.</summary>
    public abstract object? Result { get; }

    /// <summary>Ends this task alone; what it emitted arrives.</summary>
    public abstract Task CancelAsync(CancellationToken cancellationToken);

    /// <summary>Kills everything that is connected to the task over edges, in every run.</summary>
    public abstract Task KillAsync(CancellationToken cancellationToken);

    /// <summary>Joins a reader from outside the run to an outlet: it gets the items from now on.</summary>
    public abstract IAsyncEnumerator<T> Attach<T>(int outlet, CancellationToken cancellationToken);
}

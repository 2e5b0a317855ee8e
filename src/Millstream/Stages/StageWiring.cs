namespace Millstream.Stages;

/// <summary>Gives a task, while its stage is put together, what stands before and behind it.</summary>
internal abstract class StageWiring
{
    /// <summary>Gets the task's own scope.</summary>
    public abstract TaskScope Task { get; }

    /// <summary>Gets the stage that the task is part of.</summary>
    public abstract StageScope Stage { get; }

    /// <summary>Gets the newest time among the items that the task has read; null where nobody reads times here or behind it.</summary>
    public virtual NewestTime? Times => null;

    /// <summary>Gives what takes the items of an outlet: the next fused step, edges, or what counts and discards.</summary>
    public abstract SpanSink<T> Outlet<T>(int index = 0);

    /// <summary>Gives what takes the end of a task that has no outlets.</summary>
    public virtual SpanSink<Nothing> NoOutlet() => new NothingSink();

    /// <summary>Says whether anybody reads an outlet, or may join it later.</summary>
    public abstract bool IsRead(int outlet);

    /// <summary>Gives the reading end of an inlet that user code reads by itself; the stage begins with its first item or its end.</summary>
    public abstract LiveInlet<T> LiveInlet<T>(int index = 0);

    /// <summary>Gives the reading end of an inlet.</summary>
    public abstract InletReader<T> Inlet<T>(int index = 0);

    /// <summary>Gives the reading end of an inlet that sets <paramref name="signal"/>, which another inlet of the task waits on too.</summary>
    public abstract InletReader<T> InletOn<T>(int index, StageSignal signal);

    /// <summary>Joins the task to an outlet of one that runs already, in this run or another, and gives the reading end.</summary>
    public abstract InletReader<T> Join<T>(TaskRun producer, int outlet = 0);
}

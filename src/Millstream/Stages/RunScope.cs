using Microsoft.Extensions.Logging;
using Millstream.Durability;
using Millstream.Graphs;
using Millstream.Supplies;

namespace Millstream.Stages;

/// <summary>What a run offers to its tasks, whichever engine drives them.</summary>
internal abstract class RunScope
{
    public abstract string RunId { get; }

    public abstract TimeProvider Time { get; }

    /// <summary>Gets what user code is called under; null for none. See <see cref="UserCode"/>.</summary>
    public virtual SynchronizationContext? UserContext => null;

    public abstract ILogger Logger { get; }

    /// <summary>Gets the services that all tasks of the run share; null for none.</summary>
    public abstract IServiceProvider? Services { get; }

    /// <summary>Gets the secrets that the run knows; null when it has none.</summary>
    public virtual RunSecrets? Secrets => null;

    /// <summary>Gets what the tasks of the run share.</summary>
    public virtual RunResources Resources => throw new NotSupportedException("This run has no resources to share.");

    /// <summary>Gives what surrounds the calls of a task's function; null where nobody watches them.</summary>
    public virtual CallWatch? WatchOf(TaskScope task) => null;

    /// <summary>Says whether the run's policy grants something to a task.</summary>
    public virtual bool IsEntitled(TaskScope task, Entitlement entitlement) => true;

    /// <summary>Gives a task services of its own, which are disposed when its stage has ended; null for none. To be called before the run starts.</summary>
    public abstract IServiceProvider? OpenServices(TaskScope task, StageScope stage);

    /// <summary>Gets what the inputs of the graph are given, by their names.</summary>
    public abstract IReadOnlyDictionary<string, object?>? Inputs { get; }

    /// <summary>Makes an input that was left open, and keeps it for whoever writes to it.</summary>
    public abstract RunInput<T> OpenInput<T>(string name);

    /// <summary>Gets what implements the tasks that are contracts; null for nothing.</summary>
    public abstract TaskImplementations? Implementations { get; }

    /// <summary>Gets how long user code that was told to end may take before it is left behind.</summary>
    public abstract TimeSpan GraceTime { get; }

    /// <summary>Gets how long an item waits for a silent inlet, where inlets are read in the order of time; zero for ever.</summary>
    public abstract TimeSpan StallTimeout { get; }

    /// <summary>Gets where saves go that name no store of their own.</summary>
    public abstract ItemStore? ItemStore { get; }

    /// <summary>Gets how many bytes of the pieces of one value may be gathered.</summary>
    public abstract long MaxAccumulatedBytes { get; }

    /// <summary>A task makes values that can be looked at while they grow. To be called before the run starts.</summary>
    public abstract void LetPeek(TaskScope task, IPeekable growing);

    /// <summary>Names the outlet that feeds a task's one inlet.</summary>
    public abstract string OutletBefore(TaskScope task);

    /// <summary>Gets which iteration of a compound task this run is; null for any other run.</summary>
    public abstract Iteration? Iteration { get; }

    /// <summary>
    /// Starts a run of a graph inside a task of this one: on the same engine, with the same clock, services, options and policy of failures. The token kills it. It is
    /// to be awaited (<see cref="JoinChildAsync"/>) by the call that started it, under the context that user code is called under.
    /// </summary>
    public abstract GraphRun StartChild(TaskScope task, ChildStart child, CancellationToken cancellationToken);

    /// <summary>As <see cref="StartChild"/>, for a graph that nobody knew of when the run was put together: it is checked first.</summary>
    public virtual GraphRun StartAsked(TaskScope task, ChildStart child, CancellationToken cancellationToken) => StartChild(task, child, cancellationToken);

    /// <summary>Waits for a run that was started inside a task, with the task's slot given up meanwhile. On the context that user code comes back to.</summary>
    public virtual Task JoinChildAsync(TaskScope task, GraphRun child) => child.Completion;

    /// <summary>Gets how many tasks may work at the same time, and how many calls of one; null for any number.</summary>
    public virtual int? MaxParallelism => null;

    /// <summary>Refuses a graph that could not be run inside a task of this run. To be called while the run is put together.</summary>
    /// <exception cref="GraphConfigurationException">A start would be refused; the exception lists every fault.</exception>
    public abstract void CheckChild(TaskGraph graph);

    /// <summary>Gets whether somebody asked for an event for each call.</summary>
    public abstract bool HasItemEvents { get; }

    /// <summary>A task has begun: its first item is there, or the end of an empty input. Harmless when repeated.</summary>
    public abstract void Begun(TaskScope task);

    /// <summary>A task says how far it is, from 0 to 100.</summary>
    public abstract void Reported(TaskScope task, double progress, string? message, object? details);

    /// <summary>A task is called again for an item.</summary>
    public abstract void Retried(TaskScope task, long index, int attempt, Exception? cause, TimeSpan delay);

    /// <summary>A task could not take an item: tells whoever watches.</summary>
    public abstract void DeadLettered(DeadLetter letter);

    /// <summary>Keeps an item that its task could not take, for nobody reads it in the graph.</summary>
    public abstract void KeepDeadLetter(DeadLetter letter);

    /// <summary>Something happened to one item of a task. Called only where <see cref="HasItemEvents"/>.</summary>
    public abstract void ItemEvent(TaskScope task, ItemEventKind kind, long index, string? detail = null);

    /// <summary>Something is worth a warning: in the log and among the run's events.</summary>
    public abstract void Warn(TaskScope? task, string message);

    /// <summary>A warning that is logged already is told among the run's events.</summary>
    public abstract void TellWarning(TaskScope? task, string message);
}

/// <summary>What can happen to one item at one task.</summary>
internal enum ItemEventKind
{
    Started,
    Completed,
    Retried,
    Saved,
    Skipped,
    Failed,
}

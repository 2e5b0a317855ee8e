using System.Diagnostics.CodeAnalysis;

namespace Millstream;

/// <summary>A task that is a class: it decides on its ports when it is set up, and then does as it likes with what comes on them.</summary>
/// <remarks>
/// <para>
/// One object is made to learn the ports, before the graph is there, and one for each run; <see cref="SetupAsync"/> is called once on each, before anything else, and must ask for the same
/// ports each time. An object that is disposable is disposed when its task has ended.
/// </para>
/// <para>The task completes when <see cref="RunAsync"/> returns, and fails with what it throws. It is to end when the token of its context fires.</para>
/// </remarks>
[SuppressMessage("Naming", "CA1711", Justification = "The word of the field.")]
public abstract class StreamTask
{
    /// <summary>Asks for the task's inlets and outlets, and keeps them.</summary>
    /// <param name="setup">Gives the ports.</param>
    /// <param name="cancellationToken">Fires when it takes too long, or the task is told to end.</param>
    protected abstract ValueTask SetupAsync(TaskSetup setup, CancellationToken cancellationToken);

    /// <summary>Does the work, in one call for the whole run.</summary>
    /// <param name="context">What the run offers.</param>
    protected abstract Task RunAsync(TaskContext context);

    internal ValueTask PrepareAsync(TaskSetup setup, CancellationToken cancellationToken) => SetupAsync(setup, cancellationToken);

    internal Task WorkAsync(TaskContext context) => RunAsync(context);
}

/// <summary>A <see cref="StreamTask"/> with settings.</summary>
/// <typeparam name="TSettings">The settings: public properties that can be set; a new object has the defaults.</typeparam>
public abstract class StreamTask<TSettings> : StreamTask
    where TSettings : class, new()
{
    /// <summary>Gets the settings; never changed.</summary>
    protected TSettings Settings { get; private set; } = new();

    internal void Give(TSettings settings) => Settings = settings;
}

/// <summary>A <see cref="StreamTask"/> whose code waits by blocking: it has a thread of its own.</summary>
public abstract class BlockingStreamTask : StreamTask
{
    /// <summary>Does the work, on the task's own thread. It is to end when the token of the context fires.</summary>
    /// <param name="context">What the run offers.</param>
    protected abstract void Run(TaskContext context);

    /// <inheritdoc/>
    protected sealed override Task RunAsync(TaskContext context) => Declarations.OwnThread.RunAsync(context, Run);
}

/// <summary>A <see cref="BlockingStreamTask"/> with settings.</summary>
/// <typeparam name="TSettings">The settings: public properties that can be set; a new object has the defaults.</typeparam>
public abstract class BlockingStreamTask<TSettings> : StreamTask<TSettings>
    where TSettings : class, new()
{
    /// <inheritdoc cref="BlockingStreamTask.Run"/>
    protected abstract void Run(TaskContext context);

    /// <inheritdoc/>
    protected sealed override Task RunAsync(TaskContext context) => Declarations.OwnThread.RunAsync(context, Run);
}

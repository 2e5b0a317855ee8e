using Microsoft.Extensions.Logging;
using Millstream.Declarations;
using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream;

/// <summary>What a run offers to the body of a task that asks for it: the token and the clock of the run, and the ways to tell how far the task is and to end it.</summary>
/// <remarks>Thread-safe. It may be kept as long as the run goes on; after that <see cref="Finish"/> does nothing.</remarks>
public sealed class TaskContext
{
    private readonly TaskScope _task;
    private readonly StageScope _stage;
    private readonly TaskActivation? _activation;
    private readonly CancellationToken? _ofCall;

    /// <summary>The number of the item, where the context is that of one call among several at once.</summary>
    private readonly long? _number;

    internal TaskContext(TaskScope task, StageScope stage, TaskActivation? activation = null, CancellationToken? ofCall = null, long? number = null)
    {
        _number = number;
        _activation = activation;
        _task = task;
        _stage = stage;
        _ofCall = ofCall;
    }

    /// <summary>Gets the node that the task stands at: the id of its errors, events and statistics.</summary>
    public NodeId TaskId => _task.Node.Id;

    /// <summary>Gets the id of the run.</summary>
    public string RunId => _task.Run.RunId;

    /// <summary>Gets which iteration of a loop the task is called in: of a map, a while, a fold over a body. Null outside of one.</summary>
    public Iteration? Iteration => _task.Run.Iteration;

    /// <summary>Gets the clock of the run. A body that waits should wait on this one.</summary>
    public TimeProvider Time => _stage.Time;

    /// <summary>Gets the token that fires when the task is told to end at once: cancelled, killed, out of its time, or without anybody left who reads it.</summary>
    public CancellationToken CancellationToken => _ofCall ?? _stage.Token;

    /// <summary>Gets where the run logs. What the task logs has a scope that holds <c>RunId</c>, <c>TaskId</c>, <c>TaskName</c> and <c>Attempt</c>; a warning or an error is a <see cref="Telemetry.RunEventKind.Warning"/> of the run as well.</summary>
    public ILogger Logger => _task.Logger;

    /// <summary>Gets which attempt at its item the task is called in: 1, and more where it is repeated.</summary>
    public int Attempt => _task.Attempt;

    /// <summary>Gets the number of the item that the task is called for, from 0: the one that errors and events name. To be asked during the call.</summary>
    /// <value><see langword="null"/> where the task is given no single items: a source, a task that reads a list or a live stream.</value>
    public long? ItemIndex => _task.Node.Task.Inlets.Count == 0 ? null : _task.ShownIndex(_number ?? _task.CallNumber);

    /// <summary>
    /// Gets how many items a source has given already, when it was begun again after a failure; 0 when not. A source that asks says that it goes on from there, and so may be
    /// repeated (<c>Retry</c>) after its first item too.
    /// </summary>
    public long StartPosition => _task.StartPosition;

    /// <summary>Gets the services of the run, which all its tasks share: a scoped one is made once for the run. Null when it has none.</summary>
    /// <remarks>The parameters of a task method come from a scope of the task's own.</remarks>
    public IServiceProvider? Services => _task.Run.Services;

    /// <summary>Gets what all tasks of the run share, made by the first that needs it and disposed when the run ends.</summary>
    public RunResources Resources => _task.Run.Resources;

    /// <summary>Gives the secret that a setting refers to.</summary>
    /// <param name="credential">The reference.</param>
    /// <exception cref="CredentialNotFoundException">The run does not know it.</exception>
    public Secret Reveal(Credential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return _task.Run.Secrets?.Find(credential.Name)
            ?? throw new CredentialNotFoundException([new MissingCredential(TaskId, credential.ToString(), credential.Name)], _task.Run.Secrets is { HasSource: true });
    }

    /// <summary>Says whether the run's policy grants something: for what the task declares as optional.</summary>
    /// <param name="entitlement">Its name.</param>
    /// <param name="resource">What it concerns; everything unless given.</param>
    public bool IsEntitled(string entitlement, string? resource = null) => _task.Run.IsEntitled(_task, new Entitlement(entitlement, resource));

    /// <summary>Runs a graph inside this task, as a run below its own: with the same engine, clock, services, secrets and resources. Ended by whatever ends the call.</summary>
    /// <param name="graph">What to run.</param>
    /// <param name="inputs">What its inputs read; nothing unless given.</param>
    /// <returns>The run, which has completed: its outputs are there.</returns>
    /// <exception cref="GraphConfigurationException">The graph cannot be run.</exception>
    /// <exception cref="TaskFailedException">A task of it failed.</exception>
    public async Task<GraphRun> RunChildAsync(TaskGraph graph, RunInputs? inputs = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var child = new ChildStart(graph, $"{TaskId}-{graph.Name}#{_task.NextChild()}", inputs?.Values ?? GraphInputs.None);
        GraphRun run = _task.Run.StartAsked(_task, child, CancellationToken);

        // On the context that the caller's own code comes back to, as any call of it.
        await _task.Run.JoinChildAsync(_task, run).ConfigureAwait(true);
        return run;
    }

    /// <summary>Runs a task inside this one, for one set of items.</summary>
    /// <param name="task">The task.</param>
    /// <param name="inputs">What each inlet is given, in their order: one item each.</param>
    /// <returns>The one item that its first outlet gave.</returns>
    /// <exception cref="ArgumentException">The number of inputs is not that of the task's inlets, or its first outlet gives another type.</exception>
    /// <exception cref="InvalidOperationException">The task gave no item, or several.</exception>
    /// <inheritdoc cref="RunChildAsync(TaskGraph, RunInputs?)"/>
    public async Task<TOut> RunChildAsync<TOut>(TaskDefinition task, params object?[] inputs)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(inputs);
        ValueList<InletDescriptor> inlets = task.Descriptor.Inlets;
        if (inputs.Length != inlets.Count || task.Descriptor.Outlets.Count == 0 || task.Descriptor.Outlets[0].ItemType != typeof(TOut))
        {
            throw new ArgumentException(
                $"{task} was asked for {TypeName.Of(typeof(TOut))}, with {inputs.Length} inputs. Give one for each inlet, and ask for what the first outlet gives.", nameof(task));
        }

        var given = new RunInputs();
        for (int i = 0; i < inputs.Length; i++)
        {
            given[inlets[i].Name] = inputs[i];
        }

        var body = Body.Of(task);
        GraphRun run = await RunChildAsync(body.Graph, given).ConfigureAwait(true);
        var items = (System.Collections.IList)run.KeptItems(task.Descriptor.Outlets[0].Name);
        return items.Count == 1 ? (TOut)items[0]! : throw new InvalidOperationException(
            $"{task} gave {items.Count} items where one was asked for. Run it as part of a graph, and read the graph's output.");
    }

    /// <summary>Runs a function inside this task, as a task of its own.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="function">The function.</param>
    /// <param name="input">What it is given.</param>
    /// <inheritdoc cref="RunChildAsync(TaskGraph, RunInputs?)"/>
    public Task<TOut> RunChildAsync<TIn, TOut>(string name, Func<TIn, TOut> function, TIn input) =>
        RunChildAsync<TOut>(TaskDefinition.Of(name, function), input);

    /// <summary>Gets where the task says how far it is.</summary>
    public TaskProgress Progress => new(_task);

    /// <summary>Gives an outlet of a task whose method gives its items by hand.</summary>
    /// <param name="name">The outlet's name.</param>
    /// <exception cref="UndeclaredOutletException">The task has no such outlet, or none of that type.</exception>
    public Outlet<T> Outlet<T>(string name) => _activation is not null
        ? _activation.Outlet<T>(name)
        : throw new UndeclaredOutletException(_task.Name, name, typeof(T), [], isByHand: false);

    /// <summary>Reads inlets together: items in the order of their times, higher priority first among equals; pauses and ends where they are met.</summary>
    /// <remarks>
    /// An item is held until every other inlet that has been seen, is not paused and has not ended has come as far (docs/time.md); a silent one for as long as
    /// the task's options or <see cref="RunOptions.StallTimeout"/> say. The end of each inlet is told; the stream ends after the last, or throws the error of a producer that failed.
    /// </remarks>
    /// <param name="inlets">The inlets; each is read here only, once.</param>
    /// <exception cref="ArgumentException">No inlet is given.</exception>
    public IAsyncEnumerable<InletSignal> SignalsAsync(params Inlet[] inlets) => ReadSignals(alarm: null, stallTimeout: null, inlets);

    /// <summary>Reads inlets together, and says how long a silent one is waited for.</summary>
    /// <param name="stallTimeout">How long; zero for ever, and null for as long as the task's options or its run say.</param>
    /// <param name="inlets">The inlets; each is read here only, once.</param>
    /// <inheritdoc cref="SignalsAsync(Inlet[])"/>
    public IAsyncEnumerable<InletSignal> SignalsAsync(TimeSpan? stallTimeout, params Inlet[] inlets) => ReadSignals(alarm: null, stallTimeout, inlets);

    /// <summary>Reads inlets together, and tells when a moment has come: <see cref="InletSignal.IsAlarm"/>.</summary>
    /// <param name="alarm">The moment, which may be set anew after each signal. One that has come goes before what else is there.</param>
    /// <param name="inlets">The inlets; each is read here only, once.</param>
    /// <inheritdoc cref="SignalsAsync(Inlet[])"/>
    public IAsyncEnumerable<InletSignal> SignalsAsync(SignalAlarm alarm, params Inlet[] inlets)
    {
        ArgumentNullException.ThrowIfNull(alarm);
        return ReadSignals(alarm, stallTimeout: null, inlets);
    }

    private ItemStream<InletSignal> ReadSignals(SignalAlarm? alarm, TimeSpan? stallTimeout, Inlet[] inlets)
    {
        ArgumentNullException.ThrowIfNull(inlets);
        if (inlets.Length == 0)
        {
            throw new ArgumentException("Give the inlets to read: at least one.", nameof(inlets));
        }

        // Copied: it may be an array of one type of inlets, and the caller's own.
        Inlet[] all = [.. inlets];
        var reader = new SignalReader(_task, _stage, all, stallTimeout ?? _activation?.StallLimit ?? _task.Run.StallTimeout, alarm);
        reader.Open();
        StageSignal signal = all[0].Signal;
        foreach (Inlet other in all.AsSpan(1))
        {
            other.Signal.SetInstead(signal);
        }

        return new ItemStream<InletSignal>(new LiveInlet<InletSignal>(reader, signal), _stage, _task);
    }

    /// <summary>Ends the task when the call in progress has returned: what that emits arrives, then consumers end. The first call decides.</summary>
    /// <param name="result">What whoever fetches the task gets; not an item.</param>
    public void Finish(object? result = null)
    {
        _task.Finish(hasResult: true, result);
        _stage.Signal.Set();
    }

    /// <summary>Gives the context of a call that is about to begin.</summary>
    internal TaskContext For(CancellationToken ofCall) => ofCall == CancellationToken && !_task.IsParallel
        ? this
        : new TaskContext(_task, _stage, _activation, ofCall, _task.IsParallel ? CallNumber.Begun : null);

    /// <summary>Gives the context of a call that has no token of its own.</summary>
    internal TaskContext ForCall() => _task.IsParallel ? new TaskContext(_task, _stage, _activation, _ofCall, CallNumber.Begun) : this;

    /// <summary>Makes a step of what a call returned: the last one if the task was asked to finish.</summary>
    internal Step<T> Close<T>(Step<T> step) => _task.IsEndRequested ? step.AsLast() : step;
}

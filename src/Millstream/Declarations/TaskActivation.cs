using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream.Declarations;

/// <summary>A declared task in one run: what its method is given besides items. Made before the run starts; for the code that the generator writes.</summary>
public sealed class TaskActivation
{
    private readonly StageWiring _wiring;
    private readonly TaskPlace _place;
    private readonly List<InletReader> _readers = [];
    private readonly TaskContext _context;
    private IServiceProvider? _services;

    internal TaskActivation(StageWiring wiring, TaskPlace place)
    {
        _wiring = wiring;
        _place = place;
        _context = new TaskContext(wiring.Task, wiring.Stage, this);
    }

    /// <summary>Gets the task's context; within a call, that of the call.</summary>
    public TaskContext Context => _context.ForCall();

    /// <summary>Gets the inlets that the method reads by itself.</summary>
    internal IReadOnlyList<InletReader> Readers => _readers;

    /// <summary>Gets what the method gives by hand; null when its outlets get what it returns.</summary>
    internal Emissions? Emissions { get; init; }

    /// <summary>Gets how long an item waits for a silent inlet, as the task's options say; null where they do not.</summary>
    internal TimeSpan? StallLimit => _place.Options.StallLimit;

    /// <summary>Gives the context for one call, whose token may differ from the task's.</summary>
    /// <param name="cancellationToken">The token of the call.</param>
    public TaskContext ContextOf(CancellationToken cancellationToken = default) => _context.For(cancellationToken);

    /// <summary>Gives the settings of the node; new ones where none were given.</summary>
    public T Settings<T>()
        where T : class, new() => (T?)_place.Settings ?? new T();

    /// <summary>Has what the method keeps from call to call disposed when the task has ended, before its end is told.</summary>
    /// <param name="state">The state; disposed if it can be.</param>
    /// <returns>The state.</returns>
    public T Own<T>(T state)
    {
        if (state is IAsyncDisposable or IDisposable)
        {
            _wiring.Stage.Own(state);
        }

        return state;
    }

    /// <summary>Gives a service of this task in this run: a scoped one is the task's own, and is disposed when the task ends.</summary>
    /// <param name="parameter">Which parameter needs it, for the error.</param>
    /// <param name="key">The key of a keyed service; none unless given.</param>
    /// <exception cref="GraphConfigurationException">The run has no such service, or it cannot be made.</exception>
    public T Service<T>(string parameter, string? key = null)
        where T : notnull => Find<T>(parameter, key, out IServiceProvider? services) is T found
            ? found
            : throw Missing<T>(parameter, key, services is null
                ? "and the run has no services: set RunOptions.Services."
                : "which the run's services do not have. Register it.");

    /// <summary>Gives a service that the method does without when the run has none.</summary>
    /// <inheritdoc cref="Service{T}(string, string?)"/>
    public T? FindService<T>(string parameter, string? key = null)
        where T : class => (T?)Find<T>(parameter, key, out _);

    private object? Find<T>(string parameter, string? key, out IServiceProvider? services)
    {
        services = _services ??= _wiring.Task.Run.OpenServices(_wiring.Task, _wiring.Stage);
        try
        {
            return key is null ? services?.GetService(typeof(T))
                : services is IKeyedServiceProvider keyed ? keyed.GetKeyedService(typeof(T), key)
                : null;
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            throw Missing<T>(parameter, key, $"which cannot be made: {cause.Message}");
        }
    }

    /// <summary>Gives the secret of a parameter that needs it.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <exception cref="CredentialNotFoundException">The run does not know it.</exception>
    public Secret Secret(string parameter)
    {
        Credential credential = _place.Definition.CredentialOf(parameter);
        return FindSecret(parameter)
            ?? throw new CredentialNotFoundException([new MissingCredential(_context.TaskId, parameter, credential.Name)], _wiring.Task.Run.Secrets is { HasSource: true });
    }

    /// <summary>Gives the secret of a parameter that does without it; null when the run does not know it.</summary>
    /// <param name="parameter">The parameter.</param>
    public Secret? FindSecret(string parameter) => _wiring.Task.Run.Secrets?.Find(_place.Definition.CredentialOf(parameter).Name);

    private GraphConfigurationException Missing<T>(string parameter, string? key, string why) => new(
        FaultKind.MissingService,
        $"The parameter '{parameter}' of '{_place.Name}' needs the service {TypeName.Of(typeof(T))}{(key is null ? "" : $" with the key '{key}'")}, {why}");

    /// <summary>Gives an outlet that the method gives items to by hand. For tasks that <c>TaskDefinition.Emitting</c> defines.</summary>
    /// <param name="name">The outlet's name.</param>
    /// <exception cref="UndeclaredOutletException">The task has no such outlet, or none of that type.</exception>
    public Outlet<T> Outlet<T>(string name)
    {
        int number = _place.Definition.Descriptor.Outlets.TakeWhile(o => o.Name != name).Count();
        return number < Emissions?.Outlets.Length && Emissions.Outlets[number] is EmissionOutlet<T> outlet
            ? outlet.Outlet
            : throw new UndeclaredOutletException(_place.Name, name, typeof(T), _place.Definition.Descriptor.Outlets, isByHand: Emissions is not null);
    }

    /// <summary>Reads an inlet as a live stream; the task starts when it has an item or ends.</summary>
    /// <param name="inlet">The inlet's number.</param>
    public IAsyncEnumerable<T> ReadAsync<T>(int inlet)
    {
        LiveInlet<T> live = _wiring.LiveInlet<T>(inlet);
        _readers.Add(live.Reader);
        return new ItemStream<T>(live, _wiring.Stage, _wiring.Task);
    }

    /// <summary>Opens an inlet that the method reads by itself, with the pauses and times of what comes; the task starts when there is something.</summary>
    /// <param name="inlet">The inlet's number.</param>
    public Inlet<T> Inlet<T>(int inlet)
    {
        LiveInlet<T> live = _wiring.LiveInlet<T>(inlet);
        _readers.Add(live.Reader);
        InletDescriptor described = _place.Definition.Descriptor.Inlets[inlet];
        return new Inlet<T>(described.Name, described.Priority, live, _wiring.Stage, _wiring.Task);
    }

    /// <summary>Reads all of an inlet, beside one that is read as a live stream.</summary>
    /// <param name="inlet">A stream that <see cref="ReadAsync{T}"/> gave.</param>
    public static async ValueTask<IReadOnlyList<T>> ListAsync<T>(IAsyncEnumerable<T> inlet)
    {
        ArgumentNullException.ThrowIfNull(inlet);
        var items = new List<T>();
        await foreach (T item in inlet.ConfigureAwait(false))
        {
            items.Add(item);
        }

        return items;
    }

    /// <summary>Reads the first item of an inlet, beside one that is read as a live stream, and leaves it.</summary>
    /// <param name="inlet">A stream that <see cref="ReadAsync{T}"/> gave.</param>
    /// <returns>Whether there was one, and the item.</returns>
    public static async ValueTask<(bool IsThere, T Item)> FirstAsync<T>(IAsyncEnumerable<T> inlet)
    {
        ArgumentNullException.ThrowIfNull(inlet);
        await foreach (T item in inlet.ConfigureAwait(false))
        {
            return (true, item);
        }

        return (false, default!);
    }

    /// <summary>Walks a sequence that a method gives only after a wait.</summary>
    /// <param name="sequence">What the method returned.</param>
    /// <param name="cancellationToken">The enumerator's, which the sequence is given.</param>
    public static async IAsyncEnumerable<T> UnwrapAsync<T>(
        ValueTask<IAsyncEnumerable<T>> sequence, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IAsyncEnumerable<T> items = await sequence.ConfigureAwait(false);
        await foreach (T item in items.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return item;
        }
    }

    /// <summary>Gives the items of a sequence of steps; one that ends the task ends the sequence and the task.</summary>
    public IEnumerable<T> Apply<T>(IEnumerable<Step<T>> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        foreach (Step<T> step in steps)
        {
            if (step.HasItem)
            {
                yield return step.Item!;
            }

            if (step.IsFinish)
            {
                Finish(step);
                yield break;
            }
        }
    }

    /// <inheritdoc cref="Apply{T}(IEnumerable{Step{T}})"/>
    /// <param name="steps">The steps.</param>
    /// <param name="cancellationToken">The enumerator's, which the sequence is given.</param>
    public async IAsyncEnumerable<T> ApplyAsync<T>(
        IAsyncEnumerable<Step<T>> steps, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(steps);
        await foreach (Step<T> step in steps.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (step.HasItem)
            {
                yield return step.Item!;
            }

            if (step.IsFinish)
            {
                Finish(step);
                yield break;
            }
        }
    }

    private void Finish<T>(Step<T> step)
    {
        _wiring.Task.Finish(step.HasResult, step.Result);
        _wiring.Stage.Signal.Set();
    }
}

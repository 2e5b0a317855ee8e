using Millstream.Declarations;
using Millstream.Graphs;

namespace Millstream;

// Tasks that are classes.
public sealed partial class TaskDefinition
{
    /// <summary>Gets whether the settings say which ports the task has: <see cref="SetUpAsync(object?, TimeProvider?, CancellationToken)"/> learns them.</summary>
    public bool NeedsSetup => Full is not null && !IsSetUp;

    /// <summary>Gets how objects of the task's class are made; null for other tasks.</summary>
    internal FullTask? Full { get; private init; }

    private bool IsSetUp { get; init; }

    /// <summary>Makes a task of a class. Before it is placed, it is set up.</summary>
    /// <param name="create">Makes an object: one to learn the ports, and one for each run.</param>
    /// <param name="name">The task's name; that of the class unless given.</param>
    /// <param name="setupLimit">How long a setup may take; 10 s unless given.</param>
    public static TaskDefinition Of<TTask>(Func<TTask> create, string? name = null, TimeSpan? setupLimit = null)
        where TTask : StreamTask
    {
        ArgumentNullException.ThrowIfNull(create);
        return OfClass(new TaskDescriptor(name ?? typeof(TTask).Name), _ => create(), setupLimit);
    }

    /// <summary>Makes a task of a class with settings. Before it is placed, it is set up with them.</summary>
    /// <param name="descriptor">What is known of it besides its ports.</param>
    /// <param name="setupLimit">How long a setup may take; 10 s unless given.</param>
    public static TaskDefinition OfClass<TTask, TSettings>(TaskDescriptor descriptor, TimeSpan? setupLimit = null)
        where TTask : StreamTask<TSettings>, new()
        where TSettings : class, new()
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return OfClass(
            descriptor,
            settings =>
            {
                var task = new TTask();
                task.Give((TSettings?)settings ?? new TSettings());
                return task;
            },
            setupLimit);
    }

    /// <summary>Makes a task of a class without settings.</summary>
    /// <inheritdoc cref="OfClass{TTask, TSettings}(TaskDescriptor, TimeSpan?)"/>
    public static TaskDefinition OfClass<TTask>(TaskDescriptor descriptor, TimeSpan? setupLimit = null)
        where TTask : StreamTask, new()
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return OfClass(descriptor, static _ => new TTask(), setupLimit);
    }

    /// <summary>Learns the ports that the task has with some settings. Gives the task itself, where its method says which they are.</summary>
    /// <param name="settings">The settings; new ones unless given. They are those of every place of the task that is given no others.</param>
    /// <param name="clock">The clock of the time limit; the system's unless given.</param>
    /// <param name="cancellationToken">Ends the setup.</param>
    /// <exception cref="GraphConfigurationException">Something is wrong with the settings.</exception>
    /// <exception cref="TimeoutException">The setup took longer than its limit.</exception>
    public Task<TaskDefinition> SetUpAsync(object? settings = null, TimeProvider? clock = null, CancellationToken cancellationToken = default) => Full is null
        ? Task.FromResult(this)
        : Full.DescribeAsync(Descriptor, settings, clock ?? TimeProvider.System, cancellationToken);

    /// <summary>Makes the task with the ports that were learnt.</summary>
    internal static TaskDefinition OfPorts(FullTask task, TaskDescriptor descriptor, object? settings) => new(
        descriptor,
        place => new EmittingTask(place, activation => task.Bind(activation, descriptor, place.Settings ?? settings)))
    {
        IsCalledOnce = true,
        Full = task,
        Settings = settings,
        IsSetUp = true,
    };

    private static TaskDefinition OfClass(TaskDescriptor descriptor, Func<object?, StreamTask> create, TimeSpan? setupLimit) => new(
        descriptor,
        _ => throw new InvalidOperationException(
            $"'{descriptor.Name}' is a class that decides on its ports when it is set up. Place what 'await task.SetUpAsync(settings)' gives."))
    {
        IsCalledOnce = true,
        Full = new FullTask(descriptor.Name, create, setupLimit ?? FullTask.DefaultLimit),
    };
}

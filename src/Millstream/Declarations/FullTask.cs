using Millstream.Graphs;

namespace Millstream.Declarations;

/// <summary>A task that is a class: how its objects are made and set up.</summary>
/// <param name="Name">The task's name.</param>
/// <param name="Create">Makes an object for settings; null for new ones.</param>
/// <param name="Limit">How long a setup may take.</param>
internal sealed record FullTask(string Name, Func<object?, StreamTask> Create, TimeSpan Limit)
{
    public static TimeSpan DefaultLimit { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Learns the ports that the task has with some settings.</summary>
    public async Task<TaskDefinition> DescribeAsync(TaskDescriptor descriptor, object? settings, TimeProvider clock, CancellationToken cancellationToken)
    {
        TaskPlacing.CheckSettings(descriptor, settings);
        var setup = new TaskSetup(Name);
        StreamTask task = Create(settings);
        try
        {
            await SetUpAsync(task, setup, clock, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await DisposeAsync(task).ConfigureAwait(false);
        }

        return TaskDefinition.OfPorts(this, descriptor with { Inlets = [.. setup.Inlets], Outlets = [.. setup.Outlets] }, settings);
    }

    /// <summary>Opens the ports of a run, and gives what does the work.</summary>
    public Func<Task> Bind(TaskActivation activation, TaskDescriptor descriptor, object? settings)
    {
        Inlet[] inlets = [.. descriptor.Inlets.Select((inlet, i) => inlet.Port.Accept(new Opening(activation, i)))];
        return async () =>
        {
            StreamTask task = Create(settings);
            try
            {
                var setup = new TaskSetup(descriptor, inlets, activation);
                await SetUpAsync(task, setup, activation.Context.Time, activation.Context.CancellationToken).ConfigureAwait(true);
                if (setup.Missing() is { } missing)
                {
                    throw missing;
                }

                await task.WorkAsync(activation.Context).ConfigureAwait(true);
            }
            finally
            {
                await DisposeAsync(task).ConfigureAwait(true);
            }
        };
    }

    private async Task SetUpAsync(StreamTask task, TaskSetup setup, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var tooLate = new CancellationTokenSource(Limit, clock);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(tooLate.Token, cancellationToken);
        Task setting = task.PrepareAsync(setup, ends.Token).AsTask();
        try
        {
            // Not only by its token: a setup that does not heed it shall not hold up anybody.
            await setting.WaitAsync(ends.Token).ConfigureAwait(true);
        }
        catch (OperationCanceledException) when (tooLate.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"'{Name}': setup timed out after {Limit.TotalSeconds:0.###} s.");
        }
    }

    private static ValueTask DisposeAsync(StreamTask task)
    {
        switch (task)
        {
            case IAsyncDisposable disposable:
                return disposable.DisposeAsync();
            case IDisposable disposable:
                disposable.Dispose();
                break;
        }

        return default;
    }

    private sealed class Opening(TaskActivation activation, int inlet) : IPortVisitor<Inlet>
    {
        public Inlet Visit<T>(Port port) => activation.Inlet<T>(inlet);
    }
}

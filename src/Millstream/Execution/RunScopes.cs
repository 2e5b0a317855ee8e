using Microsoft.Extensions.DependencyInjection;
using Millstream.Stages;

namespace Millstream.Execution;

/// <summary>The services of one run: a scope for all of the run, and one for each task that asks for a service, each closed when its time ends.</summary>
/// <remarks>
/// A provider that makes no scopes is used as it is. <c>_gate</c> guards the lists; services are made and disposed outside it. Tasks open theirs while the run
/// is put together, so that nothing is opened once the run is closed.
/// </remarks>
internal sealed class RunScopes
{
    private readonly Lock _gate = new();
    private readonly IServiceScopeFactory? _scopes;
    private readonly OpenScope? _ofRun;
    private readonly List<OpenScope> _ofTasks = [];
    private readonly Action<string> _warn;

    public RunScopes(IServiceProvider services, Action<string> warn)
    {
        _warn = warn;
        _scopes = services.GetService(typeof(IServiceScopeFactory)) as IServiceScopeFactory;
        _ofRun = _scopes is null ? null : new OpenScope(_scopes.CreateAsyncScope(), "the run", warn);
        OfRun = _ofRun?.Services ?? services;
    }

    private RunScopes(RunScopes parent, Action<string> warn)
    {
        _warn = warn;
        _scopes = parent._scopes;
        OfRun = parent.OfRun;
    }

    /// <summary>Gives the scopes of a run inside this one: what is shared is this run's, and stays open; each task has one of its own.</summary>
    public RunScopes ForChild(Action<string> warn) => new(this, warn);

    /// <summary>Gets what all tasks of the run share.</summary>
    public IServiceProvider OfRun { get; }

    /// <summary>Gives a task services of its own, until its stage ends.</summary>
    public IServiceProvider Open(TaskScope task, StageScope stage)
    {
        if (_scopes is null)
        {
            return OfRun;
        }

        var scope = new OpenScope(_scopes.CreateAsyncScope(), $"'{task.Node.Id}'", _warn);
        lock (_gate)
        {
            _ofTasks.Add(scope);
        }

        stage.AtEnd(() => _ = scope.CloseAsync());
        return scope.Services;
    }

    /// <summary>Closes what is still open, the run's own last.</summary>
    public async Task CloseAsync()
    {
        OpenScope[] ofTasks;
        lock (_gate)
        {
            ofTasks = [.. _ofTasks];
        }

        foreach (OpenScope scope in ofTasks)
        {
            await scope.CloseAsync().ConfigureAwait(false);
        }

        if (_ofRun is not null)
        {
            await _ofRun.CloseAsync().ConfigureAwait(false);
        }
    }

    private sealed class OpenScope(AsyncServiceScope scope, string owner, Action<string> warn)
    {
        private readonly Lock _gate = new();
        private Task? _closing;

        public IServiceProvider Services => scope.ServiceProvider;

        /// <summary>Disposes the services, once; whoever comes later waits for the same end.</summary>
        public Task CloseAsync()
        {
            TaskCompletionSource closing;
            lock (_gate)
            {
                if (_closing is not null)
                {
                    return _closing;
                }

                closing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _closing = closing.Task;
            }

            return DisposeAsync(closing);
        }

        private async Task DisposeAsync(TaskCompletionSource closing)
        {
            try
            {
                await scope.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception cause) when (cause is not OutOfMemoryException)
            {
                warn($"A service of {owner} could not be disposed: {cause.Message}");
            }
            finally
            {
                closing.SetResult();
            }
        }
    }
}

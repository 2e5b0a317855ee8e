namespace Millstream.Execution;

/// <summary>What a run has made for its tasks and disposes when it ends: what they share, then the services.</summary>
internal sealed class RunBelongings(RunScopes? services, RunResources? ofOuterRun, Action<string> warn)
{
    private RunResources? _own;

    /// <summary>Gets what the tasks share, with those of the run that this one is inside.</summary>
    public RunResources Resources
    {
        get
        {
            if ((ofOuterRun ?? Volatile.Read(ref _own)) is { } known)
            {
                return known;
            }

            var made = new RunResources();
            return Interlocked.CompareExchange(ref _own, made, null) ?? made;
        }
    }

    /// <summary>Disposes everything, once; a run that shared nothing has nothing to wait for.</summary>
    public Task CloseAsync()
    {
        // From now on whoever still asks gets what is closed already.
        RunResources? own = Interlocked.CompareExchange(ref _own, RunResources.Closed, null);
        return own is null || own == RunResources.Closed ? services?.CloseAsync() ?? Task.CompletedTask : CloseAllAsync(own);
    }

    private async Task CloseAllAsync(RunResources own)
    {
        await own.CloseAsync(warn).ConfigureAwait(false);
        if (services is not null)
        {
            await services.CloseAsync().ConfigureAwait(false);
        }
    }
}

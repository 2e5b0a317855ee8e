using Millstream.Graphs;

namespace Millstream;

/// <summary>What the tasks of a run share and make when the first of them needs it: a connection, a cache, a browser.</summary>
/// <remarks>
/// Thread-safe. Tasks of runs inside the run share it too. What was made is disposed when the run ends, whichever way, the latest first, before
/// <see cref="GraphRun.Completion"/> ends; one that cannot be disposed is logged, and the others are disposed all the same. <c>_gate</c> guards the lists;
/// resources are made and disposed outside it.
/// </remarks>
public sealed class RunResources
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Lazy<object>> _byKey = new(StringComparer.Ordinal);
    private readonly List<(string Key, object Resource)> _made = [];
    private bool _isClosed;

    /// <summary>Gets those of a run that made none and has ended.</summary>
    internal static RunResources Closed { get; } = new() { _isClosed = true };

    internal RunResources()
    {
    }

    /// <summary>Gives the resource of a key, and makes it first when there is none.</summary>
    /// <remarks>Whoever asks for a key that is being made waits for it.</remarks>
    /// <param name="key">What the run's tasks know it by.</param>
    /// <param name="make">Makes it. Called once for a key; when it throws, whoever waits gets that, and the next to ask calls again.</param>
    /// <exception cref="InvalidOperationException">The resource of that key is of another type.</exception>
    /// <exception cref="ObjectDisposedException">The run has ended.</exception>
    public T GetOrAdd<T>(string key, Func<T> make)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(make);
        Lazy<object>? entry;
        lock (_gate)
        {
            ThrowIfClosed(key);
            if (!_byKey.TryGetValue(key, out entry))
            {
                entry = new Lazy<object>(() => Keep(key, make()));
                _byKey.Add(key, entry);
            }
        }

        object resource;
        try
        {
            resource = entry.Value;
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            Forget(key, entry);
            throw;
        }

        return resource is T found ? found : throw new InvalidOperationException(
            $"The resource '{key}' of the run is {TypeName.Of(resource.GetType())}, not {TypeName.Of(typeof(T))}. Use a key of its own for each.");
    }

    /// <summary>Gives the resource of a key, and makes it first, asynchronously, when there is none.</summary>
    /// <param name="key">What the run's tasks know it by; keys of <see cref="GetOrAdd"/> are others.</param>
    /// <param name="make">Makes it. Called once for a key; when it fails, whoever waits gets that, and the next to ask calls again.</param>
    /// <param name="cancellationToken">Ends the wait. The resource is made all the same.</param>
    /// <exception cref="ObjectDisposedException">The run has ended.</exception>
    public async Task<T> GetOrAddAsync<T>(string key, Func<Task<T>> make, CancellationToken cancellationToken = default)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(make);
        string own = key + "\0async";
        Making<T> making = GetOrAdd(own, () => new Making<T>(make()));
        try
        {
            return await making.Resource.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (making.Resource is { IsCompleted: true, IsCompletedSuccessfully: false })
        {
            Forget(own, entry: null);
            throw;
        }
    }

    /// <summary>Disposes everything, the latest first.</summary>
    internal async Task CloseAsync(Action<string> warn)
    {
        (string Key, object Resource)[] made;
        lock (_gate)
        {
            _isClosed = true;
            made = [.. _made];
        }

        foreach ((string key, object resource) in made.Reverse())
        {
            try
            {
                await DisposeAsync(resource).ConfigureAwait(false);
            }
            catch (Exception cause) when (cause is not OutOfMemoryException)
            {
                warn($"The resource '{key.Split('\0')[0]}' could not be disposed: {cause.Message}");
            }
        }
    }

    private static async ValueTask DisposeAsync(object resource)
    {
        switch (resource)
        {
            case IAsyncDisposable disposable:
                await disposable.DisposeAsync().ConfigureAwait(false);
                break;
            case IDisposable disposable:
                disposable.Dispose();
                break;
        }
    }

    private object Keep(string key, object resource)
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                _made.Add((key, resource));
                return resource;
            }
        }

        // The run ended while it was made: nobody else would dispose it.
        _ = DisposeAsync(resource).AsTask();
        throw new ObjectDisposedException(nameof(RunResources), "The run has ended: what was made for it now is disposed at once.");
    }

    private void Forget(string key, Lazy<object>? entry)
    {
        lock (_gate)
        {
            if (_byKey.TryGetValue(key, out Lazy<object>? kept) && (entry is null || kept == entry))
            {
                _made.RemoveAll(m => m.Key == key);
                _byKey.Remove(key);
            }
        }
    }

    private void ThrowIfClosed(string key)
    {
        if (_isClosed)
        {
            throw new ObjectDisposedException(nameof(RunResources), $"The resource '{key}' cannot be had: the run has ended, and its resources are disposed.");
        }
    }

    /// <summary>A resource that is being made, and is disposed with this.</summary>
    private sealed class Making<T>(Task<T> resource) : IAsyncDisposable
    {
        public Task<T> Resource => resource;

        public async ValueTask DisposeAsync()
        {
            await ((Task)resource).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (resource.IsCompletedSuccessfully)
            {
                await RunResources.DisposeAsync((await resource.ConfigureAwait(false))!).ConfigureAwait(false);
            }
        }
    }
}

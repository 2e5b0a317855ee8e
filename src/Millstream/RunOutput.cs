namespace Millstream;

/// <summary>An output of a run: its items from the first on, those that have come and those to come.</summary>
/// <remarks>
/// Each enumeration begins at the first item; any number may go on at the same time, also after the run. After the items that were made it ends as the run did:
/// with the failure of a run that failed, cancelled when the run was killed or stopped before the output had ended.
/// </remarks>
public sealed class RunOutput<T> : IAsyncEnumerable<T>
{
    private readonly string _runId;
    private readonly Func<CancellationToken, IAsyncEnumerable<T>> _read;

    internal RunOutput(string runId, string name, Func<CancellationToken, IAsyncEnumerable<T>> read)
    {
        _runId = runId;
        Name = name;
        _read = read;
    }

    /// <summary>Gets the output's name.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        _read(cancellationToken).GetAsyncEnumerator(cancellationToken);

    /// <summary>Waits for the first item.</summary>
    /// <exception cref="EmptyStreamException">The output ended without one.</exception>
    public async Task<T> FirstAsync(CancellationToken cancellationToken = default)
    {
        (bool isThere, T? item) = await TryFirstAsync(cancellationToken).ConfigureAwait(false);
        return isThere ? item! : throw EmptyStreamException.OfOutput(Name, _runId);
    }

    /// <summary>Waits for the first item, or for the end of an output that has none.</summary>
    /// <returns>Whether there was one, and the item.</returns>
    public async Task<(bool IsThere, T? Item)> TryFirstAsync(CancellationToken cancellationToken = default)
    {
        await foreach (T item in _read(cancellationToken).ConfigureAwait(false))
        {
            return (true, item);
        }

        return (false, default);
    }

    /// <summary>Waits for the end of the output and gives its last item.</summary>
    /// <exception cref="EmptyStreamException">The output ended without one.</exception>
    public async Task<T> LastAsync(CancellationToken cancellationToken = default)
    {
        bool isThere = false;
        T? last = default;
        await foreach (T item in _read(cancellationToken).ConfigureAwait(false))
        {
            isThere = true;
            last = item;
        }

        return isThere ? last! : throw EmptyStreamException.OfOutput(Name, _runId);
    }

    /// <summary>Waits for the end of the output and gives all of its items.</summary>
    public async Task<IReadOnlyList<T>> ToListAsync(CancellationToken cancellationToken = default)
    {
        var items = new List<T>();
        await foreach (T item in _read(cancellationToken).ConfigureAwait(false))
        {
            items.Add(item);
        }

        return items;
    }
}

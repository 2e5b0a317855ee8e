namespace Millstream;

/// <summary>An output of a run: its items from the first on, those that have come and those to come.</summary>
/// <remarks>
/// Each enumeration begins at the first item; any number may go on at the same time, also after the run. After the items that were made it ends as the run did:
/// with the failure of a run that failed, cancelled when the run was killed or stopped before the output had ended. An output that is live keeps nothing: it is
/// enumerated once.
/// </remarks>
public sealed class RunOutput<T> : IAsyncEnumerable<T>
{
    private readonly string _runId;
    private readonly Func<long, CancellationToken, IAsyncEnumerable<T>> _read;
    private readonly Func<long> _count;

    internal RunOutput(string runId, string name, Func<long, CancellationToken, IAsyncEnumerable<T>> read, Func<long> count)
    {
        _runId = runId;
        Name = name;
        _read = read;
        _count = count;
    }

    /// <summary>Makes an output of which nothing is kept.</summary>
    internal static RunOutput<T> OfLive(string runId, string name, IAsyncEnumerable<T> items)
    {
        return new RunOutput<T>(
            runId, name, (position, _) => position == 0 ? items : throw NotKept(), () => throw NotKept());

        InvalidOperationException NotKept() => new(
            $"The output '{name}' of the run '{runId}' is live: nothing of it is kept, so that it has no positions. Read it once, as it comes; or let the graph keep it.");
    }

    /// <summary>Gets the output's name.</summary>
    public string Name { get; }

    /// <summary>Gets how many items have come so far: the position of the next one.</summary>
    /// <exception cref="InvalidOperationException">The output is live: nothing of it is kept.</exception>
    public long Count => _count();

    /// <summary>Reads on from a position: what is there from it on, and what is to come.</summary>
    /// <param name="position">How many items to leave out: as many as were read before.</param>
    /// <exception cref="InvalidOperationException">The output is live: nothing of it is kept.</exception>
    public IAsyncEnumerable<T> FromAsync(long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        return new Part(this, position);
    }

    /// <summary>Reads only what comes after this call.</summary>
    /// <exception cref="InvalidOperationException">The output is live: nothing of it is kept.</exception>
    public IAsyncEnumerable<T> FromNowAsync() => FromAsync(Count);

    /// <inheritdoc/>
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        _read(0, cancellationToken).GetAsyncEnumerator(cancellationToken);

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
        await foreach (T item in _read(0, cancellationToken).ConfigureAwait(false))
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
        await foreach (T item in _read(0, cancellationToken).ConfigureAwait(false))
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
        await foreach (T item in _read(0, cancellationToken).ConfigureAwait(false))
        {
            items.Add(item);
        }

        return items;
    }

    private sealed class Part(RunOutput<T> output, long position) : IAsyncEnumerable<T>
    {
        public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
            output._read(position, cancellationToken).GetAsyncEnumerator(cancellationToken);
    }
}

using Millstream.Graphs;

namespace Millstream.Execution;

/// <summary>What a run keeps of its graph's outputs, by their names.</summary>
internal sealed class RunOutputs(LocalRun run)
{
    private readonly Dictionary<string, IOutputCell> _cells = new(StringComparer.Ordinal);

    private HashSet<string>? _taken;

    /// <summary>Says whether a live output has no reader yet; the caller is it then.</summary>
    public bool TryTake(string live)
    {
        lock (_cells)
        {
            return (_taken ??= new HashSet<string>(StringComparer.Ordinal)).Add(live);
        }
    }

    public void Keep(string output, IOutputCell cell) => _cells.Add(output, cell);

    /// <inheritdoc cref="GraphRun.ResultAsync{T}(string, CancellationToken)"/>
    public async Task<T> ResultAsync<T>(string output, CancellationToken cancellationToken)
    {
        if (!_cells.TryGetValue(output, out IOutputCell? cell))
        {
            throw new ArgumentException(
                $"The graph has no kept output '{output}'. It has: {string.Join(", ", _cells.Keys.Select(k => $"'{k}'"))}.", nameof(output));
        }

        await run.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
        return cell.Value is T value
            ? value
            : cell.HasValue && cell.Value is null
                ? default!
                : throw new ArgumentException(
                    cell.HasValue
                        ? $"The output '{output}' is {TypeName.Of(cell.Value!.GetType())}, not {TypeName.Of(typeof(T))}."
                        : $"The output '{output}' has no value: the run ended ({run.Status}) before there was one.",
                    nameof(output));
    }

    /// <inheritdoc cref="GraphRun.ResultsAsync(CancellationToken)"/>
    public async Task<IReadOnlyList<RunResult>> AllAsync(CancellationToken cancellationToken)
    {
        await run.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
        return [.. run.Graph.Outputs.Where(o => _cells.TryGetValue(o.Name, out IOutputCell? cell) && cell.HasValue).Select(o => new RunResult(o.Name, _cells[o.Name].Value))];
    }

    /// <inheritdoc cref="GraphRun.Output{T}(string)"/>
    public RunOutput<T> Read<T>(string name)
    {
        if (run.Edges.FindLive(name) is { } live)
        {
            return live is ChunkQueue<T> queue ? RunOutput<T>.OfLive(run.RunId, name, new LiveOutput<T>(queue, run, name)) : throw WrongType<T>(name);
        }

        if (!_cells.TryGetValue(name, out IOutputCell? cell))
        {
            throw new ArgumentException($"The run has no output '{name}'. It has: {List()}. Expose the outlet to have it: TaskGraph.Expose.", nameof(name));
        }

        return cell is OutputCell<T> typed
            ? new RunOutput<T>(run.RunId, name, typed.ReadAsync, () => typed.Count)
            : throw WrongType<T>(name);
    }

    /// <inheritdoc cref="GraphRun.KeptItems(string)"/>
    public object Items(string output) => _cells[output].Items;

    /// <summary>The run has ended: nothing more comes.</summary>
    public void End(Exception? error)
    {
        foreach (IOutputCell cell in _cells.Values)
        {
            cell.End(error);
        }
    }

    private ArgumentException WrongType<T>(string name) =>
        new($"The output '{name}' does not give {TypeName.Of(typeof(T))}. The outputs are: {List()}.", nameof(name));

    private string List() => run.Graph.Outputs.Count == 0 ? "none" : string.Join(
        ", ", run.Graph.Outputs.Select(o => $"'{o.Name}' of {TypeName.Of(o.Node.Task.Outlets[o.OutletIndex].ItemType)}"));
}

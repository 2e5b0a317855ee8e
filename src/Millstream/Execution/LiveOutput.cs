namespace Millstream.Execution;

/// <summary>An output that one reader takes while it comes: it sets the pace, and nothing is kept.</summary>
internal sealed class LiveOutput<T>(ChunkQueue<T> queue, LocalRun run, string name) : IAsyncEnumerable<T>
{
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) => run.Outputs.TryTake(name)
        ? new LiveReader<T>(queue, run, ownsRun: false, cancellationToken)
        : throw new InvalidOperationException(
            $"The output '{name}' of the run '{run.RunId}' is live: it is read once, by one reader, and has one. Let the graph keep it to have it read by others.");
}

namespace Millstream;

/// <summary>A flow together with how it shall be run, for <c>await foreach</c>. Each loop is a run of its own.</summary>
public readonly struct RunningFlow<T>
{
    private readonly Flow<T> _flow;
    private readonly RunOptions _options;
    private readonly CancellationToken _cancellationToken;

    internal RunningFlow(Flow<T> flow, RunOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(flow);
        ArgumentNullException.ThrowIfNull(options);
        _flow = flow;
        _options = options;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Runs the flow under <paramref name="cancellationToken"/> instead.</summary>
    public RunningFlow<T> WithCancellation(CancellationToken cancellationToken) => new(_flow, _options, cancellationToken);

    /// <summary>Starts the run.</summary>
    public IAsyncEnumerator<T> GetAsyncEnumerator() => _flow.Enumerate(_options, _cancellationToken);
}

using Millstream.Telemetry;

namespace Millstream.Execution;

/// <summary>Reads a run's events and calls an observer for each, until it throws, is let go, or there are no more.</summary>
internal sealed class RunObserver : IDisposable
{
    private readonly CancellationTokenSource _left = new();
    private readonly LocalRun _run;
    private readonly Action<RunEvent> _observer;

    public RunObserver(LocalRun run, Action<RunEvent> observer, long fromSeq)
    {
        _run = run;
        _observer = observer;
        _ = Task.Run(() => ReadAsync(fromSeq));
    }

    public void Dispose() => _left.Cancel();

    private async Task ReadAsync(long fromSeq)
    {
        try
        {
            await foreach (RunEvent one in _run.Events(fromSeq, _left.Token).ConfigureAwait(false))
            {
                if (!TryTell(one))
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Let go.
        }
    }

    private bool TryTell(RunEvent one)
    {
        try
        {
            _observer(one);
            return true;
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            _run.Warn(task: null, $"An observer of the run's events threw at {one.Kind} and is told no more: {cause.Message}");
            return false;
        }
    }
}

using Millstream.Telemetry;

namespace Millstream.Execution;

/// <summary>Tells the caller's listener how far the run has come, one call at a time; one that throws is told no more.</summary>
internal sealed class ProgressTeller(IProgress<RunProgress> listener, LocalRun run)
{
    private readonly Lock _gate = new();
    private bool _isDetached;

    public void Tell()
    {
        // The lock keeps the reports in order: a later one never shows less than an earlier one.
        lock (_gate)
        {
            if (_isDetached)
            {
                return;
            }

            try
            {
                listener.Report(run.Snapshot());
            }
            catch (Exception cause) when (cause is not OutOfMemoryException)
            {
                _isDetached = true;
                run.Warn(task: null, $"The progress listener threw and is told no more: {cause.Message}");
            }
        }
    }
}

namespace Millstream.Execution;

/// <summary>Leaves behind what was told to end and has not ended after the grace time.</summary>
internal sealed class GraceWatch(TimeSpan grace, TimeProvider time)
{
    private static readonly TimeSpan ShortestLook = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private CancellationTokenSource? _ended;

    private CancellationToken Ended
    {
        get
        {
            lock (_gate)
            {
                return (_ended ??= new CancellationTokenSource()).Token;
            }
        }
    }

    /// <summary>
    /// Waits for stages that were told to end; those that have not ended after the grace time are left behind. A stage that waits for its readers then is not
    /// stuck, and is looked at again.
    /// </summary>
    public async Task AbandonLateAsync(IReadOnlyList<StageRunner> stages, Exception? error)
    {
        Task ended = Task.WhenAll(stages.Select(s => s.Ended));
        TimeSpan wait = grace;
        while (!ended.IsCompleted)
        {
            try
            {
                await ended.WaitAsync(wait, time, Ended).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                foreach (StageRunner stage in stages)
                {
                    stage.Abandon(error);
                }
            }
            catch (OperationCanceledException)
            {
                // The run has ended.
                return;
            }

            wait = grace > ShortestLook ? grace : ShortestLook;
        }
    }

    /// <summary>The run has ended: nobody waits for the grace time any more.</summary>
    public void End()
    {
        lock (_gate)
        {
            if (_ended is null)
            {
                return;
            }
        }

        _ended.Cancel();
    }
}

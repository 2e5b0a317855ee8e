namespace Millstream.Stages;

/// <summary>Fires tokens that user code was given.</summary>
internal static class TokenFiring
{
    /// <summary>
    /// Fires the token of <paramref name="source"/>. What waits on it goes on elsewhere: a callback may block or throw, and whoever tells a stage to end has
    /// others to tell. Only a run that is driven by one thread calls the callbacks there.
    /// </summary>
    public static void Fire(CancellationTokenSource source, TaskScope task, bool isDeterministic)
    {
        if (isDeterministic)
        {
            try
            {
                source.Cancel();
            }
            catch (AggregateException error)
            {
                Warn(task, error);
            }
        }
        else
        {
            _ = FireAsync(source, task);
        }
    }

    private static async Task FireAsync(CancellationTokenSource source, TaskScope task)
    {
        try
        {
            await source.CancelAsync().ConfigureAwait(false);
        }
        catch (AggregateException error)
        {
            Warn(task, error);
        }
    }

    private static void Warn(TaskScope task, AggregateException error) =>
        task.Run.Warn(task, $"A callback on the token of '{task.Node.Id}' threw: {error.InnerExceptions[0].Message}");
}

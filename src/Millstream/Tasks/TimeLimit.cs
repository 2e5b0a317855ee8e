using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>Gives one call of user code a limited time.</summary>
internal static class TimeLimit
{
    /// <summary>
    /// Calls <paramref name="function"/> with a token that fires after <paramref name="limit"/>. A call that heeds it is awaited; one that does not is left
    /// behind. A call that blocked its thread for longer has failed as well, even if it gave a result in the end.
    /// </summary>
    public static async ValueTask<TOut> RunAsync<TIn, TOut>(
        Func<TIn, CancellationToken, ValueTask<TOut>> function,
        TIn item,
        TimeSpan limit,
        RunScope run,
        TaskScope task,
        CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(limit, run.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        long began = run.Time.GetTimestamp();
        try
        {
            ValueTask<TOut> call = function(item, both.Token);
            TOut result = call.IsCompleted
                ? await call.ConfigureAwait(false)
                : await WaitAsync(call.AsTask(), run, task, timer.Token).ConfigureAwait(false);
            return timer.IsCancellationRequested || run.Time.GetElapsedTime(began) > limit ? throw Expired(limit) : result;
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Expired(limit);
        }
    }

    private static async Task<TOut> WaitAsync<TOut>(Task<TOut> call, RunScope run, TaskScope task, CancellationToken expired)
    {
        try
        {
            return await call.WaitAsync(expired).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (expired.IsCancellationRequested && !call.IsCompleted)
        {
            // The call's token has fired too: one that heeds it ends within the grace time and is not left running.
            await ((Task)call).WaitAsync(run.GraceTime, run.Time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (call.IsCompleted)
            {
                return await call.ConfigureAwait(false);
            }

            run.Warn(task, $"A call of '{task.Name}' ran out of its time and did not heed its token; it was left behind.");
            throw;
        }
    }

    private static TimeoutException Expired(TimeSpan limit) =>
        new($"The call took longer than its limit of {limit.TotalMilliseconds:0.###} ms.");
}

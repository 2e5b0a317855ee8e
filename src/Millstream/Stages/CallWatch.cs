using System.Diagnostics;

namespace Millstream.Stages;

/// <summary>What surrounds each call of a task's function while somebody watches: a trace, or the faults of a test. Otherwise there is none.</summary>
/// <param name="begin">Begins the trace of a call; null where nobody listens.</param>
/// <param name="fault">Throws what a test wants thrown in place of the call; null outside of tests.</param>
internal sealed class CallWatch(Func<Activity?>? begin, Action? fault)
{
    public Func<TIn, TOut> Around<TIn, TOut>(Func<TIn, TOut> function) => item =>
    {
        Activity? trace = begin?.Invoke();
        try
        {
            fault?.Invoke();
            return function(item);
        }
        catch (Exception cause) when (IsNoted(trace, cause))
        {
            throw;
        }
        finally
        {
            End(trace);
        }
    };

    public Func<TIn, CancellationToken, ValueTask<TOut>> Around<TIn, TOut>(Func<TIn, CancellationToken, ValueTask<TOut>> function)
    {
        return begin is null ? Faulty : CallAsync;

        ValueTask<TOut> Faulty(TIn item, CancellationToken token)
        {
            fault?.Invoke();
            return function(item, token);
        }

        // On the context that the user's own code comes back to, as for any call.
        async ValueTask<TOut> CallAsync(TIn item, CancellationToken token)
        {
            Activity? trace = begin();
            try
            {
                fault?.Invoke();
                return await function(item, token).ConfigureAwait(true);
            }
            catch (Exception cause) when (IsNoted(trace, cause))
            {
                throw;
            }
            finally
            {
                End(trace);
            }
        }
    }

    private static void End(Activity? trace)
    {
        try
        {
            trace?.Dispose();
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            // What a listener throws is its own affair.
        }
    }

    /// <summary>Never catches: it only writes down what passes.</summary>
    private static bool IsNoted(Activity? trace, Exception cause)
    {
        trace?.SetStatus(ActivityStatusCode.Error, cause.Message);
        return false;
    }
}

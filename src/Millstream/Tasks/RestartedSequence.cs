using System.Runtime.CompilerServices;
using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>A source that is begun again when it fails, as its task's options say: as long as it has given nothing, or when it goes on where it was.</summary>
internal static class RestartedSequence
{
    /// <summary>Walks the sequence that a method gives, over all attempts.</summary>
    /// <param name="open">Calls the method.</param>
    /// <param name="task">The source.</param>
    /// <param name="options">How often it is begun again, and after which waits.</param>
    /// <param name="cancellationToken">The enumerator's, which each sequence is given.</param>
    public static async IAsyncEnumerable<T> Of<T>(
        Func<IAsyncEnumerable<T>> open, TaskScope task, TaskOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        long given = 0;
        for (int attempt = 1; ; attempt++)
        {
            task.BeginAt(given, attempt);
            long before = given;
            var items = new Attempt<T>(open, cancellationToken);
            await using ConfiguredAsyncDisposable owned = items.ConfigureAwait(true);
            while (await items.MoveAsync(task, attempt).ConfigureAwait(true))
            {
                given++;
                yield return items.Current;
            }

            if (items.Failure is not { } failure)
            {
                yield break;
            }

            ThrowUnlessWorthIt(task, options, failure, attempt, given, hasGiven: given > before, cancellationToken);
            long failedAt = task.Run.Time.GetTimestamp();
            await Task.Delay(DelayOf(options.RetryRule!, attempt), task.Run.Time, cancellationToken).ConfigureAwait(true);
            task.CountRetry(given, attempt + 1, failure, failedAt);
        }
    }

    private static void ThrowUnlessWorthIt(
        TaskScope task, TaskOptions options, Exception failure, int attempt, long given, bool hasGiven, CancellationToken cancellationToken)
    {
        if (attempt > options.RetryRule!.Times || cancellationToken.IsCancellationRequested || !options.IsWorthRepeating(failure))
        {
            throw new AttemptsException(failure, attempt);
        }

        if (hasGiven && !task.AsksPosition)
        {
            throw new AttemptsException(failure, attempt)
            {
                Note = $"It is not begun again: it had given {given} item{(given == 1 ? "" : "s")}, which would come twice, and does not ask for TaskContext.StartPosition.",
            };
        }
    }

    private static TimeSpan DelayOf(RetryRule rule, int attempt)
    {
        double factor = rule.IsExponential ? Math.Pow(2, attempt - 1) : 1;
        return rule.Delay.TotalMilliseconds * factor < TaskOptions.LongestDelay.TotalMilliseconds ? rule.Delay * factor : TaskOptions.LongestDelay;
    }

    /// <summary>One walk through the sequence, which ends with it or with what it throws.</summary>
    private sealed class Attempt<T>(Func<IAsyncEnumerable<T>> open, CancellationToken cancellationToken) : IAsyncDisposable
    {
        private IAsyncEnumerator<T>? _items;

        public Exception? Failure { get; private set; }

        public T Current => _items!.Current;

        public async ValueTask<bool> MoveAsync(TaskScope task, int attempt)
        {
            try
            {
                if (attempt > 1)
                {
                    task.BeginAttempt(attempt);
                }

                _items ??= open().GetAsyncEnumerator(cancellationToken);
                return await _items.MoveNextAsync().ConfigureAwait(true);
            }
            catch (Exception cause) when (cause is not OutOfMemoryException)
            {
                Failure = cause;
                return false;
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (_items is not null)
            {
                await _items.DisposeAsync().ConfigureAwait(true);
            }
        }
    }
}

using System.Runtime.CompilerServices;
using Millstream.Data;
using Millstream.Timers;

namespace Millstream.Postgres;

/// <summary>Gathers rows, until there are enough or the first of them has waited long enough.</summary>
internal static class RowBatches
{
    /// <summary>Has all rows written, in their order. Those that came before a producer's error are written too.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="size">How many are written at once, at most.</param>
    /// <param name="within">How long the first of them waits for others.</param>
    /// <param name="time">The clock that it waits by.</param>
    /// <param name="write">Writes them; the list is used again.</param>
    /// <param name="cancellationToken">Ends it; what is not written then, is not.</param>
    public static async Task WriteAsync(
        IAsyncEnumerable<Row> rows, int size, TimeSpan within, TimeProvider time, Func<IReadOnlyList<Row>, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var batch = new List<Row>(Math.Min(size, 1024));
        long began = 0;
        IAsyncEnumerator<Row> all = rows.GetAsyncEnumerator(cancellationToken);
        await using ConfiguredAsyncDisposable closing = all.ConfigureAwait(false);
        while (await NextAsync().ConfigureAwait(false))
        {
            if (batch.Count == 0)
            {
                began = time.GetTimestamp();
            }

            batch.Add(all.Current);
            if (batch.Count == size || time.GetElapsedTime(began) >= within)
            {
                await WriteBatchAsync().ConfigureAwait(false);
            }
        }

        await WriteBatchAsync().ConfigureAwait(false);

        async Task WriteBatchAsync()
        {
            if (batch.Count > 0)
            {
                await write(batch, cancellationToken).ConfigureAwait(false);
                batch.Clear();
            }
        }

        async ValueTask<bool> NextAsync()
        {
            Task<bool> coming = all.MoveNextAsync().AsTask();
            if (!coming.IsCompleted && batch.Count > 0)
            {
                await WaitAsync(coming).ConfigureAwait(false);
                if (!coming.IsCompleted)
                {
                    await WriteBatchAsync().ConfigureAwait(false);
                }
            }

            try
            {
                return await coming.ConfigureAwait(false);
            }
            catch (Exception cause) when (cause is not OperationCanceledException && !cancellationToken.IsCancellationRequested && batch.Count > 0)
            {
                await WriteBatchAsync().ConfigureAwait(false);
                throw;
            }
        }

        async Task WaitAsync(Task coming)
        {
            using var early = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            TimeSpan left = within - time.GetElapsedTime(began);
            if (left > TimeSpan.Zero)
            {
                await Task.WhenAny(coming, TimerTasks.WaitAsync(left, time, early.Token)).ConfigureAwait(false);
                await early.CancelAsync().ConfigureAwait(false);
            }
        }
    }
}

using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Millstream.Data;
using Millstream.Expressions;

namespace Millstream.Windows;

/// <summary>Reads items into windows, by their own times or by the clock.</summary>
internal sealed class WindowRun(WindowSettings settings, TimeProvider clock, ILogger logger)
{
    private static readonly Row Nothing = Row.Of();

    private readonly WindowTable _windows = new(settings);
    private readonly Expression? _time = settings.TimeExpression;
    private long _late;
    private long _latest = long.MinValue;

    public IAsyncEnumerable<Row> OfAsync<T>(IAsyncEnumerable<T> items, bool needsRows, CancellationToken cancellationToken) =>
        _time is null ? ByClockAsync(items, needsRows, cancellationToken) : ByTimeAsync(items, _time, cancellationToken);

    private async IAsyncEnumerable<Row> ByTimeAsync<T>(IAsyncEnumerable<T> items, Expression time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (T item in items.WithCancellation(cancellationToken).ConfigureAwait(true))
        {
            Row row = item as Row ?? Row.From(item);
            long at = TimeOf(time, row);
            if (!_windows.Add(row, at) && ++_late == 1)
            {
                WindowLog.CameTooLate(logger, Times.Text(DateTimeOffset.FromUnixTimeMilliseconds(at)));
            }

            foreach (Row closed in _windows.TakeClosed())
            {
                yield return closed;
            }
        }

        if (_late > 1)
        {
            WindowLog.AllThatCameTooLate(logger, _late);
        }

        foreach (Row row in _windows.TakeAll())
        {
            yield return row;
        }
    }

    private async IAsyncEnumerable<Row> ByClockAsync<T>(IAsyncEnumerable<T> items, bool needsRows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IAsyncEnumerator<T> all = items.GetAsyncEnumerator(cancellationToken);
        await using ConfiguredAsyncDisposable closing = all.ConfigureAwait(true);
        Task<bool>? next = null;
        while (true)
        {
            next ??= all.MoveNextAsync().AsTask();
            if (!next.IsCompleted && _windows.End is { } end)
            {
                // A window ends by the clock, whether another item comes or not.
                await UntilAsync(next, end, cancellationToken).ConfigureAwait(true);
                if (!next.IsCompleted && !cancellationToken.IsCancellationRequested)
                {
                    foreach (Row row in _windows.TakeEnded(Now))
                    {
                        yield return row;
                    }

                    continue;
                }
            }

            bool hasMore = await next.ConfigureAwait(true);
            next = null;
            long now = Now;
            foreach (Row row in hasMore ? _windows.TakeEnded(now) : _windows.TakeAll())
            {
                yield return row;
            }

            if (!hasMore)
            {
                yield break;
            }

            _windows.Add(!needsRows ? Nothing : all.Current as Row ?? Row.From(all.Current), now);
        }
    }

    // A clock that is set back would put items into windows that are closed: it stands still until it has caught up.
    private long Now => _latest = Math.Max(_latest, clock.GetUtcNow().ToUnixTimeMilliseconds());

    private async Task UntilAsync(Task next, long end, CancellationToken cancellationToken)
    {
        // By the clock as it is: one that was set back reaches the end so much later.
        long left = Math.Clamp(end - clock.GetUtcNow().ToUnixTimeMilliseconds(), 0, int.MaxValue - 1);
        await next.WaitAsync(TimeSpan.FromMilliseconds(left), clock, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private long TimeOf(Expression time, Row row)
    {
        Cell cell = time.Evaluate(row);
        return Times.TryRead(cell, out DateTimeOffset at)
            ? at.ToUnixTimeMilliseconds()
            : throw TaskInputException.Because($"The time of an item, '{settings.Time}', is {(cell.IsNull ? "no value" : $"'{cell}'")}. {Times.Forms}");
    }
}

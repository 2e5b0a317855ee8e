using Microsoft.Extensions.Logging;
using Millstream.Data;

namespace Millstream.Windows;

/// <summary>Tasks that put what comes within a stretch of time together.</summary>
public static class WindowTasks
{
    /// <summary>
    /// Counts items in windows that follow each other: <c>every: 1m</c>. It gives a row for each window, with its beginning in the column "window" and the number in the column "count"; windows without items are
    /// not given. By the times of the items a window closes when an item past its end comes; by the clock when its time is over. At the end all that are open close.
    /// </summary>
    /// <param name="items">What is counted.</param>
    /// <param name="settings">The windows.</param>
    /// <param name="clock">What tells when items come.</param>
    /// <param name="logger">Where items that come too late are told.</param>
    /// <param name="cancellationToken">Ends the counting.</param>
    [StreamTask(Name = "window.count")]
    [return: Outlet("rows")]
    public static IAsyncEnumerable<Row> CountWindowsAsync(
        IAsyncEnumerable<object?> items, WindowCountSettings settings, TimeProvider clock, ILogger logger, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(clock);
        return new WindowRun(settings, clock, logger).OfAsync(items, needsRows: false, cancellationToken);
    }

    /// <summary>
    /// Groups rows in windows that follow each other, and computes something of each group: <c>every: 1m</c>, <c>by: host</c>, <c>compute: count, avg(duration)</c>. It gives a row for each group of each window,
    /// with the window's beginning in the column "window"; windows without rows are not given. By the times of the rows a window closes when a row past its end comes; by the clock when
    /// its time is over. At the end all that are open close. It keeps the groups, not the rows.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="settings">The windows, the keys, and what is computed.</param>
    /// <param name="clock">What tells when rows come.</param>
    /// <param name="logger">Where rows that come too late are told.</param>
    /// <param name="cancellationToken">Ends the grouping.</param>
    [StreamTask(Name = "window.aggregate")]
    [return: Outlet("rows")]
    public static IAsyncEnumerable<Row> AggregateWindowsAsync(
        IAsyncEnumerable<Row> rows, WindowAggregateSettings settings, TimeProvider clock, ILogger logger, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(clock);
        return new WindowRun(settings, clock, logger).OfAsync(rows, needsRows: true, cancellationToken);
    }
}

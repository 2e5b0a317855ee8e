using System.Runtime.CompilerServices;
using Millstream.Data;

namespace Millstream.Sorting;

/// <summary>Tasks that put rows in an order.</summary>
public static class SortTasks
{
    /// <summary>
    /// Puts rows in an order: <c>age desc, name</c>. Cells without a value come first, then false and true, numbers (those in texts too), texts by their characters, lists and rows; rows that are equal in it stay
    /// in the order in which they came. It gives nothing before the rows have ended. More rows than the settings allow in memory are kept in temporary files, which are gone when
    /// the task ends.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="settings">The order.</param>
    /// <param name="cancellationToken">Ends the sorting.</param>
    [StreamTask(Name = "sort", IsReplayable = true)]
    [return: Outlet("rows")]
    public static async IAsyncEnumerable<Row> SortRowsAsync(
        IAsyncEnumerable<Row> rows, SortSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(settings);
        using var sort = new ExternalSort(RowOrder.Parse(settings.By), settings.MaxRowsInMemory, settings.TemporaryFolder.Length > 0 ? settings.TemporaryFolder : Path.GetTempPath());
        await foreach (Row row in rows.WithCancellation(cancellationToken).ConfigureAwait(true))
        {
            sort.Add(row);
        }

        foreach (Row row in sort.Rows())
        {
            yield return row;
        }
    }
}

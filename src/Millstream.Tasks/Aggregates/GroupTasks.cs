using System.Runtime.CompilerServices;
using Millstream.Data;

namespace Millstream.Aggregates;

/// <summary>Tasks that make one row of many.</summary>
public static class GroupTasks
{
    /// <summary>
    /// Puts rows together that have the same keys, and computes something of each group: <c>by: status, host</c> and <c>compute: count, total: sum(bytes)</c>. When the rows have ended it
    /// gives a row for each group, with the keys and then what was computed, in the order in which the keys were first seen. It keeps the groups, not the rows. Cells without a value
    /// are not counted, and cells that are no numbers neither summed nor averaged.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="settings">The keys, and what is computed.</param>
    /// <param name="cancellationToken">Ends the grouping.</param>
    [StreamTask(Name = "group", IsReplayable = true)]
    [return: Outlet("rows")]
    public static async IAsyncEnumerable<Row> GroupRowsAsync(
        IAsyncEnumerable<Row> rows, GroupRowsSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(settings);
        GroupTable groups = settings.Begin();
        await foreach (Row row in rows.WithCancellation(cancellationToken).ConfigureAwait(true))
        {
            groups.Add(row);
        }

        foreach (Row row in groups.Rows())
        {
            yield return row;
        }
    }
}

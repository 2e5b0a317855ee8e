using System.Runtime.CompilerServices;
using Millstream.Data;

namespace Millstream.Joins;

/// <summary>Tasks that put rows of two sides together.</summary>
public static class JoinTasks
{
    /// <summary>
    /// Puts each row of the left side together with every row of the right side that has the same key: <c>on: customer_id</c>. The right side is read to its end first, and held in
    /// memory; the left side streams, and its order stays. Keys are equal when they are written in the same way; a key without a value has no partner.
    /// </summary>
    /// <param name="left">The rows that stream.</param>
    /// <param name="right">The rows that are looked up.</param>
    /// <param name="settings">The key.</param>
    /// <param name="state">The right side by its keys.</param>
    [StreamTask(Name = "join")]
    [return: Outlet("rows")]
    public static IEnumerable<Row> JoinRows(Row left, IReadOnlyList<Row> right, JoinSettings settings, JoinMemory state)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(state);
        return state.Join(left, right, settings);
    }

    /// <summary>
    /// Puts rows of two streams together that have the same key and come within some time of each other: an order and its payment. Each pair is given once, as soon as the later of the
    /// two has come. Rows are held while a partner may still come: by the times in their cells, which must not go back on either side, or by the clock where no time is set. Rows without a partner are left out.
    /// </summary>
    /// <param name="left">The one stream.</param>
    /// <param name="right">The other.</param>
    /// <param name="settings">The key, and the time.</param>
    /// <param name="clock">What tells when rows come.</param>
    /// <param name="cancellationToken">Ends the joining.</param>
    [StreamTask(Name = "join.window", IsReplayable = false)]
    [return: Outlet("rows")]
    public static async IAsyncEnumerable<Row> JoinWindowAsync(
        IAsyncEnumerable<Row> left, IAsyncEnumerable<Row> right, JoinWindowSettings settings, TimeProvider clock, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(clock);
        var pairs = new WindowPairs(settings, clock);
        await foreach ((Row row, bool isLeft) in Sides.OfAsync(left, right, cancellationToken).ConfigureAwait(true))
        {
            foreach (Row pair in pairs.Take(row, isLeft))
            {
                yield return pair;
            }
        }
    }
}

using System.Runtime.CompilerServices;
using Millstream.Data;

namespace Millstream.Joins;

/// <summary>Reads two streams at once, and says of each row which side it is of.</summary>
internal static class Sides
{
    public static async IAsyncEnumerable<(Row Row, bool IsLeft)> OfAsync(
        IAsyncEnumerable<Row> left, IAsyncEnumerable<Row> right, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IAsyncEnumerator<Row>[] sides = [left.GetAsyncEnumerator(cancellationToken), right.GetAsyncEnumerator(cancellationToken)];
        Task<bool>?[] next = [sides[0].MoveNextAsync().AsTask(), sides[1].MoveNextAsync().AsTask()];
        try
        {
            // Whichever side has a row; both in turn where both have.
            for (int side = 0; next[0] is not null || next[1] is not null; side = 1 - side)
            {
                if (next[side] is not { IsCompleted: true } && next[1 - side] is { } other)
                {
                    await (next[side] is { } mine ? (Task)Task.WhenAny(mine, other) : other).ConfigureAwait(true);
                    side = next[side] is { IsCompleted: true } ? side : 1 - side;
                }

                if (!await next[side]!.ConfigureAwait(true))
                {
                    next[side] = null;
                    continue;
                }

                yield return (sides[side].Current, side == 0);
                next[side] = sides[side].MoveNextAsync().AsTask();
            }
        }
        finally
        {
            foreach (int side in (int[])[0, 1])
            {
                await ((Task?)next[side] ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                await sides[side].DisposeAsync().ConfigureAwait(true);
            }
        }
    }
}

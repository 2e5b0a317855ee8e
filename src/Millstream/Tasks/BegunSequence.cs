namespace Millstream.Tasks;

/// <summary>Takes the first item of a sequence within the call that makes it: one that fails before it has given anything is repeated, or cut short, as the call is.</summary>
internal static class BegunSequence
{
    public static Func<TIn, CancellationToken, ValueTask<IEnumerable<T>>> Of<TIn, T>(Func<TIn, CancellationToken, ValueTask<IEnumerable<T>>> function) =>
        async (item, cancellationToken) => Begin(await function(item, cancellationToken).ConfigureAwait(true));

    private static IEnumerable<T> Begin<T>(IEnumerable<T> items)
    {
        if (items is null or ICollection<T>)
        {
            return items!;
        }

        IEnumerator<T> walk = items.GetEnumerator();
        try
        {
            return Rest(walk, walk.MoveNext());
        }
        catch
        {
            walk.Dispose();
            throw;
        }
    }

    private static IEnumerable<T> Rest<T>(IEnumerator<T> walk, bool hasMore)
    {
        using (walk)
        {
            for (; hasMore; hasMore = walk.MoveNext())
            {
                yield return walk.Current;
            }
        }
    }
}

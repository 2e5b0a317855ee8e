using Millstream;

namespace Shop;

/// <summary>Tasks for any type of items.</summary>
public static class Generic
{
    /// <summary>Gives the first items.</summary>
    [StreamTask(Name = "limit")]
    public static async IAsyncEnumerable<T> Limit<T>(IAsyncEnumerable<T> items, LimitSettings settings)
    {
        int left = settings.Count;
        await foreach (T item in items)
        {
            if (left-- == 0)
            {
                yield break;
            }

            yield return item;
        }
    }

    [StreamTask]
    public static (TKey Key, int Index) Number<TKey>(TKey key, string note, TKey other, [State] Tally state)
        where TKey : notnull => (key.Equals(other) ? key : other, ++state.Count + note.Length);

    [StreamTask]
    public static T Same<T>(T item)
        where T : class => item;

    [StreamTask]
    public static TTo Two<TFrom, TTo>(TFrom item, TTo other) => other;

    [StreamTask]
    public static IReadOnlyList<T> Gather<T>(IReadOnlyList<T> parts) => parts;
}

public class LimitSettings
{
    public int Count { get; set; } = 2;
}

using Millstream;

namespace EvenNumbers;

internal sealed record Multiplier(int Value);

internal static class Tasks
{
    #region named-implementation
    /// <summary>Multiples, as many as the first item says.</summary>
    [StreamTask]
    public static async IAsyncEnumerable<int> FoobarAsync(IAsyncEnumerable<int> foo, [Service] Multiplier multiplier)
    {
        int count = await foo.FirstAsync();
        for (int i = 0; i < count; i++)
        {
            yield return i * multiplier.Value;
        }
    }
    #endregion
}

using System.Runtime.CompilerServices;

namespace Millstream.Execution;

/// <summary>Task methods of every shape, of which random graphs are made. The test of a graph calls them by themselves.</summary>
internal static class DeclaredTasks
{
    [StreamTask]
    public static int Square(int x) => unchecked(x * x);

    [StreamTask]
    public static async Task<int> LaterAsync(int x, CancellationToken token)
    {
        await Task.Yield();
        token.ThrowIfCancellationRequested();
        return unchecked(x - 7);
    }

    [StreamTask]
    public static int Plus(int x, int by = 5) => unchecked(x + by);

    [StreamTask]
    public static (int Sum, int Diff) Both(int a, int b) => unchecked((a + b, a - b));

    [StreamTask]
    public static IEnumerable<int> Spread(int x, SpreadSettings settings) => Enumerable.Range(x, (int)(unchecked((uint)x) % (uint)settings.Most));

    [StreamTask]
    public static Step<int> Keep(int x) => x % 3 == 0 ? Step<int>.Skip() : Step<int>.Emit(x);

    [StreamTask]
    public static int Total(IReadOnlyList<int> xs) => xs.Aggregate(17, static (total, x) => unchecked((31 * total) + x));

    [StreamTask]
    public static int Weigh(int x, IReadOnlyList<int> table) => table.Count == 0 ? x : unchecked(x + table[(int)((uint)x % (uint)table.Count)]);

    /// <summary>Remembers what came before.</summary>
    [StreamTask]
    public static int Running(int x, RunningTotal state) => state.Value = unchecked(state.Value + x);

    [StreamTask]
    public static async IAsyncEnumerable<int> Pairs(IAsyncEnumerable<int> xs, [EnumeratorCancellation] CancellationToken token = default)
    {
        int before = 0;
        await foreach (int x in xs.WithCancellation(token))
        {
            yield return unchecked(x + before);
            before = x;
        }
    }

    /// <summary>The whole of one stream, then the whole of the other, which waits meanwhile.</summary>
    [StreamTask]
    public static async IAsyncEnumerable<int> OneAfterTheOther(IAsyncEnumerable<int> first, IAsyncEnumerable<int> second)
    {
        await foreach (int x in first)
        {
            yield return x;
        }

        await foreach (int x in second)
        {
            yield return unchecked(-x);
        }
    }

    [StreamTask]
    public static async IAsyncEnumerable<int> Shift(IAsyncEnumerable<int> xs, IReadOnlyList<int> table)
    {
        await foreach (int x in xs)
        {
            yield return unchecked(x + table.Count);
        }
    }

    /// <summary>What is given by hand goes to one outlet or the other.</summary>
    [StreamTask]
    public static async Task RouteAsync(IAsyncEnumerable<int> xs, Outlet<int> even, Outlet<int> odd)
    {
        await foreach (int x in xs)
        {
            await (x % 2 == 0 ? even : odd).EmitAsync(x);
        }
    }

    /// <summary>A source.</summary>
    [StreamTask]
    public static IEnumerable<int> Numbers(NumbersSettings settings) => Enumerable.Range(0, settings.Count);

    /// <summary>A source that waits now and then.</summary>
    [StreamTask]
    public static async IAsyncEnumerable<int> Ticks(NumbersSettings settings)
    {
        for (int i = 0; i < settings.Count; i++)
        {
            if (i % 5 == 0)
            {
                await Task.Yield();
            }

            yield return i;
        }
    }
}

internal sealed class SpreadSettings
{
    public int Most { get; set; } = 3;
}

internal sealed class NumbersSettings
{
    public int Count { get; set; }
}

internal sealed class RunningTotal
{
    public int Value { get; set; }
}

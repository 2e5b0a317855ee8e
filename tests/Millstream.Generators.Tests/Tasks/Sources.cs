using System.Collections.Concurrent;
using Millstream;

namespace Shop;

/// <summary>Sources and sinks.</summary>
public static class Sources
{
    public static ConcurrentQueue<string> Printed { get; } = new();

    [StreamTask]
    public static IEnumerable<int> Numbers() => [1, 2, 3];

    [StreamTask]
    public static IEnumerable<int> UpTo(UpToSettings settings) => Enumerable.Range(1, settings.Last);

    [StreamTask]
    public static async IAsyncEnumerable<int> NumbersLater()
    {
        await Task.Yield();
        yield return 4;
        yield return 5;
    }

    [StreamTask]
    public static async Task<IEnumerable<int>> NumbersOnceReady()
    {
        await Task.Yield();
        return [6, 7];
    }

    [StreamTask]
    public static int Seven() => 7;

    [StreamTask]
    public static async Task<int> EightAsync()
    {
        await Task.Yield();
        return 8;
    }

    [StreamTask]
    public static void Print(string text) => Printed.Enqueue(text);

    [StreamTask]
    public static async Task PrintLaterAsync(string text, string suffix)
    {
        await Task.Yield();
        Printed.Enqueue(text + suffix);
    }

    [StreamTask]
    public static async Task PrintAllAsync(IAsyncEnumerable<string> texts)
    {
        await foreach (string text in texts)
        {
            Printed.Enqueue(text);
        }
    }
}

/// <summary>How far to count.</summary>
public sealed class UpToSettings
{
    public int Last { get; set; } = 2;
}

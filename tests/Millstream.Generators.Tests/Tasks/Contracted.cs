using System.Runtime.CompilerServices;
using Millstream;

namespace Shop;

/// <summary>Methods that implement contracts: what they give, in every way to give it.</summary>
public static class Contracted
{
    [StreamTask]
    public static int Returns(int a) => a + 1;

    [StreamTask]
    public static async Task<int> ReturnsLaterAsync(int a)
    {
        await Task.Yield();
        return a + 1;
    }

    [StreamTask]
    public static IEnumerable<int> Enumerates(int a) => [a, a + 1];

    [StreamTask]
    public static IEnumerable<int> Yields(int a)
    {
        yield return a;
        yield return a + 1;
    }

    [StreamTask]
    public static async IAsyncEnumerable<int> YieldsLiveAsync(IAsyncEnumerable<int> a)
    {
        await foreach (int item in a)
        {
            yield return item;
            yield return item + 1;
        }
    }

    [StreamTask(IsReplayable = true)]
    public static async IAsyncEnumerable<int> YieldsAgainAsync(IAsyncEnumerable<int> a, [EnumeratorCancellation] CancellationToken token)
    {
        await foreach (int item in a.WithCancellation(token))
        {
            yield return item;
        }
    }

    [StreamTask]
    public static int OfAll(IReadOnlyList<int> a) => a.Sum();

    [StreamTask]
    public static (int Half, string Text) Splits(int a) => (a / 2, $"{a}");

    // The token in the first place: a task's parameters stand in any order.
#pragma warning disable CA1068
    [StreamTask]
    public static int EveryParameter(CancellationToken token, [Service] IPrices prices, Tally state, int a, TaskContext context, RaiseSettings settings)
    {
        token.ThrowIfCancellationRequested();
        return a + ++state.Count + settings.By + $"{prices.Of("pen")}".Length + $"{context.TaskId}".Length;
    }

#pragma warning restore CA1068
    [StreamTask(Parallel = 4)]
    public static async Task<int> FourAtOnceAsync(int a, [Service] CallCount calls)
    {
        await calls.CallAsync(a);
        return a;
    }

    [StreamTask(Parallel = 4, Unordered = true)]
    public static async Task<int> FourInAnyOrderAsync(int a, [Service] CallCount calls)
    {
        await calls.CallAsync(a);
        return a;
    }
}

/// <summary>How many calls run at once. Of each four, the last is the first to end: the others wait until it has begun.</summary>
public sealed class CallCount
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, TaskCompletionSource> _fours = [];
    private int _running;

    public int Most { get; private set; }

    public async Task CallAsync(int number)
    {
        TaskCompletionSource four;
        lock (_gate)
        {
            Most = Math.Max(Most, ++_running);
            if (!_fours.TryGetValue(number / 4, out four!))
            {
                _fours.Add(number / 4, four = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }
        }

        if (number % 4 == 3)
        {
            four.SetResult();
        }

        await four.Task;
        lock (_gate)
        {
            _running--;
        }
    }
}

using Millstream;

namespace Shop;

/// <summary>Something that happened at a time.</summary>
public readonly record struct At(long Time, double Value);

/// <summary>Tasks that read times, or join their inlets by them.</summary>
public static class Timed
{
    [StreamTask]
    public static string OnlyTime(int a, long timestamp) => $"{a}@{timestamp}";

    [StreamTask]
    public static (int Value, DateTimeOffset Time) Moment(int a, int b, [Timestamp] DateTimeOffset when) => (a + b, when);

    [StreamTask]
    public static string AllThree(int a, Tally state, DemoConfig config, long timestamp) => $"{a + (state.Count += config.Step)}@{timestamp}";

    [StreamTask]
    public static IEnumerable<string> Doubled(int a, long timestamp) => [$"{a}@{timestamp}", $"{a}@{timestamp}"];

    [StreamTask]
    public static async IAsyncEnumerable<string> DoubledLater(int a, long timestamp)
    {
        await Task.Yield();
        yield return $"{a}@{timestamp}";
        yield return $"{a}@{timestamp}";
    }

    [StreamTask(Parallel = 3)]
    public static async Task<string> Slowly(int a, long timestamp)
    {
        await Task.Yield();
        return $"{a}@{timestamp}";
    }

    [StreamTask]
    public static string Now(long timestamp) => $"{timestamp}";

    [StreamTask]
    public static string SumAt(IReadOnlyList<int> xs, long timestamp) => $"{xs.Sum()}@{timestamp}";

    [StreamTask(Combine = Combine.Latest)]
    public static string Latest(At a, At b, long timestamp) => $"{a.Value + b.Value}@{timestamp}";

    [StreamTask(Combine = Combine.Latest, Synchronized = false)]
    public static double LatestAsTheyCome(At a, At b) => a.Value + b.Value;

    [StreamTask(Combine = Combine.Latest)]
    public static string Gated([Inlet(Priority = 1)] At control, At input) => $"{control.Time}/{input.Time}";

    [StreamTask(Combine = Combine.Latest)]
    public static string LatestOfThree(At a, At b, At c, double scale = 1) => $"{scale * (a.Value + b.Value + c.Value)}";

    [StreamTask(Combine = Combine.Timestamp)]
    public static string SameTime(At a, At b, long timestamp) => $"{a.Time}+{b.Time}@{timestamp}";

    [StreamTask(Combine = Combine.Timestamp, Tolerance = 1)]
    public static string Near(At a, At b) => $"{a.Time}+{b.Time}";

    [StreamTask]
    public static async Task<int> OneByOneAsync(int x, SafeTally state, TimeProvider time)
    {
        Assert.Equal(1, Interlocked.Increment(ref state.Count));
        await Task.Delay(TimeSpan.FromMilliseconds(100), time);
        Interlocked.Decrement(ref state.Count);
        return x;
    }

    [StreamTask(ThreadSafe = true, Parallel = 4)]
    public static async Task<int> CountedAsync(int x, SafeTally state, TimeProvider time)
    {
        Interlocked.Increment(ref state.Count);
        await Task.Delay(TimeSpan.FromMilliseconds(100), time);
        return x;
    }
}

/// <summary>A count that calls may share.</summary>
[ThreadSafe]
public sealed class SafeTally
{
    internal int Count;
}

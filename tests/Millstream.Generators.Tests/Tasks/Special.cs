using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Logging;
using Millstream;

namespace Shop;

/// <summary>Tasks with parameters that are no inlets.</summary>
public static class Special
{
    [StreamTask]
    public static int Raise(int x, RaiseSettings settings, Tally state, TaskContext ctx, CancellationToken token)
    {
        state.Count++;
        ctx.Logger.LogInformation("An item is raised.");
        token.ThrowIfCancellationRequested();
        return x + settings.By;
    }

    [StreamTask]
    public static int Demo2(int a, Tally state, DemoConfig config)
    {
        state.Count += config.Step;
        return a + state.Count;
    }

    [StreamTask]
    public static int OnlyConfig(int a, DemoConfig config) => a + config.Step;

    [StreamTask]
    public static int OnlyState(int a, [State] Tally memory) => a + ++memory.Count;

    [StreamTask]
    public static string Timed(int x, TimeProvider time, ILogger logger)
    {
        logger.LogInformation("An item is timed.");
        return $"{x} at {time.GetUtcNow():HH:mm}";
    }

    [StreamTask]
    public static string Priced(string item, [Service] IPrices prices, [Service(Key = "dear")] IPrices dear) => $"{item} {prices.Of(item)} {dear.Of(item)}";

    [StreamTask]
    public static string Stated([Inlet(Name = "where")] string state, [Inlet] Tally config) => $"{state}{config.Count}";

    [StreamTask]
    public static async Task<string> ContextOfAsync(int x, TaskContext context, CancellationToken token)
    {
        await Task.Yield();
        return $"{x} {context.RunId} {context.TaskId} {token == context.CancellationToken}";
    }

    [StreamTask(TimeoutMs = 50)]
    public static int Patient(int x, CancellationToken token)
    {
        token.WaitHandle.WaitOne();
        token.ThrowIfCancellationRequested();
        return x;
    }

    [StreamTask(Retry = 2, TimeoutMs = 60_000, Parallel = 2)]
    public static int Flaky(int x, [Service] Failures failures)
    {
        failures.ThrowIfAny();
        return x;
    }
}

public sealed class RaiseSettings
{
    /// <summary>What is added.</summary>
    [Range(1, 9)]
    public int By { get; set; } = 1;

    public string? Note { get; init; }

    [Range(0.5, 2)]
    public double? Scale { get; set; }

    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Wait { get; set; } = TimeSpan.FromSeconds(2);

    public int Hidden { get; private set; }
}

public class Tally
{
    public int Count { get; set; }
}

public sealed class DemoConfig
{
    public int Step { get; set; } = 1;
}

public interface IPrices
{
    int Of(string item);
}

public sealed class Prices(int price) : IPrices
{
    private int _calls;

    public int Of(string item) => price * item.Length;

    [StreamTask]
    public string Quote(string item) => $"{item} for {Of(item)}, the {Interlocked.Increment(ref _calls)}.";
}

public sealed class Failures(int count)
{
    private int _left = count;
    private int _thrown;

    public int Thrown => Volatile.Read(ref _thrown);

    public void ThrowIfAny()
    {
        if (Interlocked.Decrement(ref _left) >= 0)
        {
            Interlocked.Increment(ref _thrown);
            throw new InvalidOperationException("flaky");
        }
    }
}

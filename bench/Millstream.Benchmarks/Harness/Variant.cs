using System.Diagnostics;

namespace Millstream.Benchmarks.Harness;

/// <summary>One way to do the work of a case: given a number of items, it returns a checksum of what came
/// out.</summary>
internal sealed class Variant
{
    private readonly Func<long, Task<long>> _run;

    public Variant(string name, Func<long, Task<long>> run)
    {
        Name = name;
        _run = run;
    }

    public Variant(string name, Func<long, long> run)
        : this(name, items => Task.FromResult(run(items)))
    {
    }

    public string Name { get; }

    /// <summary>Gets the items of a full round; those of the case unless set. Slow peers take fewer.</summary>
    public long? Items { get; init; }

    public async Task RunAsync(long items, long expected)
    {
        long actual = await _run(items);
        if (actual != expected)
        {
            throw new InvalidOperationException(
                $"'{Name}' gave {actual} for {items} items where {expected} is right: its speed would mean nothing.");
        }
    }

    /// <summary>Runs again and again for a while, unchecked: for the sake of the JIT only.</summary>
    public async Task RunForAsync(TimeSpan time, long items)
    {
        long start = Stopwatch.GetTimestamp();
        do
        {
            await _run(items);
        }
        while (Stopwatch.GetElapsedTime(start) < time);
    }
}

using System.Diagnostics;

namespace Millstream.Benchmarks.Harness;

/// <summary>Source and sink of a latency run: the next item leaves when the one before it has arrived.</summary>
internal sealed class LatencyProbe(int items, long added) : IDisposable
{
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly long[] _ticks = new long[items];
    private long _sentAt;
    private int _count;
    private int _wrong;

    public async IAsyncEnumerable<long> Pings()
    {
        for (long item = 0; item < items; item++)
        {
            _sentAt = Stopwatch.GetTimestamp();
            yield return item;
            await _arrived.WaitAsync();
        }
    }

    public void Arrived(long item)
    {
        _ticks[_count] = Stopwatch.GetTimestamp() - _sentAt;
        // Counted, not thrown: the variants end when the pings end, not when their sink fails.
        _wrong += item == _count + added ? 0 : 1;
        _count++;
        _arrived.Release();
    }

    public async Task RunAsync(LatencyVariant variant)
    {
        await variant.RunAsync(this);
        if (_count != items || _wrong != 0)
        {
            throw new InvalidOperationException(
                $"'{variant.Name}' let {_count} of {items} items arrive, {_wrong} of them wrong.");
        }

        // The first tenth finds caches and threads cold.
        _ticks.AsSpan(0, items / 10).Clear();
        Array.Sort(_ticks);
    }

    /// <summary>Gives a percentile in microseconds, once the run is over.</summary>
    public double Percentile(double share)
    {
        ReadOnlySpan<long> sorted = _ticks.AsSpan(items / 10);
        return sorted[(int)(share * (sorted.Length - 1))] * 1e6 / Stopwatch.Frequency;
    }

    public void Dispose() => _arrived.Dispose();
}

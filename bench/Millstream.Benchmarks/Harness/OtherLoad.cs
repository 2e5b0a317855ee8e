using System.Diagnostics;
using System.Globalization;

namespace Millstream.Benchmarks.Harness;

/// <summary>How many cores others kept busy while we measured: a run beside a build says little about speed.</summary>
internal sealed class OtherLoad
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly TimeSpan _others = Others();

    /// <summary>Says how much, in cores; null where the system does not tell.</summary>
    public string? Describe()
    {
        double cores = Math.Max(0, (Others() - _others) / Stopwatch.GetElapsedTime(_start));
        return File.Exists("/proc/stat")
            ? string.Create(CultureInfo.InvariantCulture, $"{cores:0.00} of {Environment.ProcessorCount} cores")
            : null;
    }

    private static TimeSpan Others()
    {
        if (!File.Exists("/proc/stat"))
        {
            return TimeSpan.Zero;
        }

        // proc_stat(5): user, nice, system, idle, iowait, irq, softirq, steal; in hundredths of a second, over all
        // cores.
        long[] times = [.. File.ReadLines("/proc/stat").First()
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9]
            .Select(text => long.Parse(text, CultureInfo.InvariantCulture))];
        using Process self = Process.GetCurrentProcess();
        return TimeSpan.FromMilliseconds(10 * (times.Sum() - times[3] - times[4])) - self.TotalProcessorTime;
    }
}

using System.Diagnostics.Metrics;

namespace Millstream.Telemetry;

/// <summary>The metric <c>millstream.task.items</c>: how many items tasks have begun with (sources: made), by graph and task. Runs that begin while nobody listens are not counted.</summary>
/// <remarks>Read from the runs' own counters when somebody collects: no run is slowed. <c>Gate</c> guards both tables.</remarks>
internal static class ItemMeter
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<object, (string Graph, Func<RunProgress> Snapshot)> Live = new(ReferenceEqualityComparer.Instance);
    private static readonly SortedDictionary<(string Graph, string Task), long> Ended = [];
    private static readonly ObservableCounter<long> Items =
        RunInstruments.Meter.CreateObservableCounter("millstream.task.items", Observe, "{item}", "Items that tasks have begun with; for a source, made.");

    /// <summary>A run begins. Gives whether it is counted, and so has to say when it ends.</summary>
    public static bool TryAdd(object run, string graph, Func<RunProgress> snapshot)
    {
        if (!Items.Enabled)
        {
            return false;
        }

        lock (Gate)
        {
            Live.Add(run, (graph, snapshot));
        }

        return true;
    }

    /// <summary>A run that is counted has ended.</summary>
    public static void Remove(object run)
    {
        lock (Gate)
        {
            if (Live.Remove(run, out (string Graph, Func<RunProgress> Snapshot) ended))
            {
                Add(Ended, ended.Graph, ended.Snapshot());
            }
        }
    }

    private static Measurement<long>[] Observe()
    {
        SortedDictionary<(string Graph, string Task), long> all;
        lock (Gate)
        {
            all = new(Ended);
            foreach ((string graph, Func<RunProgress> snapshot) in Live.Values)
            {
                Add(all, graph, snapshot());
            }
        }

        return [.. all.Select(t => new Measurement<long>(t.Value, new("graph", t.Key.Graph), new KeyValuePair<string, object?>("task", t.Key.Task)))];
    }

    private static void Add(SortedDictionary<(string Graph, string Task), long> to, string graph, RunProgress run)
    {
        foreach (TaskStatistics task in run.Tasks)
        {
            (string, string) key = (graph, task.TaskId.ToString());
            to[key] = to.GetValueOrDefault(key) + task.Started;
        }
    }
}

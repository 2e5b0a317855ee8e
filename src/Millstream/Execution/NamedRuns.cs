using System.Collections.Concurrent;
using Millstream.Graphs;

namespace Millstream.Execution;

/// <summary>The runs of an engine whose ids their starters chose: a start that is repeated gives the same run.</summary>
/// <remarks>A run is known while it goes on, and after that as long as somebody holds it.</remarks>
internal sealed class NamedRuns
{
    private const int Many = 1000;

    private readonly ConcurrentDictionary<string, Entry> _runs = new(StringComparer.Ordinal);

    public LocalRun Start(string runId, TaskGraph graph, Func<LocalRun> launch)
    {
        while (true)
        {
            Entry entry = _runs.GetOrAdd(runId, _ => new Entry(launch));
            LocalRun? run;
            try
            {
                run = entry.Run;
            }
            catch
            {
                _runs.TryRemove(new(runId, entry));
                throw;
            }

            if (run is null)
            {
                // It has ended, and nobody holds it any more.
                _runs.TryRemove(new(runId, entry));
                continue;
            }

            if (run.Graph != graph)
            {
                throw new InvalidOperationException(
                    $"The id '{runId}' is that of a run of another graph, '{run.Graph.Name}'. Give the run of '{graph.Name}' an id of its own.");
            }

            if (_runs.Count > Many)
            {
                Forget();
            }

            return run;
        }
    }

    private void Forget()
    {
        foreach ((string runId, Entry entry) in _runs)
        {
            if (entry.IsForgotten)
            {
                _runs.TryRemove(new(runId, entry));
            }
        }
    }

    private sealed class Entry(Func<LocalRun> launch)
    {
        private readonly Lock _gate = new();
        private LocalRun? _going;
        private WeakReference<LocalRun>? _run;

        public bool IsForgotten => _run is { } run && !run.TryGetTarget(out _);

        /// <summary>Gets the run, which the first who asks starts; null when it has ended and nobody holds it.</summary>
        public LocalRun? Run
        {
            get
            {
                lock (_gate)
                {
                    if (_run is null)
                    {
                        LocalRun started = launch();
                        _going = started;
                        _run = new WeakReference<LocalRun>(started);
                        _ = started.Completion.ContinueWith(
                            (_, _) => _going = null, state: null, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                        return started;
                    }

                    return _run.TryGetTarget(out LocalRun? run) ? run : null;
                }
            }
        }
    }
}

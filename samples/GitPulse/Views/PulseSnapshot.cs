namespace GitPulse.Views;

/// <summary>A run at one moment: all that a view shows.</summary>
/// <param name="Commits">Commits read so far.</param>
/// <param name="Expected">How many there will be; null while that is not known.</param>
/// <param name="CommitsPerSecond">Commits read in a second, over the whole run.</param>
/// <param name="Elapsed">Time since the run began.</param>
/// <param name="Edges">Each edge of the graph, in the graph's order.</param>
internal sealed record PulseSnapshot(
    long Commits,
    long? Expected,
    double CommitsPerSecond,
    TimeSpan Elapsed,
    IReadOnlyList<EdgeFill> Edges);

/// <summary>How full an edge of the graph is.</summary>
/// <param name="Name">What it joins.</param>
/// <param name="Queued">Commits waiting in it.</param>
/// <param name="Capacity">How many it holds at most; 1 or more.</param>
internal sealed record EdgeFill(string Name, long Queued, int Capacity);

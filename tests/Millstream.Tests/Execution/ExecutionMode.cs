namespace Millstream.Execution;

/// <summary>One of the ways in which a flow can be run, none of which may change its answer.</summary>
/// <param name="Fuse">Whether tasks are fused.</param>
/// <param name="Capacity">How many items each edge holds.</param>
/// <param name="Parallel">How many calls of each task at once; null leaves the option out.</param>
/// <param name="Source">What the source is.</param>
/// <param name="Body">What the functions are.</param>
/// <param name="Seed">The seed of a deterministic engine; null for the thread pool.</param>
/// <param name="MaxParallelism">How many tasks work at once; null for any number.</param>
internal sealed record ExecutionMode(bool Fuse, int Capacity, int? Parallel, SourceKind Source, BodyKind Body, int? Seed, int? MaxParallelism)
{
    private static readonly int[] Capacities = [1, 4, 1024];
    private static readonly int?[] Parallels = [null, 1, 4, 64];

    /// <summary>Gives modes that between them have every value of each of the first three, and a draw of the others.</summary>
    public static IEnumerable<ExecutionMode> Drawn(int seed)
    {
        var random = new Random(seed);
        int turn = random.Next(Capacities.Length);
        foreach (bool fuse in (bool[])[true, false])
        {
            foreach (int? parallel in Parallels)
            {
                yield return new ExecutionMode(
                    fuse,
                    Capacities[turn++ % Capacities.Length],
                    parallel,
                    random.GetItems(Enum.GetValues<SourceKind>(), 1)[0],
                    random.GetItems(Enum.GetValues<BodyKind>(), 1)[0],
                    random.Next(2) == 0 ? random.Next(1_000_000) : null,
                    random.Next(3) == 0 ? random.Next(1, 4) : null);
            }
        }
    }
}

/// <summary>What the items of a source come from.</summary>
internal enum SourceKind
{
    List,
    Iterator,
    AsyncIterator,
    WaitingAsyncIterator,
}

/// <summary>What the functions of tasks are.</summary>
internal enum BodyKind
{
    Synchronous,
    Completed,
    Waiting,
}

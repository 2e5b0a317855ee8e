namespace Millstream.Execution;

/// <summary>One task of a random pipeline, both as Millstream and as LINQ have it.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Number">The constant in it.</param>
/// <param name="IsSaved">Whether its items are stored.</param>
internal sealed record Stage(StageKind Kind, int Number, bool IsSaved = false)
{
    public override string ToString() => $"{Kind} {Number}{(IsSaved ? " saved" : string.Empty)}";

    public IEnumerable<int> Apply(IEnumerable<int> items) => Kind switch
    {
        StageKind.Map or StageKind.Constant => items.Select(Map),
        StageKind.Where => items.Where(IsKept),
        StageKind.Skip => items.Where(IsKept).Select(Map),
        _ => items.SelectMany(x => (int[])[Map(x), x]),
    };

    public Flow<int> Add(Flow<int> flow, string name, ExecutionMode mode, Faults faults)
    {
        Tasks.TaskOptions Options(Tasks.TaskOptions o)
        {
            o = mode.Parallel is { } calls ? o.Named(name).Parallel(calls) : o.Named(name);
            return faults.Retries > 0 ? o.Retry(faults.Retries).Timeout(TimeSpan.FromMinutes(10)) : o;
        }

        switch (Kind)
        {
            case StageKind.Where:
                return flow.Then(x => faults.Check(x, IsKept(x) ? Step<int>.Emit(x) : Step<int>.Skip()), Options);
            case StageKind.Skip:
                return flow.Then(x => faults.Check(x, IsKept(x) ? Step<int>.Emit(Map(x)) : Step<int>.Skip()), Options);
            case StageKind.Double:
                return flow.Then(x => faults.Check(x, Twice(x)), Options);
            default:
                return mode.Body switch
                {
                    BodyKind.Synchronous => flow.Then(x => faults.Check(x, Map(x)), Options),
                    BodyKind.Completed => flow.Then(x => ValueTask.FromResult(faults.Check(x, Map(x))), Options),
                    _ => flow.Then(x => WaitAsync(x), Options),
                };
        }

        async Task<int> WaitAsync(int x)
        {
            await Task.Yield();
            return faults.Check(x, Map(x));
        }
    }

    private int Map(int x) => unchecked(Kind == StageKind.Constant ? (x * 3) + Number : x + Number);

    private bool IsKept(int x) => unchecked((uint)x) % (uint)(Number + 1) != 0;

    private IEnumerable<int> Twice(int x)
    {
        yield return Map(x);
        yield return x;
    }
}

/// <summary>The kinds of tasks in random pipelines.</summary>
internal enum StageKind
{
    Map,
    Constant,
    Where,
    Skip,
    Double,
}

/// <summary>Where a function of a random pipeline throws.</summary>
/// <param name="always">The item that it never takes.</param>
/// <param name="retries">How often it refuses some other items before it takes them.</param>
/// <param name="seed">Chooses these others.</param>
internal sealed class Faults(int? always, int retries, int seed)
{
    private readonly Dictionary<int, int> _refused = [];

    public int Retries => retries;

    public T Check<T>(int item, T result)
    {
        if (item == always)
        {
            throw new InvalidOperationException($"refused {item}");
        }

        // Not HashCode, which differs from process to process: a printed seed must bring the same case back.
        return retries > 0 && unchecked((((uint)item * 31) + (uint)seed) * 2_654_435_761) % 4 == 0 && IsRefusedOnceMore(item)
            ? throw new TimeZoneNotFoundException($"refused {item} for now")
            : result;
    }

    private bool IsRefusedOnceMore(int item)
    {
        lock (_refused)
        {
            int before = _refused.GetValueOrDefault(item);
            _refused[item] = before + 1;
            return before < retries;
        }
    }
}

/// <summary>Sources of the numbers from 0 on, of every kind.</summary>
internal static class Sources
{
    public static Flow<int> Of(SourceKind kind, int count, int? failingAt) => kind switch
    {
        SourceKind.List when failingAt is null => Flow.From(Enumerable.Range(0, count).ToList()),
        SourceKind.List or SourceKind.Iterator => Flow.Iter(() => Iterator(count, failingAt), o => o.Named("source")),
        SourceKind.AsyncIterator => Flow.Iter(() => AsyncIterator(count, failingAt, every: int.MaxValue), o => o.Named("source")),
        _ => Flow.Iter(() => AsyncIterator(count, failingAt, every: 3), o => o.Named("source")),
    };

    private static IEnumerable<int> Iterator(int count, int? failingAt)
    {
        for (int i = 0; i < count; i++)
        {
            yield return i == failingAt ? throw new IOException("broken") : i;
        }
    }

    private static async IAsyncEnumerable<int> AsyncIterator(int count, int? failingAt, int every)
    {
        for (int i = 0; i < count; i++)
        {
            if (i % every == every - 1)
            {
                await Task.Yield();
            }

            yield return i == failingAt ? throw new IOException("broken") : i;
        }
    }
}

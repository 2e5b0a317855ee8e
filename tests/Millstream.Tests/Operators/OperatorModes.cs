using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Millstream;

/// <summary>
/// Every synchronous operator in one table: what it does to a flow, and what LINQ does to the list. <see cref="OperatorModesTests"/> runs each row in every
/// mode. To cover another operator, add a row.
/// </summary>
internal static class OperatorModes
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>What each operator gives for a list, with <see langword="null"/> among the items.</summary>
    public static IReadOnlyList<OperatorRow> Rows { get; } =
    [
        Row("Then", s => s.Then(Mark), l => l.Select(Mark)),
        Row("Then, asynchronous", s => s.Then(MarkAsync), l => l.Select(Mark)),
        Row("Then, many", s => s.Then(x => Twice(x)), l => l.SelectMany(Twice)),
        Row("Then, many asynchronous", s => s.Then(x => TwiceAsync(x)), l => l.SelectMany(Twice)),
        Row("Then, steps", s => s.Then(KeepShort), l => l.Where(IsShort)),
        Row("Select", s => s.Select(Mark), l => l.Select(Mark)),
        Row("Select, asynchronous", s => s.Select(MarkAsync), l => l.Select(Mark)),
        Row("Select, sequences", s => s.Select(x => Twice(x)), l => l.Select(Twice)),
        Row("SelectMany", s => s.SelectMany(x => Twice(x)), l => l.SelectMany(Twice)),
        Row("SelectMany, asynchronous", s => s.SelectMany(x => TwiceAsync(x)), l => l.SelectMany(Twice)),
        Row("SelectMany, none for some", s => s.SelectMany(x => IsShort(x) ? Twice(x) : []), l => l.Where(IsShort).SelectMany(Twice)),
        Row("SelectMany, pairs", s => s.SelectMany(Letters, (x, c) => x + c), l => l.SelectMany(Letters, (x, c) => x + c)),
        Row("Where", s => s.Where(IsShort), l => l.Where(IsShort)),
        Row("Where, called", s => s.Where(IsShort, o => o.Parallel(2)), l => l.Where(IsShort)),
        Row("Scan", s => s.Scan(Join, ""), l => l.Select((_, i) => l.Take(i + 1).Aggregate("", Join))),
        Row("Take", s => s.Take(5), l => l.Take(5)) with { EndsEarly = true },
        Row("Take, none", s => s.Take(0), _ => []) with { EndsEarly = true },
        Row("TakeWhile", s => s.TakeWhile(x => x != "7"), l => l.TakeWhile(x => x != "7")) with { EndsEarly = true },
        Row("Skip", s => s.Skip(5), l => l.Skip(5)),
        Row("SkipWhile", s => s.SkipWhile(x => x != "7"), l => l.SkipWhile(x => x != "7")),
        Row("Distinct", s => s.Distinct(), l => l.Distinct()),
        Row("DistinctBy", s => s.DistinctBy(x => x?.Length), l => l.DistinctBy(x => x?.Length)),
        Row("Index", s => s.Index(), l => l.Select((x, i) => ((long)i, x))),
        Row("Chunk", s => s.Chunk(3), l => l.Chunk(3)),
        Row("Chunk, of one", s => s.Chunk(1), l => l.Chunk(1)),
        Row("Window, tumbling", s => s.Window(At, WindowOptions.Tumbling(Ten) with { Lateness = Day }), l => Windows(l, every: 10)),
        Row("Window, sliding", s => s.Window(At, WindowOptions.Sliding(Ten, Ten / 2) with { Lateness = Day }), l => Windows(l, every: 5)),
        Row("GroupBy", s => s.GroupBy(x => x?.Length), l => l.GroupBy(x => x?.Length).Select(g => new Group<int?, string?>(g.Key, [.. g]))),
        Row(
            "GroupBy, elements",
            s => s.GroupBy(x => x?.Length, Mark),
            l => l.GroupBy(x => x?.Length, Mark).Select(g => new Group<int?, string>(g.Key, [.. g]))),
        Row("CountBy", s => s.CountBy(x => x), l => l.GroupBy(x => x).Select(g => KeyValuePair.Create(g.Key, g.LongCount()))),
        Row(
            "AggregateBy",
            s => s.AggregateBy(x => x?.Length, "", Join),
            l => l.GroupBy(x => x?.Length).Select(g => KeyValuePair.Create(g.Key, g.Aggregate("", Join)))),
        Row("Concat", s => s.Concat(s.Then(x => x)), l => l.Concat(l)),
        Value("Aggregate", s => s.Aggregate("", Join), l => l.Aggregate("", Join)),
        Value("Aggregate, without a seed", s => s.Aggregate((a, x) => Join(a ?? "", x)), l => l.Aggregate((a, x) => Join(a ?? "", x))),
        Value("Reduce", s => s.Reduce(Join, ""), l => l.Aggregate("", Join)),
        Value("Count", s => s.Count(), l => l.LongCount()),
        Value("First", s => s.First(), l => l.First()) with { EndsEarly = true },
        Value("FirstOrDefault", s => s.FirstOrDefault("none"), l => l.Append("none").First()) with { EndsEarly = true },
        Value("Last", s => s.Last(), l => l.Last()),
        Value("ToList", s => s.ToList(), l => [.. l]),
        Value("ForEach", s => s.ForEach(_ => { }), l => l.LongCount()),
        Value("ForEach, asynchronous", s => s.ForEach(async _ => await Task.Yield()), l => l.LongCount()),
    ];

    /// <summary>Every operator that calls a function of the user's for its items: what it is called, and what it gives of the items before one that fails.</summary>
    public static IReadOnlyList<FailingRow> FailingRows { get; } =
    [
        Failing("then", (s, f) => s.Then(x => f(x)), l => l),
        Failing("then", (s, f) => s.Then(async x => { await Task.Yield(); return f(x); }), l => l),
        Failing("then", (s, f) => s.Then(x => Repeated(f(x))), l => l.SelectMany(Repeated)),
        Failing("then", (s, f) => s.Then(x => RepeatedAsync(x, f)), l => l.SelectMany(Repeated)),
        Failing("select", (s, f) => s.Select(x => f(x)), l => l),
        Failing("selectMany", (s, f) => s.SelectMany(x => Repeated(f(x))), l => l.SelectMany(Repeated)),
        Failing("selectMany", (s, f) => s.SelectMany(x => RepeatedAsync(x, f)), l => l.SelectMany(Repeated)),
        Failing("selectMany", (s, f) => s.SelectMany(x => Repeated(x), (x, _) => f(x)), l => l.SelectMany(Repeated)),
        Failing("where", (s, f) => s.Where(x => f(x) % 2 == 0), l => l.Where(x => x % 2 == 0)),
        Failing("scan", (s, f) => s.Scan((a, x) => a + f(x), 0), l => l.Select((_, i) => l.Take(i + 1).Sum())),
        Failing("takeWhile", (s, f) => s.TakeWhile(x => f(x) >= 0), l => l),
        Failing("skipWhile", (s, f) => s.SkipWhile(x => f(x) >= 0), _ => Array.Empty<int>()),
        Failing("distinctBy", (s, f) => s.DistinctBy(x => f(x)), l => l),
        Failing("window", (s, f) => s.Window(x => Moment(f(x)), WindowOptions.Tumbling(TimeSpan.FromSeconds(2))), l => Pairs(l)),
        Failing("groupBy", (s, f) => s.GroupBy(x => f(x)), _ => Array.Empty<int>()),
        Failing("groupBy", (s, f) => s.GroupBy(x => x, x => f(x)), _ => Array.Empty<int>()),
        Failing("countBy", (s, f) => s.CountBy(x => f(x)), _ => Array.Empty<int>()),
        Failing("aggregateBy", (s, f) => s.AggregateBy(x => f(x), 0, (a, x) => a + x), _ => Array.Empty<int>()),
        Failing("aggregateBy", (s, f) => s.AggregateBy(x => x, 0, (a, x) => a + f(x)), _ => Array.Empty<int>()),
        FailingValue("aggregate", (s, f) => s.Aggregate((a, x) => a + f(x))) with { BeginsWithSecond = true },
        FailingValue("reduce", (s, f) => s.Aggregate(0, (a, x) => a + f(x))),
        FailingValue("forEach", (s, f) => s.ForEach(x => { _ = f(x); })),
        FailingValue("forEach", (s, f) => s.ForEach(async x => { await Task.Yield(); _ = f(x); })),
    ];

    /// <summary>How a flow may be run: none of it may change an answer.</summary>
    public static TheoryData<bool, int> Runs => new()
    {
        { true, 1 }, { true, 4 }, { true, 1024 }, { false, 1 }, { false, 4 }, { false, 1024 },
    };

    /// <summary>Gives a list as the three sorts of sources there are.</summary>
    public static IEnumerable<Flow<T>> Sources<T>(IReadOnlyList<T> items) =>
        [Flow.From(items), Flow.Iter(() => Walk(items)), Flow.Iter(() => WalkAsync(items))];

    /// <summary>Says what a result is, so that results of any type can be compared.</summary>
    public static string Text(object? result) => JsonSerializer.Serialize(result, TextOptions);

    public static IEnumerable<int> Gen(int n)
    {
        for (var i = 0; i < n; i++)
        {
            yield return i;
        }
    }

    /// <summary>Runs an operator over items that carry their index at the source, as it is run before a save, and gives what comes out with its index.</summary>
    public static async Task<IReadOnlyList<(TResult Item, long Index)>> LiftedAsync<T, TResult>(
        IReadOnlyList<T> items, Func<Flow<T>, FlowOutcome> use, RunOptions options)
    {
        var lifted = ((Tasks.TaskBody)use(Flow.From(items)).Node.Task).Lift();
        Assert.NotNull(lifted);
        var indexed = items.Select((x, i) => new Marked<T>(x, new ItemMarks(new ItemIndex(i)))).ToList();
        var flow = new Flow<Marked<TResult>>(lifted, Flow.From(indexed).Input);
        var results = await flow.RunAsync(options).WaitAsync(Deadline);
        return [.. results.Select(r => (r.Item, r.Index.Source))];
    }

    private static readonly JsonSerializerOptions TextOptions = new() { IncludeFields = true };

    private static TimeSpan Ten => TimeSpan.FromSeconds(10);

    private static TimeSpan Day => TimeSpan.FromDays(1);

    private static OperatorRow Row<TResult>(
        string name, Func<Flow<string?>, Flow<TResult>> use, Func<IEnumerable<string?>, IEnumerable<TResult>> linq) =>
        new(name, async (source, options, token) => await use(source).RunAsync(options, token), items => linq(items).ToList());

    private static OperatorRow Value<TResult>(
        string name, Func<Flow<string?>, FlowValue<TResult>> use, Func<IEnumerable<string?>, TResult> linq) =>
        new(name, async (source, options, token) => await use(source).RunAsync(options, token), items => linq(items));

    private static FailingRow Failing<TResult, TExpected>(
        string name, Func<Flow<int>, Func<int, int>, Flow<TResult>> use, Func<IReadOnlyList<int>, IEnumerable<TExpected>> before) =>
        new(
            name,
            async (source, failing, options) =>
            {
                var got = new List<TResult>();
                var error = await Assert.ThrowsAsync<TaskFailedException>(async () =>
                {
                    await foreach (var item in use(source, failing).With(options))
                    {
                        got.Add(item);
                    }
                });
                return (Text(got), error);
            },
            items => before(items).ToList());

    private static FailingRow FailingValue<TResult>(string name, Func<Flow<int>, Func<int, int>, FlowValue<TResult>> use) =>
        new(
            name,
            async (source, failing, options) =>
                (Text(null), await Assert.ThrowsAsync<TaskFailedException>(() => use(source, failing).RunAsync(options))),
            _ => null);

    private static IEnumerable<T> Walk<T>(IReadOnlyList<T> items)
    {
        foreach (var item in items)
        {
            yield return item;
        }
    }

    private static async IAsyncEnumerable<T> WalkAsync<T>(
        IReadOnlyList<T> items, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (i % 50 == 49)
            {
                await Task.Yield();
            }

            cancellationToken.ThrowIfCancellationRequested();
            yield return items[i];
        }
    }

    private static string Mark(string? x) => $"<{x}>";

    private static async ValueTask<string> MarkAsync(string? x)
    {
        if (IsShort(x))
        {
            await Task.Yield();
        }

        return Mark(x);
    }

    private static bool IsShort(string? x) => x is null or { Length: < 2 };

    private static Step<string?> KeepShort(string? x) => IsShort(x) ? x : Step.Skip();

    private static IEnumerable<string?> Twice(string? x) => Enumerable.Repeat(x, 2);

    private static IEnumerable<char> Letters(string? x) => x ?? "";

    private static async IAsyncEnumerable<string?> TwiceAsync(string? x)
    {
        yield return x;
        if (IsShort(x))
        {
            await Task.Yield();
        }

        yield return x;
    }

    private static IEnumerable<int> Repeated(int x) => Enumerable.Repeat(x, 2);

    private static async IAsyncEnumerable<int> RepeatedAsync(int x, Func<int, int> check)
    {
        await Task.Yield();
        yield return check(x);
        yield return x;
    }

    /// <summary>Joins with a bound, so that many items stay cheap.</summary>
    private static string Join(string state, string? x) => (state + x)[^Math.Min(12, state.Length + (x?.Length ?? 0))..];

    private static DateTimeOffset Moment(int seconds) => DateTimeOffset.UnixEpoch.AddSeconds(seconds);

    /// <summary>The windows of two seconds that are closed when the items have come, one each second.</summary>
    private static IEnumerable<Window<int>> Pairs(IReadOnlyList<int> items) =>
        items.Chunk(2).Where(c => c[0] + 2 <= items[^1]).Select(c => new Window<int>(Moment(c[0]), Moment(c[0] + 2), c));

    private static DateTimeOffset At(string? x) => Moment(x is null ? 0 : int.Parse(x, System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>All windows of ten seconds, where none closes before the end.</summary>
    private static IEnumerable<Window<string?>> Windows(IEnumerable<string?> items, int every) =>
        from item in items
        let time = (int)(At(item) - DateTimeOffset.UnixEpoch).TotalSeconds
        from start in Enumerable.Range(0, 10 / every).Select(i => (time / every * every) - (i * every))
        group item by start into window
        orderby window.Key
        select new Window<string?>(Moment(window.Key), Moment(window.Key + 10), [.. window]);
}

/// <summary>An operator that is to give what LINQ gives.</summary>
internal sealed record OperatorRow(
    string Name,
    Func<Flow<string?>, RunOptions, CancellationToken, Task<object?>> RunAsync,
    Func<IReadOnlyList<string?>, object?> Linq)
{
    /// <summary>Gets whether it ends before its source does, when enough items have come.</summary>
    public bool EndsEarly { get; init; }
}

/// <summary>An operator whose user code fails for one item.</summary>
internal sealed record FailingRow(
    string TaskName,
    Func<Flow<int>, Func<int, int>, RunOptions, Task<(string Got, TaskFailedException Error)>> RunAsync,
    Func<IReadOnlyList<int>, object?> Before)
{
    /// <summary>Gets whether the first item is taken without a call.</summary>
    public bool BeginsWithSecond { get; init; }
}

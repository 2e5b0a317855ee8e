using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Millstream.Benchmarks.Harness;
using Millstream.Benchmarks.Peers;

namespace Millstream.Benchmarks;

/// <summary>P1: source, three steps and a sum on one thread. Row a: the first graph of its kind in the process. Row
/// b: ten graphs with other lambdas have run before, so that the JIT's profile of the shared bodies is of no use any
/// more.</summary>
internal static class P1FusedChain
{
    private static readonly Steps First = new(x => x + 1, x => x + 1, x => x + 1);

    /// <summary>Other lambdas than those of row a, which the JIT has met when row b runs.</summary>
    private static readonly Steps Later = new(x => 1 + x, x => 1 + x, x => 1 + x);

    private static readonly Steps[] Others =
    [
        new(x => x + 2, x => x ^ 2, x => x - 2),
        new(x => x + 3, x => x ^ 3, x => x - 3),
        new(x => x + 4, x => x ^ 4, x => x - 4),
        new(x => x + 5, x => x ^ 5, x => x - 5),
        new(x => x + 6, x => x ^ 6, x => x - 6),
        new(x => x + 7, x => x ^ 7, x => x - 7),
        new(x => x + 8, x => x ^ 8, x => x - 8),
        new(x => x + 9, x => x ^ 9, x => x - 9),
        new(x => x + 10, x => x ^ 10, x => x - 10),
        new(x => x + 11, x => x ^ 11, x => x - 11),
    ];

    public static IReadOnlyList<BenchmarkCase> Cases =>
    [
        Case("P1-a", First, []),
        Case("P1-b", Later, [.. Others.SelectMany(Chains)]),
    ];

    /// <summary>Gives the ways to join three lambdas; what is added here is also run with the ten others
    /// first.</summary>
    public static IReadOnlyList<Variant> Chains(Steps steps) =>
    [
        new("LINQ", items => LongWork.Items(items)
            .Select(steps.First).Select(steps.Second).Select(steps.Third).Sum()),
        new("Rx", items => RxSource.Items<long, LongWork>(items)
            .Select(steps.First).Select(steps.Second).Select(steps.Third).Sum().ToTask()),
        new("Millstream lambdas", items => Flow.Iter(LongWork.Items(items))
            .Then(steps.First).Then(steps.Second).Then(steps.Third).Reduce(Add, 0L).RunAsync()),
        new("LINQ, of a range", items => Enumerable.Sequence(0, items - 1, 1L)
            .Select(steps.First).Select(steps.Second).Select(steps.Third).Sum()),
        new("Millstream lambdas, of a range", items => Flow.Range(0L, items)
            .Then(steps.First).Then(steps.Second).Then(steps.Third).Reduce(Add, 0L).RunAsync()),
        new("AsyncEnumerable", items => AsyncAsync(items, steps)) { Items = 2_500_000 },
    ];

    private static ThroughputCase Case(string name, Steps steps, IReadOnlyList<Variant> before) => new(name)
    {
        Items = 10_000_000,
        Expected = items => LongWork.Sum(items, steps: 3),
        Reference = "LINQ",
        Before = before,
        Variants =
        [
            new("loop", Loop),
            new("Millstream generated", items => GeneratedAsync(Flow.Iter(LongWork.Items(items)))),
            new("Millstream generated, of a range", items => GeneratedAsync(Flow.Range(0L, items))),
            .. Chains(steps),
        ],
    };

    private static long Add(long sum, long item) => sum + item;

    /// <summary>What the generator will write for three task methods and a fold: each call known to the compiler.</summary>
    private static Task<long> GeneratedAsync(Flow<long> source) => source
        .Then<long, long, Increment>("first").Then<long, long, Increment>("second").Then<long, long, Increment>("third")
        .Reduce<long, long, Sum>("sum", 0L).RunAsync();

    private static long Loop(long items)
    {
        long sum = 0;
        for (long item = 0; item < items; item++)
        {
            sum += LongWork.Step(LongWork.Step(LongWork.Step(item)));
        }

        return sum;
    }

    private static async Task<long> AsyncAsync(long items, Steps steps)
    {
        long sum = 0;
        await foreach (long item in LongWork.Items(items).ToAsyncEnumerable()
            .Select(steps.First).Select(steps.Second).Select(steps.Third))
        {
            sum += item;
        }

        return sum;
    }

    private readonly struct Increment : IItemFunction<long, long>
    {
        public static long Invoke(long item) => LongWork.Step(item);
    }

    private readonly struct Sum : IFoldFunction<long, long>
    {
        public static long Invoke(long state, long item) => state + item;
    }

    internal sealed record Steps(Func<long, long> First, Func<long, long> Second, Func<long, long> Third);
}

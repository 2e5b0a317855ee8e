using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Reactive.Threading.Tasks;
using Millstream.Benchmarks.Harness;
using Millstream.Benchmarks.Peers;

namespace Millstream.Benchmarks;

/// <summary>P3: one source, four branches with a step each, then zip or merge, then a sum. Counted are the source's
/// items, each of which passes four times.</summary>
internal static class P3FanOutZipMerge
{
    private const int Branches = 4;

    private static readonly Func<long, long>[] Steps = [x => x + 1, x => 1 + x, x => x - -1, x => -(-1 - x)];

    private static readonly LambdaZipCode[] Lambdas =
        [.. Steps.Select(step => new LambdaZipCode(step, (a, b, c, d) => a + b + c + d, (sum, x) => sum + x))];

    private static readonly InlinedZipCode[] Inlined = new InlinedZipCode[Branches];

    public static IReadOnlyList<BenchmarkCase> Cases =>
    [
        Case("P3-zip",
        [
            .. BatchChain.Sizes.Select(size =>
                new Variant(BatchChain.Name(size), items => BatchFanOut.ZipAsync(items, Lambdas, size))),
            .. BatchChain.Sizes.Select(size =>
                new Variant($"inlined {BatchChain.Name(size)}", items => BatchFanOut.ZipAsync(items, Inlined, size))),
            new("Millstream", items => MillstreamAsync(Flow.Iter(LongWork.Items(items)), isZip: true)),
            new("Millstream, of a range", items => MillstreamAsync(Flow.Range(0L, items), isZip: true)),
            new("channels", ChannelFanOut.ZipAsync) { Items = 500_000 },
            new("Dataflow", DataflowFanOut.ZipAsync) { Items = 250_000 },
            new("Rx", items => RxAsync(items, branches => branches[0].Zip(
                branches[1], branches[2], branches[3], (a, b, c, d) => a + b + c + d))) { Items = 2_500_000 },
        ]),
        Case("P3-merge",
        [
            .. BatchChain.Sizes.Select(size =>
                new Variant(BatchChain.Name(size), items => BatchFanOut.MergeAsync(items, Lambdas, size))),
            .. BatchChain.Sizes.Select(size =>
                new Variant($"inlined {BatchChain.Name(size)}", items => BatchFanOut.MergeAsync(items, Inlined, size))),
            new("Millstream", items => MillstreamAsync(Flow.Iter(LongWork.Items(items)), isZip: false)),
            new("Millstream, of a range", items => MillstreamAsync(Flow.Range(0L, items), isZip: false)),
            new("channels", ChannelFanOut.MergeAsync) { Items = 500_000 },
            new("Dataflow", DataflowFanOut.MergeAsync) { Items = 250_000 },
            new("Rx", items => RxAsync(items, branches => branches.Merge())) { Items = 2_500_000 },
        ]),
    ];

    private static Task<long> MillstreamAsync(Flow<long> source, bool isZip)
    {
        Flow<long>[] branches = [.. Steps.Select(step => source.Then(step))];
        Flow<long> joined = isZip
            ? Flow.Zip(branches[0], branches[1], branches[2], branches[3], (a, b, c, d) => a + b + c + d)
            : Flow.Merge(branches);
        return joined.Reduce((sum, x) => sum + x, 0L).RunAsync();
    }

    private static ThroughputCase Case(string name, IReadOnlyList<Variant> variants) => new(name)
    {
        Items = 5_000_000,
        Expected = items => Branches * LongWork.Sum(items, steps: 1),
        Reference = "best batches",
        BestOf = ["batches", "inlined batches"],
        Variants = variants,
    };

    private static async Task<long> RxAsync(long items, Func<IObservable<long>[], IObservable<long>> join)
    {
        IConnectableObservable<long> source = RxSource.Items<long, LongWork>(items).Publish();
        Task<long> sum = join([.. Steps.Select(step => source.Select(step))]).Sum().ToTask();
        using IDisposable connection = source.Connect();
        return await sum;
    }
}

using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Threading.Channels;
using System.Threading.Tasks.Dataflow;
using Millstream.Benchmarks.Harness;
using Millstream.Benchmarks.Peers;

namespace Millstream.Benchmarks;

/// <summary>P8: count numbers by key, 10,000 keys. The peers over an edge count in a task of their own.</summary>
internal static class P8CountByKey
{
    public static IReadOnlyList<BenchmarkCase> Cases =>
    [
        new ThroughputCase("P8")
        {
            Items = 10_000_000,
            Expected = KeyCounts.Checksum,
            Reference = "best batches",
            BestOf = ["batches"],
            Variants =
            [
                new("loop", Loop),
                new("LINQ", items => LongWork.Items(items)
                    .CountBy(KeyCounts.Key).Sum(pair => KeyCounts.Weigh(pair.Key, pair.Value))),
                .. BatchChain.Sizes.Select(size =>
                    new Variant(BatchChain.Name(size), items => BatchesAsync(items, size))),
                new("Millstream", items => MillstreamAsync(Flow.Iter(LongWork.Items(items)), fuse: true)),
                new("Millstream, of a range", items => MillstreamAsync(Flow.Range(0L, items), fuse: true)),
                new("Millstream, over an edge", items => MillstreamAsync(Flow.Iter(LongWork.Items(items)), fuse: false)),
                new("Millstream, of a range, over an edge", items => MillstreamAsync(Flow.Range(0L, items), fuse: false)),
                new("channels", ChannelsAsync) { Items = 1_000_000 },
                new("Dataflow", DataflowAsync) { Items = 1_000_000 },
                new("AsyncEnumerable", AsyncAsync) { Items = 2_500_000 },
                new("Rx and a dictionary", RxAsync),
                new("Rx GroupBy", items => RxSource.Items<long, LongWork>(items).GroupBy(KeyCounts.Key)
                    .SelectMany(group => group.LongCount().Select(count => KeyCounts.Weigh(group.Key, count)))
                    .Sum().ToTask()) { Items = 2_500_000 },
            ],
        },
    ];

    private static long Loop(long items)
    {
        KeyCounts counts = new();
        for (long item = 0; item < items; item++)
        {
            counts.Add(item);
        }

        return counts.Checksum();
    }

    private static async Task<long> MillstreamAsync(Flow<long> source, bool fuse)
    {
        long checksum = 0;
        Flow<KeyValuePair<int, long>> counts = source.CountBy(KeyCounts.Key);
        await foreach ((int key, long count) in counts.With(new RunOptions { Fuse = fuse }))
        {
            checksum += KeyCounts.Weigh(key, count);
        }

        return checksum;
    }

    private static async Task<long> BatchesAsync(long items, int size)
    {
        BatchPool<long> pool = new(size);
        Channel<Batch<long>> edge = BatchChain.Edge<long>(size);
        Task<long> checksum = CountAsync(edge.Reader, pool);
        await BatchChain.FillAsync<long, LongWork>([edge.Writer], pool, items);
        return await checksum;
    }

    private static async Task<long> CountAsync(ChannelReader<Batch<long>> input, BatchPool<long> pool)
    {
        KeyCounts counts = new();
        while (await input.WaitToReadAsync())
        {
            while (input.TryRead(out Batch<long> batch))
            {
                counts.Add(batch.Span);
                pool.Return(batch.Items);
            }
        }

        return counts.Checksum();
    }

    private static async Task<long> ChannelsAsync(long items)
    {
        Channel<long> edge = ChannelChain.Edge<long>();
        Task<long> checksum = CountAsync(edge.Reader);
        await ChannelChain.FillAsync<long, LongWork>(edge.Writer, items);
        return await checksum;
    }

    private static async Task<long> CountAsync(ChannelReader<long> input)
    {
        KeyCounts counts = new();
        while (await input.WaitToReadAsync())
        {
            while (input.TryRead(out long item))
            {
                counts.Add(item);
            }
        }

        return counts.Checksum();
    }

    private static async Task<long> DataflowAsync(long items)
    {
        KeyCounts counts = new();
        ActionBlock<long> sink = new(counts.Add, DataflowChain.Bounded);
        await DataflowChain.FillAsync<long, LongWork>(sink, items);
        await sink.Completion;
        return counts.Checksum();
    }

    private static async Task<long> AsyncAsync(long items)
    {
        long checksum = 0;
        await foreach ((int key, int count) in LongWork.Items(items).ToAsyncEnumerable().CountBy(KeyCounts.Key))
        {
            checksum += KeyCounts.Weigh(key, count);
        }

        return checksum;
    }

    private static async Task<long> RxAsync(long items)
    {
        KeyCounts counts = new();
        await RxSource.Items<long, LongWork>(items).ForEachAsync(counts.Add);
        return counts.Checksum();
    }
}

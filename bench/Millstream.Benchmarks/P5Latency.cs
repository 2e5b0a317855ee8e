using System.Threading.Channels;
using System.Threading.Tasks.Dataflow;
using Millstream.Benchmarks.Harness;
using Millstream.Benchmarks.Peers;

namespace Millstream.Benchmarks;

/// <summary>P5: one item at a time from a source through five tasks to a sink, which is six hops.</summary>
internal static class P5Latency
{
    private const int Steps = 5;

    public static IReadOnlyList<BenchmarkCase> Cases =>
    [
        new LatencyCase("P5")
        {
            Items = 100_000,
            Added = Steps,
            Reference = "channels",
            Variants =
            [
                new("channels", probe => ChannelsAsync(probe, synchronous: false)),
                new("Millstream", probe => MillstreamAsync(probe, onEngineThread: false)),
                new("Millstream, on the engine's thread", probe => MillstreamAsync(probe, onEngineThread: true)),
                new("channels, synchronous", probe => ChannelsAsync(probe, synchronous: true)),
                new("Dataflow", DataflowAsync),
            ],
        },
    ];

    private static async Task MillstreamAsync(LatencyProbe probe, bool onEngineThread)
    {
        Flow<long> flow = Flow.Iter(probe.Pings());
        for (int step = 0; step < Steps; step++)
        {
            flow = flow.Then(x => x + 1);
        }

        await foreach (long x in flow.With(new RunOptions { Fuse = false, ContinueOnEngineThread = onEngineThread }))
        {
            probe.Arrived(x);
        }
    }

    private static async Task ChannelsAsync(LatencyProbe probe, bool synchronous)
    {
        Channel<long> first = ChannelChain.Edge<long>(synchronous);
        ChannelReader<long> last = first.Reader;
        Task[] tasks = new Task[Steps];
        for (int at = 0; at < Steps; at++)
        {
            Channel<long> next = ChannelChain.Edge<long>(synchronous);
            tasks[at] = ChannelChain.StepAsync<long, LongWork>(last, next.Writer);
            last = next.Reader;
        }

        Task sink = ArriveAsync(last, probe);
        await foreach (long ping in probe.Pings())
        {
            await first.Writer.WriteAsync(ping);
        }

        first.Writer.Complete();
        await Task.WhenAll([.. tasks, sink]);
    }

    private static async Task ArriveAsync(ChannelReader<long> input, LatencyProbe probe)
    {
        while (await input.WaitToReadAsync())
        {
            while (input.TryRead(out long item))
            {
                probe.Arrived(item);
            }
        }
    }

    private static async Task DataflowAsync(LatencyProbe probe)
    {
        ActionBlock<long> sink = new(probe.Arrived, DataflowChain.Bounded);
        ITargetBlock<long> first = DataflowChain.Linked<long, LongWork>(Steps, sink);
        await foreach (long ping in probe.Pings())
        {
            await first.SendAsync(ping);
        }

        first.Complete();
        await sink.Completion;
    }
}

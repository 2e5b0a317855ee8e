using Millstream.Telemetry;

namespace Millstream.Regions;

/// <summary>Section 12: what a running region tells of itself.</summary>
public sealed class ObservationTests : RegionTest
{
    [Fact]
    [Trait("Proves", "REG-148")]
    public async Task A_running_region_tells_its_counters_and_is_drawn()
    {
        var gate = new Gate();
        var rec = new Rec<int>();
        int failures = 0;
        StreamTaskHandle sink = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> source = r.Spawn(new Counter().Next, o => o.Named("count"));
                StreamTaskHandle<int> odd = r.Spawn(
                    source,
                    number => number % 2 == 0 ? throw new InvalidOperationException($"{++failures}") : number,
                    o => o.Named("odd").SkipErrors());
                return r.Spawn(
                    odd,
                    item =>
                    {
                        rec.Add(item);
                        if (rec.Count == 10)
                        {
                            gate.Pass();
                        }
                    },
                    o => o.Named("print"));
            },
            options: Four);
        await gate.ReachedAsync();
        await PassAsync(300);

        RunProgress progress = sink.Run.Snapshot();
        int failed = failures;
        string mermaid = sink.Run.Graph.ToMermaid();
        string dot = sink.Run.Graph.ToDot();
        gate.Open();
        await Deadline.Within(sink.KillAsync());

        TaskStatistics count = progress.Task("count");
        TaskStatistics odds = progress.Task("odd");
        TaskStatistics print = progress.Task("print");
        Assert.All(progress.Tasks, t => Assert.Equal(t == progress.Task("print") ? RunStatus.Running : RunStatus.Streaming, t.Status));
        Assert.Equal(count.Started, count.Emitted);
        Assert.InRange(odds.Started, 20, count.Emitted);
        Assert.Equal((failed, failed), (odds.Failed, odds.Skipped));
        Assert.Equal(odds.Started - odds.Failed, odds.Emitted);
        Assert.Equal((0, 0), (print.Emitted, print.Failed));
        EdgeStatistics last = progress.Edges.Single(e => e.EdgeId == "odd.out->print.item");
        Assert.Equal(odds.Emitted, last.Put + (odds.Emitted - last.Put));
        Assert.Equal((4, 0), (last.Capacity, last.Dropped));
        Assert.Equal(last.Put - last.Delivered, last.Depth);
        Assert.InRange(last.Depth, 1, 4);
        Assert.Contains("count.out->odd.number", progress.Edges.Select(e => e.EdgeId));
        Assert.Equal(
            """
            flowchart LR
              n0["count"]
              n1["odd"]
              n2["print"]
              n0 -->|"out -#gt; number: int"| n1
              n1 -->|"out -#gt; item: int"| n2

            """,
            mermaid);
        Assert.Contains("\"odd\" -> \"print\" [label=\"out -> item: int\"];", dot, StringComparison.Ordinal);
    }
}

using System.Runtime.CompilerServices;
using Millstream.Declarations;
using Millstream.Graphs;
using static Millstream.RunModes;

namespace Millstream.Telemetry;

/// <summary>When tasks begin: with the first item, or when all is there, as the events of a run tell.</summary>
public sealed class ReadinessTests
{
    [Theory]
    [MemberData(nameof(All), MemberType = typeof(RunModes))]
    [Trait("Proves", "TG-108")]
    public async Task A_live_consumer_gives_before_its_producer_has_given_all(bool fuse, int capacity)
    {
        var last = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var g = new GraphBuilder("g");
        Flow<int> s = g.Add(Declared.MakingLater("s", MakeAsync), [], "s").Flow<int>();
        g.Add(Declared.Doubled, [s], "c");
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), Of(fuse, capacity) with { Events = EventDetail.Items });

        // The event itself lets the producer make its last item.
        await run.WhenAsync("Item c.out 0");
        last.SetResult();
        await run.Completion.InTime();

        List<RunEvent> events = await run.EventsAsync();
        RunEvent[] made = [.. events.Where(e => e is { Kind: RunEventKind.Item, TaskId: { } id } && id.ToString() == "s")];
        RunEvent[] given = [.. events.Where(e => e is { Kind: RunEventKind.Item, TaskId: { } id } && id.ToString() == "c")];
        Assert.Equal([1, 2, 3], made.Select(e => (int)e.Item!));
        Assert.Equal([2, 4, 6], given.Select(e => (int)e.Item!));
        Assert.True(given[0].Seq < made[^1].Seq);

        async IAsyncEnumerable<int> MakeAsync([EnumeratorCancellation] CancellationToken token)
        {
            yield return 1;
            yield return 2;
            await last.Task.WaitAsync(token);
            yield return 3;
        }
    }

    [Theory]
    [MemberData(nameof(All), MemberType = typeof(RunModes))]
    public async Task A_list_begins_its_task_when_it_is_whole(bool fuse, int capacity)
    {
        foreach (TaskDefinition source in new[] { Declared.Making("s", Numbers), Declared.MakingLater("s", NumbersAsync), Declared.Making("s", () => Array.Empty<int>()) })
        {
            var calls = new List<IReadOnlyList<int>>();
            var g = new GraphBuilder("g");
            Flow<int> s = g.Add(source, [], "s").Flow<int>();
            g.Add(Declared.OfList<int, int>("c", "x", Sum), [s], "c");
            g.Add(Declared.OfList<int, int>("edges", "x", Sum), "edges");
            g.Add(Declared.Making("other", () => new[] { 9 }), [], "other");
            g.Connect("s", "edges").Connect("other", "edges");
            await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), Of(fuse, capacity));
            await run.Completion.InTime();

            Assert.Equal(2, calls.Count);
            int of = calls.Single(c => !c.Contains(9)).Count;
            Assert.Equal(run.Snapshot().Task("s").Emitted, of);
            foreach (string id in new[] { "c", "edges" })
            {
                Assert.True(run.Snapshot().Task(id).StartedAt >= run.Snapshot().Task("s").EndedAt);
                Assert.Equal((1, RunStatus.Completed), (run.Snapshot().Task(id).Started, run.Snapshot().Task(id).Status));
            }

            List<string> events = [.. (await run.EventsAsync()).Words()];
            Assert.True(events.IndexOf("TaskStarted c") > events.IndexOf("TaskCompleted s"));
            Assert.True(events.IndexOf("TaskStarted edges") > events.IndexOf("TaskCompleted s"));
            Assert.True(events.IndexOf("TaskStarted edges") > events.IndexOf("TaskCompleted other"));

            int Sum(IReadOnlyList<int> all)
            {
                lock (calls)
                {
                    calls.Add(all);
                }

                return all.Sum();
            }
        }

        static IEnumerable<int> Numbers() => Enumerable.Range(10, 100);

        static async IAsyncEnumerable<int> NumbersAsync([EnumeratorCancellation] CancellationToken token)
        {
            foreach (int number in Numbers())
            {
                await Task.Yield();
                yield return number;
            }
        }
    }

    [Theory]
    [MemberData(nameof(All), MemberType = typeof(RunModes))]
    public async Task A_list_of_a_flow_begins_its_task_when_it_is_whole(bool fuse, int capacity)
    {
        TaskGraph graph = Flow.Range(0, 100).Then(x => x + 1, o => o.Named("s")).Join(all => all.Count, o => o.Named("c")).Build();
        await using GraphRun run = await LocalEngine.Shared.StartAsync(graph, Of(fuse, capacity));
        await run.Completion.InTime();

        List<string> events = [.. (await run.EventsAsync()).Words()];
        Assert.True(events.IndexOf("TaskStarted c") > events.IndexOf("TaskCompleted s"));
    }
}

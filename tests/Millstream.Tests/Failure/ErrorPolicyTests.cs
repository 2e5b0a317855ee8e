using Millstream.Telemetry;
using static Millstream.RunModes;

namespace Millstream.Failure;

/// <summary>What becomes of an item that failed for good, where its task goes on, and how an error names it.</summary>
public sealed class ErrorPolicyTests
{
    private static readonly InvalidOperationException BadItem = new("bad item");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "FLU-147")]
    public async Task A_dead_letter_tells_task_index_attempt_error_and_item(bool fuse, int capacity)
    {
        foreach (var parallel in new[] { 1, 4 })
        {
            await using var run = Flow.Iter(Gen, 5).Then(TwiceUnless3, o => o.Retry(1).DeadLetterErrors().Parallel(parallel))
                .Start(Of(fuse, capacity), Token);

            await run.Completion.InTime();

            Assert.Equal([0, 2, 4, 8], await run.ResultAsync<IReadOnlyList<int>>("result", Token));
            var letter = Assert.Single(run.DeadLetters);
            Assert.Equal(("TwiceUnless3", 3L, 2, 3), (letter.TaskName, letter.ItemIndex!.Value, letter.Attempt, letter.Item));
            Assert.Same(BadItem, letter.Error);
            Assert.Equal(1, run.Snapshot().Task("TwiceUnless3").DeadLettered);
        }
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "FLU-148")]
    public async Task A_skipped_item_is_counted(bool fuse, int capacity)
    {
        foreach (var parallel in new[] { 1, 4 })
        {
            await using var run = Flow.Iter(Gen, 5).Then(TwiceUnless3, o => o.SkipErrors().Parallel(parallel)).Reduce((sum, x) => sum + x, 0)
                .Start(Of(fuse, capacity), Token);

            Assert.Equal(14, await run.ResultAsync<int>("result", Token).InTime());

            await run.Completion.InTime();
            var twice = run.Snapshot().Task("TwiceUnless3");
            Assert.Equal((5, 4, 1, 1), (twice.Started, twice.Done, twice.Failed, twice.Skipped));
            Assert.Empty(run.DeadLetters);
        }
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "FLU-41")]
    public async Task A_task_that_is_given_the_list_or_the_live_stream_has_no_index(bool fuse, int capacity)
    {
        var options = Of(fuse, capacity) with { Events = EventDetail.Calls };
        await using var joining = Flow.Iter(Gen, 10).Join(FailOnList).Start(options, Token);
        await using var keeping = Flow.Iter(Gen, 10).Join(FailOnList, o => o.DeadLetterErrors()).Then(x => x).Start(options, Token);
        await using var live = Flow.Iter(Gen, 10).Then(FailAt2Async).Start(options, Token);

        var ofList = await Assert.ThrowsAsync<TaskFailedException>(() => joining.Completion.InTime());
        var ofStream = await Assert.ThrowsAsync<TaskFailedException>(() => live.Completion.InTime());
        await keeping.Completion.InTime();

        Assert.Equal(("FailOnList", null), (ofList.TaskName, ofList.ItemIndex));
        Assert.Equal([null], await FailedAsync(joining));
        Assert.Null(Assert.Single(keeping.DeadLetters).ItemIndex);
        Assert.Equal([null], await FailedAsync(keeping));
        Assert.Equal(("FailAt2Async", null), (ofStream.TaskName, ofStream.ItemIndex));
        Assert.Equal([null], await FailedAsync(live));

        static int FailOnList(IReadOnlyList<int> all) => throw BadItem;

        static async IAsyncEnumerable<int> FailAt2Async(IAsyncEnumerable<int> items)
        {
            await foreach (var x in items)
            {
                yield return x == 2 ? throw BadItem : x;
            }
        }
    }

    private static async Task<List<long?>> FailedAsync(GraphRun run)
    {
        var failed = new List<long?>();
        await foreach (var one in run.Events(cancellationToken: Token))
        {
            if (one.Kind == RunEventKind.ItemFailed)
            {
                failed.Add(one.Index);
            }
        }

        return failed;
    }

    private static IEnumerable<int> Gen(int n) => Enumerable.Range(0, n);

    private static int TwiceUnless3(int x) => x == 3 ? throw BadItem : 2 * x;
}

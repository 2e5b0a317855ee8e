using Millstream.Durability;
using Millstream.Graphs;
using Millstream.Telemetry;
using Millstream.Testing;
using static Millstream.RunModes;

namespace Millstream.Failure;

/// <summary>What a task could not take, as a flow of the same graph.</summary>
public sealed class DeadLettersTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    public async Task Dead_letters_come_with_item_index_attempts_error_and_task_while_the_rest_goes_on(bool fuse, int capacity)
    {
        var halves = Flow.Range(0, 10).Then(HalfOfEven, o => o.Named("half"));
        var failed = halves.DeadLetters();
        await using var run = FlowRuns.Start([halves, failed], Of(fuse, capacity), Token);
        await run.Completion.InTime();

        Assert.Equal([0, 1, 2, 3, 4], await run.ResultAsync(halves, Token));
        var letters = await run.ResultAsync(failed, Token);
        Assert.Equal([1, 3, 5, 7, 9], letters.Select(l => (int)l.Item!));
        Assert.Equal([1L, 3, 5, 7, 9], letters.Select(l => l.ItemIndex));
        Assert.All(letters, l => Assert.Equal(("half", "half", 1), (l.TaskId.ToString(), l.TaskName, l.Attempt)));
        Assert.All(letters, l => Assert.Equal($"{l.Item} is odd", Assert.IsType<ArgumentException>(l.Error).Message));
        Assert.Empty(run.DeadLetters);
        var half = run.Snapshot().Tasks.Single(t => t.TaskName == "half");
        Assert.Equal((RunStatus.Completed, 10L, 5L, 5L, 5L), (half.Status, half.Started, half.Failed, half.DeadLettered, half.Emitted));
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    public async Task A_task_of_several_outlets_has_them_on_one_outlet(bool fuse, int capacity)
    {
        Branches<int> parts = Flow.Range(0, 300).Switch(
            [new("small", x => x % 10 == 9 ? throw new ArgumentException($"{x} is bad") : x < 100), new("large", _ => true)]);
        var failed = parts["small"].DeadLetters();
        await using var run = FlowRuns.Start([parts["small"], parts["large"], failed], Of(fuse, capacity), Token);
        await run.Completion.InTime();

        Assert.Equal(Enumerable.Range(0, 100).Where(x => x % 10 != 9), await run.ResultAsync(parts["small"], Token));
        Assert.Equal(Enumerable.Range(100, 200).Where(x => x % 10 != 9), await run.ResultAsync(parts["large"], Token));
        Assert.Equal(Enumerable.Range(0, 30).Select(i => (object?)((10 * i) + 9)), (await run.ResultAsync(failed, Token)).Select(l => l.Item));
        Assert.Empty(run.DeadLetters);
    }

    /// <summary>A sequence may fail before it is there, or while it is walked: either way the item is the one that it was asked for.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(4, true)]
    [InlineData(4, false)]
    public async Task A_sequence_that_fails_is_named_with_the_item_it_was_made_of(int parallel, bool ordered)
    {
        var pairs = Flow.Range(0, 40).Then(Pair, o => ordered ? o.Parallel(parallel).Retry(1).DeadLetterErrors() : o.Parallel(parallel).Unordered().DeadLetterErrors());
        await using var run = FlowRuns.Start([pairs], cancellationToken: Token);
        await run.Completion.InTime();

        Assert.Equal(50, (await run.ResultAsync(pairs, Token)).Count);
        Assert.Equal(
            Enumerable.Range(0, 40).Where(x => x % 4 is 1 or 2).Select(x => ((long?)x, (object?)x, $"{x} is bad")),
            run.DeadLetters.Select(l => (l.ItemIndex, l.Item, l.Error.Message)).OrderBy(l => l.ItemIndex));

        static IEnumerable<int> Pair(int x) => x % 4 == 1 ? throw new ArgumentException($"{x} is bad") : Walk(x);

        static IEnumerable<int> Walk(int x)
        {
            yield return x;
            yield return x % 4 == 2 ? throw new ArgumentException($"{x} is bad") : x;
        }
    }

    public static TheoryData<string, bool, int> Shapes
    {
        get
        {
            var all = new TheoryData<string, bool, int>();
            foreach (var shape in new[] { "sync", "async", "sequence", "asyncSequence", "step", "where", "forEach", "save", "retry", "parallel", "blocking" })
            {
                foreach (var (fuse, capacity) in new[] { (true, 1024), (true, 1), (false, 4), (false, 1) })
                {
                    all.Add(shape, fuse, capacity);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Every_task_that_takes_item_by_item_has_them(string shape, bool fuse, int capacity)
    {
        var numbers = Flow.Range(0, 300);
        var store = new MemoryStore();
        FlowOutcome step = shape switch
        {
            "sync" => numbers.Then(Good),
            "async" => numbers.Then(GoodLaterAsync),
            "sequence" => numbers.Then(x => Enumerable.Repeat(Good(x), 3)),
            "asyncSequence" => numbers.Then(x => SequenceAsync(x)),
            "step" => numbers.Then(x => Good(x) < 0 ? Step<int>.Skip() : Step<int>.Emit(x)),
            "where" => numbers.Where(x => Good(x) >= 0),
            "forEach" => numbers.ForEach(x => { Good(x); }),
            "save" => numbers.Then(x => x % 3 == 1 ? new Unsavable(x) : new object()).Save("{index}", store),
            "retry" => numbers.Then(Good, o => o.Retry(1)),
            "parallel" => numbers.Then(GoodLaterAsync, o => o.Parallel(4)),
            _ => numbers.Then(Good, o => o.Parallel(2)),
        };
        var failed = step.DeadLetters();
        await using var run = FlowRuns.Start([step, failed], Of(fuse, capacity), Token);
        await run.Completion.InTime();

        var letters = await run.ResultAsync(failed, Token);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (3L * i) + 1), letters.Select(l => l.ItemIndex!.Value));
        if (shape != "save")
        {
            Assert.Equal(Enumerable.Range(0, 100).Select(i => (3 * i) + 1), letters.Select(l => (int)l.Item!));
        }

        Assert.All(letters, l => Assert.Equal(shape == "retry" ? 2 : 1, l.Attempt));
        Assert.Empty(run.DeadLetters);
    }

    [Fact]
    public async Task A_parallel_task_gives_its_dead_letters_in_the_order_of_the_items_whatever_ends_first()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            var engine = new DeterministicEngine(seed);
            var passed = Flow.Range(0, 40).Then(GoodLaterAsync, o => o.Parallel(1 + (seed % 5)));
            var failed = passed.DeadLetters();
            await using var run = FlowRuns.Start([passed, failed], new RunOptions { Capacity = 1 + (seed % 3) }.DrivenBy(engine), Token);
            await run.Completion.InTime();

            Assert.Equal(Enumerable.Range(0, 13).Select(i => (3 * i) + 1), (await run.ResultAsync(failed, Token)).Select(l => (int)l.Item!));
            Assert.Equal(Enumerable.Range(0, 40).Where(x => x % 3 != 1), await run.ResultAsync(passed, Token));
        }
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    public async Task An_unordered_task_gives_all_of_them(bool fuse, int capacity)
    {
        var passed = Flow.Range(0, 200).Then(GoodLaterAsync, o => o.Parallel(4).Unordered());
        var failed = passed.DeadLetters();
        await using var run = FlowRuns.Start([passed, failed], Of(fuse, capacity), Token);
        await run.Completion.InTime();

        Assert.Equal(
            Enumerable.Range(0, 200).Where(x => x % 3 == 1), (await run.ResultAsync(failed, Token)).Select(l => (int)l.Item!).Order());
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    public async Task They_can_be_tried_again_and_come_back_in_the_same_graph(bool fuse, int capacity)
    {
        var passed = Flow.Range(0, 2_000).Then(Good);
        var again = passed.DeadLetters().Then(letter => -(int)letter.Item!);

        var all = await passed.Merge(again).RunAsync(Of(fuse, capacity), Token).InTime();

        Assert.Equal(Enumerable.Range(0, 2_000).Select(x => x % 3 == 1 ? -x : x).Order(), all.Order());
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    public async Task They_can_be_stored_counted_and_read_alone(bool fuse, int capacity)
    {
        var store = new MemoryStore();
        var failed = Flow.Range(0, 10).Then(Good).DeadLetters();
        var stored = failed.Then(letter => (int)letter.Item!).Save("dead/{index}", store).Count();

        Assert.Equal(3, await stored.RunAsync(Of(fuse, capacity), Token).InTime());

        Assert.Equal(["dead/0 = 1", "dead/1 = 4", "dead/2 = 7"], await Fixtures.Stored(store));
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    public async Task The_index_at_the_source_passes_a_task_whose_dead_letters_are_read(bool fuse, int capacity)
    {
        var store = new MemoryStore();
        var passed = Flow.Range(0, 5).Then(Good);

        var (_, letters) = await Flow.RunAllAsync(passed.Save("{index}", store), passed.DeadLetters(), Of(fuse, capacity), Token).InTime();

        Assert.Equal(["0 = 0", "2 = 2", "3 = 3"], await Fixtures.Stored(store));
        Assert.Equal([1, 4], letters.Select(l => (int)l.Item!));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(true, 4)]
    [InlineData(false, 1)]
    [InlineData(false, 4)]
    public async Task Who_does_not_take_them_holds_the_task_back(bool fuse, int parallel)
    {
        var engine = new DeterministicEngine(1);
        var gate = new TaskCompletionSource();
        int calls = 0;
        var passed = Flow.Range(0, 200).Then(FailAsync, o => o.Parallel(parallel).Capacity(2));
        var seen = passed.DeadLetters().Then(async letter => { await gate.Task; return letter.ItemIndex!.Value; }, o => o.Capacity(2));
        var run = Flow.RunAllAsync(passed, seen, new RunOptions { Fuse = fuse }.DrivenBy(engine), Token);

        await engine.IdleAsync().InTime();
        int begun = calls;
        gate.SetResult();

        Assert.Equal(Enumerable.Range(0, 200).Select(i => (long)i), (await run.InTime()).Second);
        Assert.InRange(begun, 1, 6 + (2 * parallel));

        async ValueTask<int> FailAsync(int x)
        {
            calls++;
            await Task.Yield();
            throw new ArgumentException("never good");
        }
    }

    [Fact]
    public async Task A_dead_letter_is_handed_over_before_the_task_waits()
    {
        var isRead = new TaskCompletionSource();
        var passed = Flow.Range(0, 2).Then(WaitAsync);
        var seen = passed.DeadLetters().Then(letter =>
        {
            isRead.TrySetResult();
            return letter.ItemIndex;
        });

        Assert.Equal([0L], (await Flow.RunAllAsync(passed, seen, Token).InTime()).Second);

        async ValueTask<int> WaitAsync(int x)
        {
            if (x == 0)
            {
                throw new ArgumentException("bad");
            }

            await isRead.Task;
            return x;
        }
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    public async Task Where_nobody_reads_them_the_tasks_own_policy_holds(bool fuse, int capacity)
    {
        var strict = Flow.Range(0, 5).Then(Good);
        var lenient = Flow.Range(0, 5).Then(Good, o => o.DeadLetterErrors());
        _ = strict.DeadLetters();
        _ = lenient.DeadLetters();
        await using var run = lenient.Start(Of(fuse, capacity), Token);
        await run.Completion.InTime();

        Assert.Equal([1, 4], run.DeadLetters.Select(l => (int)l.Item!));
        var error = await Assert.ThrowsAsync<TaskFailedException>(() => strict.RunAsync(Of(fuse, capacity), Token).InTime());
        Assert.Equal(1, error.ItemIndex);
    }

    [Fact]
    public async Task What_comes_after_their_reader_has_left_stays_with_the_run()
    {
        var passed = Flow.Range(0, 300).Then(Good);
        var first = passed.DeadLetters().Take(2);
        await using var run = FlowRuns.Start([passed, first], RunOptions.Default, Token);
        await run.Completion.InTime();

        Assert.Equal(200, (await run.ResultAsync(passed, Token)).Count);
        Assert.Equal([1, 4], (await run.ResultAsync(first, Token)).Select(l => (int)l.Item!));
        Assert.Equal(Enumerable.Range(2, 98).Select(i => (3 * i) + 1), run.DeadLetters.Select(l => (int)l.Item!));
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    public async Task The_task_ends_when_nobody_reads_its_results_nor_its_dead_letters_any_more(bool fuse, int capacity)
    {
        var passed = Flow.Iter(Endless).Then(Good);

        var (items, letters) = await Flow.RunAllAsync(passed.Take(3), passed.DeadLetters().Take(4), Of(fuse, capacity), Token).InTime();

        Assert.Equal([0, 2, 3], items);
        Assert.Equal([1, 4, 7, 10], letters.Select(l => (int)l.Item!));
        Assert.Equal(2, (await passed.DeadLetters().Take(2).RunAsync(Of(fuse, capacity), Token).InTime()).Count);
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    public async Task They_arrive_before_the_failure_of_another_task(bool fuse, int capacity)
    {
        var seen = new List<int>();
        var passed = Flow.Iter(BrokenAt10).Then(Good);
        var failed = passed.DeadLetters().Then(letter =>
        {
            seen.Add((int)letter.Item!);
            return 0;
        });

        var error = await Assert.ThrowsAsync<TaskFailedException>(() => Flow.RunAllAsync(passed, failed, Of(fuse, capacity), Token).InTime());

        Assert.IsType<IOException>(error.InnerException);
        Assert.Equal([1, 4, 7], seen);
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    public async Task None_is_lost_when_a_task_behind_fails(bool fuse, int capacity)
    {
        var seen = new List<int>();
        var passed = Flow.Range(0, 10).Then(Good);
        var behind = passed.Then(x => x < 5 ? x : throw new IOException("behind"));
        var failed = passed.DeadLetters().Then(letter =>
        {
            seen.Add((int)letter.Item!);
            return 0;
        });
        await using var run = FlowRuns.Start([behind, failed], Of(fuse, capacity), Token);

        await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.InTime());

        if (fuse)
        {
            Assert.Equal([1, 4], seen.Concat(run.DeadLetters.Select(l => (int)l.Item!)));
        }
    }

    [Fact]
    public async Task Each_is_an_event_whether_it_is_read_or_kept()
    {
        var passed = Flow.Range(0, 5).Then(Good);
        await using var run = FlowRuns.Start([passed, passed.DeadLetters()], RunOptions.Default, Token);
        await run.Completion.InTime();

        var told = new List<long?>();
        await foreach (var e in run.Events(cancellationToken: Token))
        {
            if (e.Kind == RunEventKind.DeadLettered)
            {
                told.Add(e.Index);
            }
        }

        Assert.Equal([1L, 4L], told);
    }

    [Fact]
    public void The_graph_shows_an_outlet_called_error_where_they_are_read_and_only_there()
    {
        var passed = Flow.Range(0, 5).Then(Good);

        var read = FlowRuns.Build([passed, passed.DeadLetters()]);
        var unread = passed.Build();

        Assert.Equal(["out", "error"], read.Nodes.Single(n => n.Task.Name == "Good").Task.Outlets.Select(o => o.Name));
        Assert.Equal(typeof(DeadLetter), read.Nodes.Single(n => n.Task.Name == "Good").Task.Outlets[1].ItemType);
        Assert.Equal(["out"], unread.Nodes.Single(n => n.Task.Name == "Good").Task.Outlets.Select(o => o.Name));
    }

    [Fact]
    public void Who_can_have_none_says_so()
    {
        var source = Assert.Throws<GraphConfigurationException>(() => Flow.Range(0, 5).DeadLetters());
        var letters = Assert.Throws<GraphConfigurationException>(() => Flow.Range(0, 5).Then(Good).DeadLetters().DeadLetters());
        var skips = Assert.Throws<GraphConfigurationException>(() => Flow.Range(0, 5).Then(Good, o => o.SkipErrors()).DeadLetters());

        Assert.Contains("'range' has no dead letters", source.Message, StringComparison.Ordinal);
        Assert.Contains("'Good' has no dead letters", letters.Message, StringComparison.Ordinal);
        Assert.Contains("'Good' leaves out what it cannot take", skips.Message, StringComparison.Ordinal);
    }

    private static int HalfOfEven(int x) => x % 2 == 0 ? x / 2 : throw new ArgumentException($"{x} is odd");

    private static int Good(int x) => x % 3 != 1 ? x : throw new ArgumentException("bad");

    private static async ValueTask<int> GoodLaterAsync(int x)
    {
        for (int i = x % 4; i > 0; i--)
        {
            await Task.Yield();
        }

        return Good(x);
    }

    private static async IAsyncEnumerable<int> SequenceAsync(int x)
    {
        yield return x;
        await Task.Yield();
        yield return Good(x);
    }

    private static IEnumerable<int> Endless()
    {
        for (int i = 0; ; i++)
        {
            yield return i;
        }
    }

    private static IEnumerable<int> BrokenAt10()
    {
        for (int i = 0; i < 10; i++)
        {
            yield return i;
        }

        throw new IOException("broken");
    }

    /// <summary>Cannot be written as JSON: its one property throws.</summary>
    private sealed class Unsavable(int number)
    {
        public int Number => throw new InvalidOperationException($"{number} is not told");
    }
}

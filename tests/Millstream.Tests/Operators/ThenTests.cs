using System.Runtime.CompilerServices;
using Millstream.Graphs;
using Millstream.Telemetry;

namespace Millstream;

public sealed class ThenTests
{
    public static TheoryData<bool, int> Runs => OperatorModes.Runs;

    [Theory]
    [MemberData(nameof(Runs))]
    [Trait("Proves", "FLU-30")]
    public async Task Chained_tasks_give_their_results_in_the_order_of_the_source(bool fuse, int capacity)
    {
        foreach (var source in OperatorModes.Sources([.. OperatorModes.Gen(5)]))
        {
            var flow = source.Then(Twice).Then(x => x + 10);

            Assert.Equal([10, 12, 14, 16, 18], await RunAsync(flow, fuse, capacity));
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task A_step_that_skips_leaves_the_item_out_as_Where_does(bool fuse, int capacity)
    {
        static Step<int> Even(int x) => x % 2 == 0 ? x : Step.Skip();
        var numbers = Flow.Iter(OperatorModes.Gen, 6);

        Assert.Equal([0, 2, 4], await RunAsync(numbers.Then(Even), fuse, capacity));
        Assert.Equal([0, 2, 4], await RunAsync(numbers.Where(x => x % 2 == 0), fuse, capacity));
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task A_task_may_give_several_items_for_one(bool fuse, int capacity)
    {
        static IEnumerable<int> Both(int x) => [x, x];
        static async IAsyncEnumerable<int> BothLater(int x)
        {
            await Task.Yield();
            yield return x;
            await Task.Yield();
            yield return x;
        }

        var numbers = Flow.Iter(OperatorModes.Gen, 3);

        Assert.Equal([0, 0, 1, 1, 2, 2], await RunAsync(numbers.Then(Both), fuse, capacity));
        Assert.Equal([0, 0, 1, 1, 2, 2], await RunAsync(numbers.Then(BothLater), fuse, capacity));
    }

    [Theory]
    [MemberData(nameof(Runs))]
    [Trait("Proves", "FLU-41")]
    public async Task An_index_counts_the_items_on_the_inlet_of_the_task_that_failed(bool fuse, int capacity)
    {
        static int FailOn4(int x) => x == 4 ? throw new InvalidOperationException("Four.") : x;
        var numbers = Flow.Iter(OperatorModes.Gen, 10).Where(x => x % 2 == 0);
        var options = new RunOptions { Fuse = fuse, Capacity = capacity, Events = EventDetail.Calls };

        await using (var run = numbers.Then(FailOn4).Start(options))
        {
            var error = await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.WaitAsync(OperatorModes.Deadline));

            Assert.Equal(("FailOn4", 2L), (error.TaskName, error.ItemIndex));
            Assert.Equal([2L], await FailuresAsync(run));
        }

        foreach (var calls in new[] { 1, 4 })
        {
            await using var run = numbers.Then(FailOn4, o => o.Parallel(calls).DeadLetterErrors()).Start(options);
            await run.Completion.WaitAsync(OperatorModes.Deadline);

            Assert.Equal(2, Assert.Single(run.DeadLetters).ItemIndex);
            Assert.Equal([2L], await FailuresAsync(run));
        }

        static async Task<IReadOnlyList<long>> FailuresAsync(GraphRun run) =>
            await run.Events().Where(e => e.Kind == RunEventKind.ItemFailed).Select(e => e.Index!.Value).ToListAsync();
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task An_error_of_a_task_that_reads_the_live_stream_has_no_index(bool fuse, int capacity)
    {
        static async IAsyncEnumerable<int> FailAtThird(IAsyncEnumerable<int> items)
        {
            var n = 0;
            await foreach (var item in items)
            {
                yield return ++n < 3 ? item : throw new InvalidOperationException("Third.");
            }
        }

        var flow = Flow.Iter(OperatorModes.Gen, 10).Then(FailAtThird);

        var error = await Assert.ThrowsAsync<TaskFailedException>(() => RunAsync(flow, fuse, capacity));

        Assert.Equal("FailAtThird", error.TaskName);
        Assert.Null(error.ItemIndex);
    }

    [Fact]
    public void Options_of_calls_for_single_items_are_refused_for_a_task_that_reads_the_live_stream()
    {
        static IAsyncEnumerable<int> Pass(IAsyncEnumerable<int> items) => items;
        Func<Tasks.TaskOptions, Tasks.TaskOptions>[] options =
        [
            o => o.Retry(1), o => o.Fallback<int, int>((x, _) => x), o => o.SkipErrors(), o => o.DeadLetterErrors(),
            o => o.Parallel(2), o => o.Unordered(), o => o.MaxEvaluations(1), o => o.Resilience(Polly.ResiliencePipeline.Empty),
        ];

        Assert.All(options, option =>
        {
            var error = Assert.Throws<GraphConfigurationException>(() => Flow.Range(0, 3).Then(Pass, option));
            Assert.StartsWith("'Pass' is called once, with the live stream: ", error.Message, StringComparison.Ordinal);
        });
        Flow.Range(0, 3).Then(Pass, o => o.Named("pass").Capacity(4).Timeout(TimeSpan.FromSeconds(1)));
    }

    [Theory]
    [MemberData(nameof(Runs))]
    [Trait("Proves", "FLU-43")]
    public async Task Sequences_are_flattened_by_Then_and_SelectMany_and_kept_by_Select(bool fuse, int capacity)
    {
        var numbers = Flow.Range(1, 2);

        Flow<int> then = numbers.Then(x => Enumerable.Repeat(x, 2));
        Flow<int> selectMany = numbers.SelectMany(x => Enumerable.Repeat(x, 2));
        Flow<IEnumerable<int>> select = numbers.Select(x => Enumerable.Repeat(x, 2));

        Assert.Equal([1, 1, 2, 2], await RunAsync(then, fuse, capacity));
        Assert.Equal([1, 1, 2, 2], await RunAsync(selectMany, fuse, capacity));
        Assert.Equal([[1, 1], [2, 2]], await RunAsync(select, fuse, capacity));
    }

    [Theory]
    [MemberData(nameof(Runs))]
    [Trait("Proves", "FLU-43")]
    public async Task A_string_an_array_and_a_list_are_one_item(bool fuse, int capacity)
    {
        static int[] Array(int x) => [x, x];
        static List<int> List(int x) => [x, x];
        static string Text(int x) => $"{x}{x}";
        var numbers = Flow.Range(1, 2);

        Flow<int[]>[] arrays =
        [
            numbers.Then(Array), numbers.SelectMany(Array), numbers.Select(Array),
            numbers.Then(x => new[] { x, x }), numbers.SelectMany(x => new[] { x, x }), numbers.Select(x => new[] { x, x }),
        ];
        Flow<List<int>>[] lists =
        [
            numbers.Then(List), numbers.SelectMany(List), numbers.Select(List),
            numbers.Then(x => new List<int> { x, x }), numbers.SelectMany(x => new List<int> { x, x }), numbers.Select(x => new List<int> { x, x }),
        ];
        Flow<string>[] texts =
        [
            numbers.Then(Text), numbers.SelectMany(Text), numbers.Select(Text),
            numbers.Then(x => $"{x}{x}"), numbers.SelectMany(x => $"{x}{x}"), numbers.Select(x => $"{x}{x}"),
        ];

        foreach (var flow in arrays)
        {
            Assert.Equal([[1, 1], [2, 2]], await RunAsync(flow, fuse, capacity));
        }

        foreach (var flow in lists)
        {
            Assert.Equal([[1, 1], [2, 2]], await RunAsync(flow, fuse, capacity));
        }

        foreach (var flow in texts)
        {
            Assert.Equal(["11", "22"], await RunAsync(flow, fuse, capacity));
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    // Its outlets by name are there when tasks can be used by name.
    [Trait("Proves", "FLU-44")]
    public async Task A_tuple_is_one_item(bool fuse, int capacity)
    {
        static (int Sum, int Diff) Both(int x) => (x + 1, x - 1);

        Flow<(int Sum, int Diff)> pairs = Flow.Range(1, 2).Then(Both);

        Assert.Equal([(2, 0), (3, 1)], await RunAsync(pairs, fuse, capacity));
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task An_asynchronous_sequence_goes_on_item_by_item_and_is_left_when_nobody_wants_more(bool fuse, int capacity)
    {
        var disposed = 0;
        async IAsyncEnumerable<int> Endless(int x, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            try
            {
                yield return x;
                yield return x + 1;
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }
            finally
            {
                disposed++;
            }
        }

        var flow = Flow.Range(5, 3).Then(x => Endless(x)).Take(2);

        Assert.Equal([5, 6], await RunAsync(flow, fuse, capacity));
        Assert.Equal(1, disposed);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task An_item_whose_asynchronous_sequence_fails_may_be_left_out_after_what_it_gave(bool fuse, int capacity)
    {
        static async IAsyncEnumerable<int> FailInside(int x)
        {
            yield return x;
            await Task.Yield();
            yield return x == 1 ? throw new InvalidOperationException("One.") : x * 10;
        }

        await using var run = Flow.Range(0, 4).Then(FailInside, o => o.DeadLetterErrors())
            .Start(new RunOptions { Fuse = fuse, Capacity = capacity });
        await run.Completion.WaitAsync(OperatorModes.Deadline);

        Assert.Equal([0, 0, 1, 2, 20, 3, 30], await run.ResultAsync<IReadOnlyList<int>>("result"));
        Assert.Equal(1, Assert.Single(run.DeadLetters).ItemIndex);
    }

    [Fact]
    public async Task A_failure_while_an_asynchronous_sequence_is_disposed_is_one_of_its_item()
    {
        static IAsyncEnumerable<int> FailAtTheEnd(int x) => new FailingToClose(x);

        var error = await Assert.ThrowsAsync<TaskFailedException>(
            () => Flow.Range(0, 5).Then(FailAtTheEnd).RunAsync().WaitAsync(OperatorModes.Deadline));

        Assert.Equal(("FailAtTheEnd", 2L), (error.TaskName, error.ItemIndex));
    }

    [Fact]
    public async Task A_step_that_fails_while_the_next_item_is_awaited_ends_that_wait_and_tells_its_own_error()
    {
        var closed = 0;
        async IAsyncEnumerable<int> OneThenNothing([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            try
            {
                yield return 1;
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }
            finally
            {
                closed++;
            }
        }

        async ValueTask<int> OneThenNothingAsync(int x, CancellationToken cancellationToken)
        {
            try
            {
                await Task.Delay(x == 1 ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
                return x;
            }
            finally
            {
                closed += x - 1;
            }
        }

        var cause = new InvalidOperationException("Bad item.");
        Func<int, int> fail = _ => throw cause;
        Flow<int>[] flows =
        [
            Flow.Iter(() => OneThenNothing()).Then(fail, o => o.Named("fail")),
            Flow.Range(1, 1).Then(_ => OneThenNothing()).Then(fail, o => o.Named("fail")),
            Flow.Range(1, 2).Then(OneThenNothingAsync).Then(fail, o => o.Named("fail")),
        ];

        foreach (var flow in flows)
        {
            closed = 0;
            var error = await Assert.ThrowsAsync<TaskFailedException>(() => flow.RunAsync().WaitAsync(OperatorModes.Deadline));

            Assert.Equal("fail", error.TaskName);
            Assert.Same(cause, error.InnerException);
            Assert.InRange(closed, flow == flows[2] ? 0 : 1, 1);
        }
    }

    [Fact]
    public void What_cannot_be_taken_back_is_not_repeated_cut_short_or_run_beside_others()
    {
        static async IAsyncEnumerable<int> Many(int x)
        {
            await Task.Yield();
            yield return x;
        }

        var error = Assert.Throws<GraphConfigurationException>(() => Flow.Range(0, 3).Then(Many, o => o.Retry(2)));

        Assert.Equal(
            "'Many' takes its items one after the other, each once: Retry cannot be set on it. Do what needs it in a 'Then' before.",
            error.Message);
        Assert.Throws<GraphConfigurationException>(() => Flow.Range(0, 3).Then(Many, o => o.Parallel(2)));
        Assert.Throws<GraphConfigurationException>(() => Flow.Range(0, 3).Then(Many, o => o.Timeout(TimeSpan.FromSeconds(1))));
    }

    private static int Twice(int x) => x * 2;

    private static Task<IReadOnlyList<T>> RunAsync<T>(Flow<T> flow, bool fuse, int capacity) =>
        flow.RunAsync(new RunOptions { Fuse = fuse, Capacity = capacity }).WaitAsync(OperatorModes.Deadline);

    /// <summary>Gives one item; for the item 2 its disposal fails.</summary>
    private sealed class FailingToClose(int item) : IAsyncEnumerable<int>, IAsyncEnumerator<int>
    {
        private bool _isOver;

        public int Current => item;

        public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default) => this;

        public ValueTask<bool> MoveNextAsync()
        {
            var hasItem = !_isOver;
            _isOver = true;
            return ValueTask.FromResult(hasItem);
        }

        public ValueTask DisposeAsync() => item == 2 ? throw new InvalidOperationException("Not closed.") : ValueTask.CompletedTask;
    }
}

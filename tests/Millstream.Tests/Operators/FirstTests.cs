using Millstream.Telemetry;
using Millstream.Testing;

namespace Millstream;

public sealed class FirstTests
{
    public static TheoryData<bool, int> Runs => OperatorModes.Runs;

    [Theory]
    [MemberData(nameof(Runs))]
    [Trait("Proves", "FLU-12")]
    public async Task A_flow_without_items_is_named(bool fuse, int capacity)
    {
        var options = new RunOptions { Fuse = fuse, Capacity = capacity };
        var none = Flow.Iter(OperatorModes.Gen, 0);

        var error = await Assert.ThrowsAsync<EmptyStreamException>(() => none.First().RunAsync(options).WaitAsync(OperatorModes.Deadline));

        Assert.Equal("Gen", error.Flow);
        Assert.Equal("'first' needs at least one item, but the flow 'Gen' ended without any.", error.Message);
    }

    [Fact]
    public async Task The_name_of_a_flow_is_that_of_its_tasks()
    {
        static bool IsOdd(int x) => x % 2 == 1;
        var odd = Flow.From([2, 4]).Where(IsOdd);
        Flow<int> longer = odd;
        for (var i = 0; i < 5000; i++)
        {
            longer = longer.Then(x => x, o => o.Named("same"));
        }

        Assert.Equal("from -> IsOdd", await NameAsync(odd));
        Assert.Equal("(from -> IsOdd, Gen) -> merge -> skip", await NameAsync(odd.Merge(Flow.Iter(OperatorModes.Gen, 0)).Skip(1)));
        Assert.Equal(
            "from -> IsOdd -> same -> same -> same -> same -> … -> same -> same -> same -> same -> same -> same",
            await NameAsync(longer));

        static async Task<string> NameAsync(Flow<int> flow) =>
            (await Assert.ThrowsAsync<EmptyStreamException>(() => flow.First().RunAsync().WaitAsync(OperatorModes.Deadline))).Flow;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1024)]
    public async Task A_source_that_ignores_its_token_is_left_behind_after_the_grace_time(int capacity)
    {
        var (asked, never) = (new ManualResetEventSlim(), new TaskCompletionSource());
        async IAsyncEnumerable<int> Deaf()
        {
            yield return 1;
            asked.Set();
            await never.Task;
        }

        int WhenAsked(int x)
        {
            asked.Wait(OperatorModes.Deadline);
            return x;
        }

        var time = new ManualTimeProvider();
        var options = new RunOptions { Fuse = false, Capacity = capacity, Time = time, Grace = TimeSpan.FromSeconds(5) };
        await using var run = Flow.Iter(Deaf).Then(WhenAsked).First().Start(options);
        while (!run.Completion.IsCompleted)
        {
            await Task.WhenAny(run.Completion, time.WaitForTimersAsync(1)).WaitAsync(OperatorModes.Deadline);
            time.Advance(options.Grace);
        }

        await run.Completion;
        Assert.Equal(1, await run.ResultAsync<int>("result"));
        var warning = await run.Events().FirstAsync(e => e.Kind == RunEventKind.Warning).AsTask().WaitAsync(OperatorModes.Deadline);
        Assert.Equal("The body of 'Deaf' did not end within the grace time of 5000 ms and was left behind.", warning.Message);
        never.SetResult();
    }

    [Fact]
    public async Task A_failure_before_the_first_item_is_told_instead_of_the_emptiness()
    {
        static IEnumerable<int> Broken()
        {
            yield return int.Parse("x", System.Globalization.CultureInfo.InvariantCulture);
        }

        var error = await Assert.ThrowsAsync<TaskFailedException>(
            () => Flow.Iter(Broken).First().RunAsync().WaitAsync(OperatorModes.Deadline));

        Assert.Equal(("Broken", 0L), (error.TaskName, error.ItemIndex));
        Assert.IsType<FormatException>(error.InnerException);
    }

    [Fact]
    public async Task The_item_keeps_its_index() =>
        Assert.Equal([("a", 0)], await OperatorModes.LiftedAsync<string, string>(["a", "b"], s => s.First(), new RunOptions()));
}

using System.Collections.Concurrent;

namespace Millstream;

public sealed class ForEachTests
{
    public static TheoryData<bool, int> Runs => OperatorModes.Runs;

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task It_gives_the_number_of_items_that_it_took(bool fuse, int capacity)
    {
        var options = new RunOptions { Fuse = fuse, Capacity = capacity };
        var taken = new ConcurrentQueue<int>();
        var numbers = Flow.Iter(OperatorModes.Gen, 100);
        FlowValue<long>[] sinks =
        [
            numbers.ForEach(taken.Enqueue),
            numbers.ForEach(async x =>
            {
                await Task.Yield();
                taken.Enqueue(x);
            }),
            numbers.ForEach(async (x, token) =>
            {
                await Task.Delay(TimeSpan.Zero, TimeProvider.System, token);
                taken.Enqueue(x);
            }),
            numbers.ForEach(TakeAsync),
        ];

        foreach (var sink in sinks)
        {
            taken.Clear();
            Assert.Equal(100, await sink.RunAsync(options).WaitAsync(OperatorModes.Deadline));
            Assert.Equal(Enumerable.Range(0, 100), taken);
        }

        Task TakeAsync(int x)
        {
            taken.Enqueue(x);
            return Task.CompletedTask;
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    [Trait("Proves", "FLU-150")]
    public async Task What_a_failed_task_had_emitted_still_arrives(bool fuse, int capacity)
    {
        static int FailOn3(int x) => x == 3 ? throw new InvalidOperationException("Three.") : x;
        var options = new RunOptions { Fuse = fuse, Capacity = capacity };
        var recorded = new List<int>();

        var error = await Assert.ThrowsAsync<TaskFailedException>(
            () => Flow.Iter(OperatorModes.Gen, 10).Then(FailOn3).ForEach(recorded.Add).RunAsync(options).WaitAsync(OperatorModes.Deadline));

        Assert.Equal(("FailOn3", 3L), (error.TaskName, error.ItemIndex));
        Assert.Equal([0, 1, 2], recorded);

        recorded.Clear();
        error = await Assert.ThrowsAsync<TaskFailedException>(
            () => Flow.Iter(OperatorModes.Gen, 10).Then(FailOn3, o => o.Parallel(4)).ForEach(recorded.Add).RunAsync(options)
                .WaitAsync(OperatorModes.Deadline));

        Assert.Equal(("FailOn3", 3L), (error.TaskName, error.ItemIndex));
        Assert.Equal(Enumerable.Range(0, recorded.Count), recorded);
        Assert.InRange(recorded.Count, 0, 3);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Options_of_a_task_hold_for_a_sink_and_an_item_that_it_did_not_take_is_not_counted(bool fuse, int capacity)
    {
        var options = new RunOptions { Fuse = fuse, Capacity = capacity };
        var attempts = new int[10];
        void FailOnce(int x)
        {
            if (Interlocked.Increment(ref attempts[x]) == 1 && x % 2 == 0)
            {
                throw new InvalidOperationException("Even.");
            }
        }

        var numbers = Flow.Range(0, 10);

        Assert.Equal(5, await numbers.ForEach(FailOnce, o => o.SkipErrors()).RunAsync(options).WaitAsync(OperatorModes.Deadline));
        Array.Clear(attempts);
        Assert.Equal(10, await numbers.ForEach(FailOnce, o => o.Retry(1).Parallel(3)).RunAsync(options).WaitAsync(OperatorModes.Deadline));
        Assert.Equal([2, 1, 2, 1, 2, 1, 2, 1, 2, 1], attempts);
    }
}

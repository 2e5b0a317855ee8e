namespace Millstream;

public sealed class ConcatTests
{
    public static TheoryData<bool, int> Runs => OperatorModes.Runs;

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Flows_are_read_one_after_the_other(bool fuse, int capacity)
    {
        var options = new RunOptions { Fuse = fuse, Capacity = capacity };
        Flow<int> Part(int from) => Flow.Iter(Enumerable.Range(from, 300));

        Assert.Equal(
            Enumerable.Range(0, 900), await Flow.Concat(Part(0), Part(300), Part(600)).RunAsync(options).WaitAsync(OperatorModes.Deadline));
        Assert.Equal([1], await Flow.Concat(Flow.From([1])).RunAsync(options).WaitAsync(OperatorModes.Deadline));
        Assert.Equal([1], await Flow.From<int>([]).Concat(Flow.From([1])).Concat(Flow.From<int>([])).RunAsync(options).WaitAsync(OperatorModes.Deadline));
        Assert.Empty(await Flow.Concat<int>().RunAsync(options).WaitAsync(OperatorModes.Deadline));
        Assert.Empty(await Flow.Merge<int>().RunAsync(options).WaitAsync(OperatorModes.Deadline));
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task A_failure_comes_after_what_was_before_it_and_nothing_of_the_next_flow(bool fuse, int capacity)
    {
        static IEnumerable<int> FailAtTwo()
        {
            yield return 0;
            yield return 1;
            throw new IOException("Broken.");
        }

        var got = new List<int>();
        var error = await Assert.ThrowsAsync<TaskFailedException>(async () =>
        {
            await foreach (var item in Flow.Iter(FailAtTwo).Concat(Flow.Range(100, 5)).With(new RunOptions { Fuse = fuse, Capacity = capacity }))
            {
                got.Add(item);
            }
        });

        Assert.Equal("FailAtTwo", error.TaskName);
        Assert.Equal([0, 1], got);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Having_enough_ends_the_flow_in_turn_and_those_that_wait(bool fuse, int capacity)
    {
        var opened = 0;
        var disposed = 0;
        IEnumerable<int> Endless()
        {
            Interlocked.Increment(ref opened);
            try
            {
                for (var i = 0; ; i++)
                {
                    yield return i;
                }
            }
            finally
            {
                Interlocked.Increment(ref disposed);
            }
        }

        var got = await Flow.Iter(Endless).Concat(Flow.Iter(Endless)).Take(3).RunAsync(new RunOptions { Fuse = fuse, Capacity = capacity })
            .WaitAsync(OperatorModes.Deadline);

        Assert.Equal([0, 1, 2], got);
        Assert.Equal(opened, disposed);
    }
}

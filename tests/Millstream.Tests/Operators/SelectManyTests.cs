namespace Millstream;

public sealed class SelectManyTests
{
    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    public async Task A_sequence_that_has_given_nothing_yet_is_repeated_as_its_call_is_and_no_other(bool fuse, int capacity)
    {
        int calls = 0;
        IReadOnlyList<string> given = await Flow.From(1, 2).SelectMany(x => Lazy(x, failing: 0), o => o.Retry(2)).RunAsync(RunModes.Of(fuse, capacity)).InTime();

        Assert.Equal(["1.0", "1.1", "2.0", "2.1"], given);
        Assert.Equal(4, calls);
        calls = 0;
        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(
            () => Flow.From(1).SelectMany(x => Lazy(x, failing: 1), o => o.Retry(2)).RunAsync(RunModes.Of(fuse, capacity)).InTime());
        Assert.Equal((1, "1.1 fails"), (calls, error.InnerException!.Message));

        // Every other walk fails.
        IEnumerable<string> Lazy(int x, int failing)
        {
            bool fails = ++calls % 2 == 1;
            for (int i = 0; i < 2; i++)
            {
                yield return fails && i == failing ? throw new IOException($"{x}.{i} fails") : $"{x}.{i}";
            }
        }
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    public async Task Walks_are_left_when_they_were_begun_within_their_calls(bool fuse, int capacity)
    {
        int open = 0;
        Assert.Equal([0, 1, 0], await Flow.From(1, 2, 3).SelectMany(Walk, o => o.Retry(1)).Take(3).RunAsync(RunModes.Of(fuse, capacity)).InTime());
        Assert.Equal(0, open);

        IEnumerable<int> Walk(int count)
        {
            open++;
            try
            {
                for (int i = 0; i < 2; i++)
                {
                    yield return i;
                }
            }
            finally
            {
                open--;
            }
        }
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    public async Task Walks_that_were_begun_and_then_not_wanted_are_left(bool fuse, int capacity)
    {
        using var deadline = new CancellationTokenSource(Fixtures.Deadline);
        using var isSecondBegun = new SemaphoreSlim(0);
        int open = 0;
        int begun = 0;

        // The first walk is longer than any edge holds: the second one stays begun until nobody wants it.
        Assert.Equal([0], await Flow.From(1, 2).SelectMany(Walk, o => o.Parallel(2).Retry(1)).Take(1).RunAsync(RunModes.Of(fuse, capacity)).InTime());
        Assert.Equal((2, 0), (begun, open));

        IEnumerable<int> Walk(int item)
        {
            Interlocked.Increment(ref open);
            try
            {
                Interlocked.Increment(ref begun);
                if (item == 2)
                {
                    isSecondBegun.Release();
                }
                else
                {
                    isSecondBegun.Wait(deadline.Token);
                }

                for (int i = 0; i < 5000; i++)
                {
                    yield return i;
                }
            }
            finally
            {
                Interlocked.Decrement(ref open);
            }
        }
    }

    public static TheoryData<bool, int> Runs => OperatorModes.Runs;

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task A_second_from_walks_whatever_can_be_walked(bool fuse, int capacity)
    {
        var lines = Flow.From(["a b", "", "c"]);
        Flow<string>[] queries =
        [
            from line in lines from word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries) select $"{line}:{word}",
            from line in lines from word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList() select $"{line}:{word}",
            from line in lines from word in Words(line) select $"{line}:{word}",
            from line in lines from word in LaterWords(line) select $"{line}:{word}",
        ];

        foreach (var query in queries)
        {
            var got = await query.RunAsync(new RunOptions { Fuse = fuse, Capacity = capacity }).WaitAsync(OperatorModes.Deadline);

            Assert.Equal(["a b:a", "a b:b", "c:c"], got);
        }
    }

    [Fact]
    public async Task A_sequence_longer_than_any_edge_streams_through()
    {
        var count = await Flow.Range(0, 3).SelectMany(_ => Enumerable.Range(0, 100_000)).Count()
            .RunAsync(new RunOptions { Fuse = false, Capacity = 16 }).WaitAsync(OperatorModes.Deadline);

        Assert.Equal(300_000, count);
    }

    private static IEnumerable<string> Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => w);

    private static async IAsyncEnumerable<string> LaterWords(string line)
    {
        foreach (var word in Words(line))
        {
            await Task.Yield();
            yield return word;
        }
    }
}

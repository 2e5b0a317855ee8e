namespace Millstream;

public sealed class SelectManyTests
{
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

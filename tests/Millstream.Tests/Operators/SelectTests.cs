namespace Millstream;

public sealed class SelectTests
{
    public static TheoryData<bool, int> Runs => OperatorModes.Runs;

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Query_syntax_reads_as_in_LINQ(bool fuse, int capacity)
    {
        var query =
            from x in Flow.Range(0, 6)
            where x % 2 == 0
            let square = x * x
            select square + 1;

        Assert.Equal([1, 5, 17], await query.RunAsync(new RunOptions { Fuse = fuse, Capacity = capacity }).WaitAsync(OperatorModes.Deadline));
    }

    [Fact]
    public async Task What_an_asynchronous_function_gives_is_awaited()
    {
        var numbers = Flow.Range(0, 3);
        Flow<int>[] flows =
        [
            numbers.Select(async x =>
            {
                await Task.Yield();
                return x + 1;
            }),
            numbers.Select(async (x, token) =>
            {
                await Task.Delay(TimeSpan.Zero, TimeProvider.System, token);
                return x + 1;
            }),
            numbers.Select(IncAsync),
            numbers.Select(IncWithTokenAsync, o => o.Parallel(2)),
        ];

        foreach (var flow in flows)
        {
            Assert.Equal([1, 2, 3], await flow.RunAsync().WaitAsync(OperatorModes.Deadline));
        }

        static Task<int> IncAsync(int x) => Task.FromResult(x + 1);
        static Task<int> IncWithTokenAsync(int x, CancellationToken cancellationToken) => Task.FromResult(x + 1);
    }

    [Fact]
    public async Task A_step_is_an_item_like_any_other()
    {
        Flow<Step<int>> steps = Flow.Range(0, 3).Select(_ => Step<int>.Skip());

        Assert.Equal(3, (await steps.RunAsync().WaitAsync(OperatorModes.Deadline)).Count);
    }
}

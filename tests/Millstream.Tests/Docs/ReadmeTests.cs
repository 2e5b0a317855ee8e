namespace Millstream.Docs;

public sealed class ReadmeTests
{
    [Fact]
    public async Task The_first_flow_counts_errors()
    {
        #region readme-first
        static IEnumerable<string> Lines() => ["GET /a 200", "GET /b 500", "GET /a 500", "GET /c 200"];
        static string[] Parse(string line) => line.Split(' ');

        int errors = await Flow.Iter(Lines)
            .Then(Parse)
            .Where(fields => fields[2] == "500")
            .Reduce((count, _) => count + 1, 0)
            .RunAsync();                                      // 2
        #endregion

        Assert.Equal(2, errors);
    }

    [Fact]
    public async Task Pages_come_in_order()
    {
        var seen = new List<string>();

        #region readme-parallel
        // Four calls at a time, in order, each repeated twice if it fails.
        Flow<string> pages = Flow.From("a", "b", "c")
            .Then(FetchAsync, o => o.Parallel(4).Retry(2).Timeout(TimeSpan.FromSeconds(10)));

        await foreach (string page in pages)
        {
            Console.WriteLine(page);                          // as they come, in bounded memory
        }
        #endregion

        await foreach (string page in pages)
        {
            seen.Add(page);
        }

        Assert.Equal(["page a", "page b", "page c"], seen);
    }

    [Fact]
    public async Task A_shared_source_runs_once()
    {
        #region readme-share
        Flow<int> numbers = Flow.Range(1, 100);
        FlowValue<int> sum = numbers.Reduce((total, x) => total + x, 0);
        FlowValue<int> largest = numbers.Reduce(Math.Max, int.MinValue);

        (int total, int max) = await Flow.RunAllAsync(sum, largest);     // 5050, 100: the source ran once
        #endregion

        Assert.Equal((5050, 100), (total, max));
    }

    [Fact]
    public async Task A_failure_names_the_task_and_the_item()
    {
        #region readme-failure
        Flow<int> shares = Flow.From(2, 1, 0).Then(x => 6 / x, o => o.Named("divide"));

        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => shares.RunAsync());
        // Task "divide" failed at item 2: Attempted to divide by zero.
        #endregion

        Assert.Equal("Task \"divide\" failed at item 2: Attempted to divide by zero.", error.Message);
    }

    private static async Task<string> FetchAsync(string address, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        return $"page {address}";
    }
}

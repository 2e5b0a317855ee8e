namespace Millstream;

/// <summary>What a flow can begin with, and that <c>await foreach</c> runs it.</summary>
public sealed class SourceShapesTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    [Trait("Proves", "FLU-07")]
    public async Task An_asynchronous_generator_with_its_argument() =>
        Assert.Equal([0, 2, 4, 6, 8], await Flow.Iter(GenAsync, 5).Then(x => 2 * x).RunAsync().WaitAsync(Deadline));

    [Fact]
    [Trait("Proves", "FLU-08")]
    public async Task A_method_that_returns_a_list() =>
        Assert.Equal([0, 2, 4, 6, 8], await Flow.Iter(ListOf, 5).Then(x => 2 * x).RunAsync().WaitAsync(Deadline));

    [Fact]
    [Trait("Proves", "FLU-08")]
    public async Task A_query_and_a_method_that_returns_one()
    {
        Assert.Equal([0, 2, 4, 6, 8], await Flow.Iter(QueryOf(5)).Then(x => 2 * x).RunAsync().WaitAsync(Deadline));
        Assert.Equal([0, 2, 4, 6, 8], await Flow.Iter(QueryOf, 5).Then(x => 2 * x).RunAsync().WaitAsync(Deadline));
    }

    [Fact]
    [Trait("Proves", "FLU-16")]
    public async Task A_loop_over_an_endless_flow_ends_with_its_token()
    {
        int disposed = 0;
        IEnumerable<int> Endless()
        {
            try
            {
                for (int i = 0; ; i++)
                {
                    yield return i;
                }
            }
            finally
            {
                disposed++;
            }
        }

        using var cancellation = new CancellationTokenSource();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (int x in Flow.Iter(Endless).WithCancellation(cancellation.Token))
            {
                if (x == 100)
                {
                    await cancellation.CancelAsync();
                }
            }
        }).WaitAsync(Deadline);

        Assert.Equal(cancellation.Token, error.CancellationToken);
        Assert.Equal(1, disposed);
    }

    private static List<int> ListOf(int count) => [.. Enumerable.Range(0, count)];

    private static IEnumerable<int> QueryOf(int count) => Enumerable.Range(-count, 2 * count).Where(x => x >= 0);

    private static async IAsyncEnumerable<int> GenAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }
}

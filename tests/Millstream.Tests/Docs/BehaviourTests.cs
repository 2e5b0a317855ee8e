namespace Millstream.Docs;

public sealed class BehaviourTests
{
    [Fact]
    public async Task The_example_of_the_fluent_page_gives_90()
    {
        CancellationToken ct = TestContext.Current.CancellationToken;

        #region behaviour-fluent
        int total = await Flow.Iter(Gen, 10).Then(Twice).Reduce(Add, 0).RunAsync(ct);      // 90
        #endregion

        Assert.Equal(90, total);
    }

    private static IEnumerable<int> Gen(int n) => Enumerable.Range(0, n);

    private static int Twice(int x) => 2 * x;

    private static int Add(int sum, int x) => sum + x;
}

namespace Millstream.Testing;

public sealed class FaultPlanTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_planned_calls_fail_and_no_others()
    {
        FaultPlan faults = FaultPlan.OnCalls(2, 4);

        IReadOnlyList<int> items = await Flow.Range(0, 6).Then(faults.Around((int x) => x), o => o.SkipErrors())
            .RunAsync().WaitAsync(Deadline);

        Assert.Equal([0, 2, 4, 5], items);
        Assert.Equal(6, faults.Calls);
    }

    [Fact]
    public void A_planned_fault_tells_its_number()
    {
        FaultPlan faults = FaultPlan.OnCalls(1);

        var error = Assert.Throws<InvalidOperationException>(faults.ThrowIfPlanned);

        Assert.Equal("Call 1 fails, as planned.", error.Message);
        faults.ThrowIfPlanned();
    }

    [Fact]
    public void The_same_seed_lets_the_same_calls_fail()
    {
        string first = Failing(FaultPlan.AtRandom(7, 0.3));

        Assert.Equal(first, Failing(FaultPlan.AtRandom(7, 0.3)));
        Assert.NotEqual(first, Failing(FaultPlan.AtRandom(8, 0.3)));
        Assert.InRange(first.Count(c => c == 'x'), 200, 400);
        Assert.DoesNotContain('x', Failing(FaultPlan.AtRandom(7, 0)));
        Assert.DoesNotContain('.', Failing(FaultPlan.AtRandom(7, 1)));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_share_is_from_0_to_1(double share) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => FaultPlan.AtRandom(1, share));

    private static string Failing(FaultPlan faults) =>
        string.Concat(Enumerable.Range(0, 1000).Select(_ => Record.Exception(faults.ThrowIfPlanned) is null ? '.' : 'x'));
}

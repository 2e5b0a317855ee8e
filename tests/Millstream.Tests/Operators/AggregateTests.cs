namespace Millstream;

public sealed class AggregateTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_flow_without_items_has_no_first_state(bool fuse)
    {
        var sum = Flow.Iter(OperatorModes.Gen, 0).Then(x => x, o => o.Named("same")).Aggregate((a, x) => a + x);

        var error = await Assert.ThrowsAsync<EmptyStreamException>(
            () => sum.RunAsync(new RunOptions { Fuse = fuse }).WaitAsync(OperatorModes.Deadline));

        Assert.Equal("Gen -> same", error.Flow);
        Assert.Equal("'aggregate' needs at least one item, but the flow 'Gen -> same' ended without any.", error.Message);
    }

    [Fact]
    public async Task Null_is_a_state_and_an_item()
    {
        var items = Flow.From<string?>([null, "a", null]);

        Assert.Null(await items.Aggregate((string?)null, (_, x) => x).RunAsync().WaitAsync(OperatorModes.Deadline));
        Assert.Null(await items.Aggregate((_, x) => x).RunAsync().WaitAsync(OperatorModes.Deadline));
    }
}

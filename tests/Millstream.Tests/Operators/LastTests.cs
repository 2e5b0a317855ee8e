namespace Millstream;

public sealed class LastTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_last_item_is_given_at_the_end_with_its_index(bool fuse)
    {
        var options = new RunOptions { Fuse = fuse };

        Assert.Equal(999, await Flow.Iter(OperatorModes.Gen, 1000).Last().RunAsync(options).WaitAsync(OperatorModes.Deadline));
        Assert.Equal([("b", 1)], await OperatorModes.LiftedAsync<string, string>(["a", "b"], s => s.Last(), options));
    }

    [Fact]
    public async Task A_flow_without_items_is_named()
    {
        var error = await Assert.ThrowsAsync<EmptyStreamException>(
            () => Flow.Iter(OperatorModes.Gen, 0).Last().RunAsync().WaitAsync(OperatorModes.Deadline));

        Assert.Equal("'last' needs at least one item, but the flow 'Gen' ended without any.", error.Message);
    }
}

namespace Millstream;

public sealed class FirstOrDefaultTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_flow_without_items_gives_the_other_value(bool fuse)
    {
        var options = new RunOptions { Fuse = fuse };
        var none = Flow.Iter(OperatorModes.Gen, 0);

        Assert.Equal(0, await none.FirstOrDefault().RunAsync(options).WaitAsync(OperatorModes.Deadline));
        Assert.Equal(-1, await none.FirstOrDefault(-1).RunAsync(options).WaitAsync(OperatorModes.Deadline));
        Assert.Null(await none.Then(x => $"{x}").FirstOrDefault().RunAsync(options).WaitAsync(OperatorModes.Deadline));
        Assert.Null(await Flow.From<string?>([null, "a"]).FirstOrDefault("b").RunAsync(options).WaitAsync(OperatorModes.Deadline));
    }
}

namespace Millstream;

public sealed class CountTests
{
    public static TheoryData<bool, int> Runs => OperatorModes.Runs;

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task A_source_without_items_gives_what_stands_for_none(bool fuse, int capacity)
    {
        var options = new RunOptions { Fuse = fuse, Capacity = capacity };
        var none = Flow.Iter(OperatorModes.Gen, 0);

        Assert.Empty(await none.RunAsync(options).WaitAsync(OperatorModes.Deadline));
        Assert.Equal(42, await none.Reduce((a, x) => a + x, 42).RunAsync(options).WaitAsync(OperatorModes.Deadline));
        Assert.Equal(0, await none.Count().RunAsync(options).WaitAsync(OperatorModes.Deadline));
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Null_is_an_item(bool fuse, int capacity)
    {
        var options = new RunOptions { Fuse = fuse, Capacity = capacity };
        foreach (var source in OperatorModes.Sources<string?>([null, "a", null]))
        {
            Assert.Equal([null, "a", null], await source.RunAsync(options).WaitAsync(OperatorModes.Deadline));
            Assert.Equal([-1, 1, -1], await source.Then(s => s?.Length ?? -1).RunAsync(options).WaitAsync(OperatorModes.Deadline));
            Assert.Equal(3, await source.Count().RunAsync(options).WaitAsync(OperatorModes.Deadline));
            Assert.Null(await source.Reduce((string? _, string? x) => x, (string?)null).RunAsync(options).WaitAsync(OperatorModes.Deadline));
            Assert.Equal("", await source.Reduce((string? a, string? x) => x is null ? a + "" : null, (string?)null)
                .RunAsync(options).WaitAsync(OperatorModes.Deadline));
        }
    }
}

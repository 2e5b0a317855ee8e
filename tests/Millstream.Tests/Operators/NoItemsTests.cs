using Millstream.Durability;
using static Millstream.Fixtures;

namespace Millstream;

/// <summary>What operators give for a flow without items.</summary>
public sealed class NoItemsTests
{
    public static TheoryData<bool, int> AllModes => Modes;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-11")]
    public async Task An_empty_flow_gives_an_empty_list_the_start_value_and_nothing_to_store(bool fuse, int capacity)
    {
        RunOptions mode = Mode(fuse, capacity);
        Flow<int> none = Flow.Iter(Gen, 0);
        var store = new MemoryStore();
        int joined = 0;

        Assert.Empty(await none.RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal(42, await none.Reduce(Add, 42).RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal(0, await none.Join(l => { joined++; return l.Count; }).RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal(1, joined);
        Assert.Equal(0, await none.Count().RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Empty(await none.Save("row_{index}", store).RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Empty(await Stored(store));
    }
}

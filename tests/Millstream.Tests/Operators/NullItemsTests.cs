using Millstream.Durability;
using static Millstream.Fixtures;

namespace Millstream;

/// <summary>That null is an item like any other.</summary>
public sealed class NullItemsTests
{
    public static TheoryData<bool, int> AllModes => Modes;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-165")]
    public async Task Null_is_read_called_with_joined_counted_and_stored(bool fuse, int capacity)
    {
        RunOptions mode = Mode(fuse, capacity);
        var store = new MemoryStore();
        foreach (Flow<string?> flow in (Flow<string?>[])[Flow.From<string?>(null, "a", null), Flow.Iter<string?>(Nulls), Flow.Iter<string?>(NullsAsync)])
        {
            Assert.Equal([null, "a", null], await flow.RunAsync(mode, Token).WaitAsync(Deadline, Token));
            Assert.Equal([-1, 1, -1], await flow.Then(s => s?.Length ?? -1).RunAsync(mode, Token).WaitAsync(Deadline, Token));
            Assert.Equal([-1, 1, -1], await flow.Then(s => s?.Length ?? -1, o => o.Parallel(2)).RunAsync(mode, Token).WaitAsync(Deadline, Token));
            Assert.Equal([null, "a", null], await flow.Join(list => list).RunAsync(mode, Token).WaitAsync(Deadline, Token));
            Assert.Equal(3, await flow.Count().RunAsync(mode, Token).WaitAsync(Deadline, Token));
            Assert.Equal([null, "a", null], await flow.Save("{index}", store).RunAsync(mode, Token).WaitAsync(Deadline, Token));
            Assert.Equal(["0 = null", "1 = \"a\"", "2 = null"], await Stored(store));
        }
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-165")]
    public async Task A_fold_may_begin_with_null_and_give_null(bool fuse, int capacity)
    {
        RunOptions mode = Mode(fuse, capacity);
        Flow<string?> flow = Flow.From<string?>(null, "a", null);

        string? joined = await flow.Reduce((string? state, string? s) => $"{state ?? "-"}{s ?? "-"}", (string?)null)
            .RunAsync(mode, Token).WaitAsync(Deadline, Token);
        string? last = await flow.Reduce((string? _, string? s) => s, "start").RunAsync(mode, Token).WaitAsync(Deadline, Token);
        string? untouched = await Flow.Iter(Gen, 0).Reduce((string? state, int _) => state, (string?)null).RunAsync(mode, Token).WaitAsync(Deadline, Token);
        int ofNull = await flow.Reduce((string? _, string? s) => s, "start").Then(s => s is null ? 1 : 0).RunAsync(mode, Token).WaitAsync(Deadline, Token);

        Assert.Equal("--a-", joined);
        Assert.Null(last);
        Assert.Null(untouched);
        Assert.Equal(1, ofNull);
    }

    private static IEnumerable<string?> Nulls() => new[] { null, "a", null }.Select(s => s);

    private static IAsyncEnumerable<string?> NullsAsync() => Nulls().ToAsyncEnumerable();
}

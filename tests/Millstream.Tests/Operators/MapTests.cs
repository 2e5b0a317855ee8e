using static Millstream.Fixtures;

namespace Millstream;

public sealed class MapTests
{
    public static TheoryData<bool, int> AllModes => Modes;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "FLU-32")]
    public async Task Mapping_a_flow_is_the_flow_then_the_task(bool fuse)
    {
        Flow<int> mapped = Flow.Map(Twice, Flow.Iter(Gen, 8));
        Flow<int> chained = Flow.Iter(Gen, 8).Then(Twice);
        var options = new RunOptions { Fuse = fuse };

        Assert.Equal([0, 2, 4, 6, 8, 10, 12, 14], await mapped.RunAsync(options, Token));
        Assert.Equal([0, 2, 4, 6, 8, 10, 12, 14], await chained.RunAsync(options, Token));
        Assert.Equal(chained.Build().ToMermaid(), mapped.Build().ToMermaid());
        Assert.Equal(chained.Build().ToDot(), mapped.Build().ToDot());
        Assert.Equal(LocalEngine.Plan(chained.Build(), options).ToString(), LocalEngine.Plan(mapped.Build(), options).ToString());
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-70")]
    public async Task Mapping_a_list_takes_item_by_item(bool fuse, int capacity)
    {
        RunOptions mode = Mode(fuse, capacity);

        Assert.Equal([2, 4, 6], await Flow.Map(Twice, [1, 2, 3]).RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal([], await Flow.Map<int, int>(Twice, []).RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal([0, 2], await Flow.Map(Twice, Gen(2)).RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal([11, 22, 33], await Flow.Map(Add, [1, 2, 3], [10, 20, 30]).RunAsync(mode, Token).WaitAsync(Deadline, Token));
    }

    [Fact]
    public async Task A_mapped_method_may_be_of_every_shape()
    {
        int[] items = [1, 2, 3];

        Assert.Equal([2, 4, 6], await Flow.Map(TwiceAsync, items).RunAsync(Token));
        Assert.Equal([2, 4, 6], await Flow.Map(async x => { await Task.Yield(); return 2 * x; }, items).RunAsync(Token));
        Assert.Equal([2, 4, 6], await Flow.Map(async (x, ct) => { await Task.Yield(); ct.ThrowIfCancellationRequested(); return 2 * x; }, items).RunAsync(Token));
        Assert.Equal([0, 0, 1, 0, 1, 2], await Flow.Map(Gen, items).RunAsync(Token));
        Assert.Equal([0, 0, 1, 0, 1, 2], await Flow.Map(Gen, Flow.From(items)).RunAsync(Token));
        Assert.Equal([2], await Flow.Map(x => x == 2 ? Step.Emit(x) : Step.Skip(), items).RunAsync(Token));
        Assert.Equal([2, 4, 6], await Flow.Map(TwiceAsync, Flow.From(items), o => o.Parallel(2)).RunAsync(Token));

        static async Task<int> TwiceAsync(int x)
        {
            await Task.Yield();
            return 2 * x;
        }
    }

    [Fact]
    [Trait("Proves", "FLU-81")]
    public void A_stream_beside_a_list_does_not_compile()
    {
        // Flow.Map(Add, Flow.Iter(Gen, 3), [1, 2, 3]) and Flow.Zip(Flow.Iter(Gen, 3), [1, 2, 3]) find no overload: none takes a flow and a list to be mapped with it.
        IEnumerable<Type[]> signatures = typeof(Flow).GetMethods()
            .Where(m => m.Name is nameof(Flow.Map) or nameof(Flow.Zip))
            .Select(m => m.GetParameters().Select(p => p.ParameterType).Where(t => t.IsGenericType).Select(t => t.GetGenericTypeDefinition()).ToArray());

        Assert.NotEmpty(signatures);
        Assert.DoesNotContain(signatures, types => types.Contains(typeof(Flow<>)) && types.Contains(typeof(IEnumerable<>)));
    }
}

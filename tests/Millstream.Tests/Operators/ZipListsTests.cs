using Millstream.Graphs;
using static Millstream.Fixtures;

namespace Millstream;

public sealed class ZipListsTests
{
    private const string Lengths2And3 =
        "Zip: 'first' has 2 items, 'second' has 3 items. The k-th items of all lists are put together, so the lists are equally long; for every combination "
        + "use 'Flow.Product'.";

    public static TheoryData<bool, int> AllModes => Modes;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-71")]
    public async Task The_items_at_one_place_meet(bool fuse, int capacity)
    {
        RunOptions mode = Mode(fuse, capacity);

        Assert.Equal([11, 22, 33], await Flow.Zip([1, 2, 3], [10, 20, 30]).Then((a, b) => a + b).RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal(
            [111, 222, 333],
            await Flow.Zip([1, 2, 3], [10, 20, 30], [100, 200, 300]).Then((a, b, c) => a + b + c).RunAsync(mode, Token).WaitAsync(Deadline, Token));
    }

    [Fact]
    [Trait("Proves", "FLU-72")]
    public void Lists_of_different_lengths_are_refused_when_the_flow_is_built()
    {
        GraphConfigurationException two = Assert.Throws<GraphConfigurationException>(() => Flow.Zip([1, 2], [10, 20, 30]));
        GraphConfigurationException three = Assert.Throws<GraphConfigurationException>(() => Flow.Zip([1, 2], [10, 20], ["a"]));

        Assert.Equal(Lengths2And3, two.Message);
        Assert.StartsWith("Zip: 'first' has 2 items, 'second' has 2 items, 'third' has 1 item.", three.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-73")]
    public async Task Lengths_known_only_at_run_time_are_refused_before_any_body_runs(bool fuse, int capacity)
    {
        int bodies = 0;
        FlowValue<IReadOnlyList<int>> two = Flow.Iter(Gen, 2).Join(l => l);
        FlowValue<IReadOnlyList<int>> three = Flow.Iter(Gen, 3).Join(l => l);

        GraphConfigurationException values = await Assert.ThrowsAsync<GraphConfigurationException>(
            () => Flow.Zip(two, three).Then(Count).RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token));
        GraphConfigurationException sequences = await Assert.ThrowsAsync<GraphConfigurationException>(
            () => Flow.Zip(Gen(2), Gen(3)).Then(Count).RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token));

        Assert.Equal(Lengths2And3, values.Message);
        Assert.Equal(Lengths2And3, sequences.Message);
        Assert.Equal(0, bodies);
        Assert.Equal([0, 2, 4], await Flow.Zip(three, three).Then((a, b) => a + b).RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token));

        int Count(int a, int b)
        {
            bodies++;
            return a + b;
        }
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-75")]
    public async Task A_product_has_every_combination_the_right_most_varies_fastest(bool fuse, int capacity)
    {
        RunOptions mode = Mode(fuse, capacity);
        FlowValue<IReadOnlyList<int>> ones = Flow.From(1, 2, 3).Join(l => l);

        Assert.Equal(
            [11, 21, 31, 12, 22, 32, 13, 23, 33],
            await Flow.Product([1, 2, 3], [10, 20, 30]).Then((a, b) => a + b).RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal(
            [11, 21, 31, 12, 22, 32, 13, 23, 33],
            await Flow.Product(ones, ones.Then(l => (IReadOnlyList<int>)[.. l.Select(x => 10 * x)])).Then((a, b) => a + b)
                .RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal(
            [111, 211, 121, 221, 112, 212, 122, 222],
            await Flow.Product([1, 2], [10, 20], [100, 200]).Then((a, b, c) => a + b + c).RunAsync(mode, Token).WaitAsync(Deadline, Token));
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-76")]
    public async Task A_flow_is_crossed_with_a_list(bool fuse, int capacity) =>
        Assert.Equal(
            [22, 33, 42, 63, 24, 36, 44, 66],
            await Flow.Product([1, 2], [10, 20]).Then((a, b) => a + b).Product([2, 3]).Then((a, b) => a * b)
                .RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token));

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-77")]
    public async Task A_constant_beside_a_product_or_a_zip(bool fuse, int capacity)
    {
        RunOptions mode = Mode(fuse, capacity);

        foreach (FlowValue<int> one in new[] { Flow.Value(1), Flow.From(1).Reduce(Add, 0) })
        {
            Assert.Equal(
                [20, 40, 30, 60],
                await Flow.Product([2, 3], [10, 20]).Then((pair, x) => x * pair.First * pair.Second, one).RunAsync(mode, Token).WaitAsync(Deadline, Token));
        }

        Assert.Equal(
            [20, 40, 30, 60],
            await Flow.Product([2, 3], [10, 20]).Then((pair, x) => x * pair.First * pair.Second, 1).RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal(
            [13, 24, 35],
            await Flow.Zip([10, 20, 30], [1, 2, 3]).Then((a, b) => a + b).Then(Add, Flow.Value(2)).RunAsync(mode, Token).WaitAsync(Deadline, Token));
    }

    [Fact]
    [Trait("Proves", "FLU-78")]
    public async Task Of_nothing_there_is_no_pair()
    {
        Assert.Empty(await Flow.Zip<int, int>([], []).RunAsync(Token));
        Assert.Empty(await Flow.Product<int, int>([1, 2], []).RunAsync(Token));
        Assert.Empty(await Flow.Product<int, int>([], [1, 2]).RunAsync(Token));
    }

    [Fact]
    [Trait("Proves", "FLU-79")]
    public async Task A_one_pass_sequence_is_as_good_as_a_list()
    {
        int passes = 0;
        Flow<(int, int)> zip = Flow.Zip(OnePass(), OnePass());
        Flow<(int, int)> product = Flow.Product(OnePass(), OnePass());
        Assert.Equal(0, passes);

        for (int run = 0; run < 2; run++)
        {
            Assert.Equal([(0, 0), (1, 1)], await zip.RunAsync(Token));
            Assert.Equal([(0, 0), (0, 1), (1, 0), (1, 1)], await product.RunAsync(Token));
        }

        Assert.Equal(4, passes);

        IEnumerable<int> OnePass()
        {
            bool isUsed = false;
            return Once();

            IEnumerable<int> Once()
            {
                Assert.False(isUsed, "read twice");
                isUsed = true;
                passes++;
                yield return 0;
                yield return 1;
            }
        }
    }

    [Fact]
    public async Task A_list_that_has_changed_since_the_flow_was_built_is_looked_at_again()
    {
        List<int> list = [1, 2];
        Flow<(int, int)> zip = Flow.Zip(list, [10, 20]);
        list.Add(3);

        await Assert.ThrowsAsync<GraphConfigurationException>(() => zip.RunAsync(Token));
    }

    [Fact]
    public async Task The_parts_of_a_pair_go_to_methods_of_every_shape()
    {
        Flow<(int, int)> pairs = Flow.Zip([1, 2], [10, 20]);

        Assert.Equal([11, 22], await pairs.Then(async (a, b) => { await Task.Yield(); return a + b; }).RunAsync(Token));
        Assert.Equal([11, 22], await pairs.Then((int a, int b) => new ValueTask<int>(a + b)).RunAsync(Token));
        Assert.Equal([11, 22], await pairs.Then(async (a, b, ct) => { await Task.Yield(); ct.ThrowIfCancellationRequested(); return a + b; }).RunAsync(Token));
        Assert.Equal([1, 10, 2, 20], await pairs.Then((a, b) => Enumerable.Empty<int>().Append(a).Append(b)).RunAsync(Token));
        Assert.Equal([22], await pairs.Then((a, b) => a == 2 ? Step.Emit(a + b) : Step.Skip()).RunAsync(Token));
        Assert.Equal([1, 2], await pairs.Then(async (pair, ct) => { await Task.Delay(TimeSpan.Zero, TimeProvider.System, ct); return pair.Item1; }).RunAsync(Token));
    }
}

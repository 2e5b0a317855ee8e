using Millstream.Graphs;

namespace Millstream;

public sealed class ScanTests
{
    public static TheoryData<bool, int> Runs => OperatorModes.Runs;

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task A_state_takes_the_index_of_the_item_that_led_to_it(bool fuse, int capacity) =>
        Assert.Equal(
            [(1, 0), (3, 1), (6, 2)],
            await OperatorModes.LiftedAsync<int, int>(
                [1, 2, 3], s => s.Scan((a, x) => a + x, 0), new RunOptions { Fuse = fuse, Capacity = capacity }));

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task An_item_that_is_left_out_leaves_the_state_as_it_was(bool fuse, int capacity)
    {
        var sums = Flow.Range(1, 5).Scan((a, x) => x == 3 ? throw new InvalidOperationException("Three.") : a + x, 0, o => o.SkipErrors());

        Assert.Equal(
            [1, 3, 7, 12],
            await sums.RunAsync(new RunOptions { Fuse = fuse, Capacity = capacity }).WaitAsync(OperatorModes.Deadline));
    }

    [Fact]
    public async Task A_seed_made_for_the_run_belongs_to_it()
    {
        var last = Flow.Range(0, 3)
            .Scan(
                (list, x) =>
                {
                    list.Add(x);
                    return list;
                },
                () => new List<int>())
            .Last();

        Assert.Equal([0, 1, 2], await last.RunAsync().WaitAsync(OperatorModes.Deadline));
        Assert.Equal([0, 1, 2], await last.RunAsync().WaitAsync(OperatorModes.Deadline));
    }

    [Fact]
    public async Task Null_is_a_state()
    {
        var states = Flow.From<string?>([null, "a"]).Scan((_, x) => x, (string?)null);

        Assert.Equal([null, "a"], await states.RunAsync().WaitAsync(OperatorModes.Deadline));
    }

    [Fact]
    public void A_fold_is_not_repeated_cut_short_or_run_beside_others()
    {
        var numbers = Flow.Range(0, 3);
        var error = Assert.Throws<GraphConfigurationException>(() => numbers.Scan((a, x) => a + x, 0, o => o.Parallel(2)));

        Assert.Equal(
            "'scan' takes its items one after the other, each once: Parallel cannot be set on it. Do what needs it in a 'Then' before.",
            error.Message);
        Assert.Throws<GraphConfigurationException>(() => numbers.Scan((a, x) => a + x, 0, o => o.Retry(1)));
        Assert.Throws<GraphConfigurationException>(() => numbers.Scan((a, x) => a + x, 0, o => o.MaxEvaluations(1)));
    }
}

using Millstream.Graphs;

namespace Millstream.Docs;

public sealed class ConceptsTests
{
    [Fact]
    public async Task A_flow_is_a_description()
    {
        #region a-flow-is-a-description
        Flow<int> numbers = Flow.Range(1, 5);
        Flow<int> squares = numbers.Then(x => x * x);

        IReadOnlyList<int> all = await squares.RunAsync();                        // 1, 4, 9, 16, 25
        int sum = await squares.Reduce((total, x) => total + x, 0).RunAsync();    // 55
        #endregion

        Assert.Equal([1, 4, 9, 16, 25], all);
        Assert.Equal(55, sum);
    }

    [Fact]
    public void The_plan_can_be_printed()
    {
        #region print-the-plan
        TaskGraph graph = Flow.Range(0, 10)
            .Then(x => x * 2, o => o.Named("double"))
            .Then(x => x + 1, o => o.Named("increment").Parallel(2))
            .Where(x => x > 5, o => o.Named("large"))
            .Build();

        Console.WriteLine(LocalEngine.Plan(graph));
        // stage 1 (source): range + double -> 2
        // stage 2 (parallel): increment [parallel 2] + large
        #endregion

        Assert.Equal(
            "stage 1 (source): range + double -> 2\nstage 2 (parallel): increment [parallel 2] + large\n",
            LocalEngine.Plan(graph).ToString());
    }
}

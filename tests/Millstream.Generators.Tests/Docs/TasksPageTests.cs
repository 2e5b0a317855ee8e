using Millstream;
using Millstream.Graphs;
using Store;

namespace Millstream.Generators.Docs
{
    /// <summary>The code of docs/tasks.md.</summary>
    public sealed class TasksPageTests
    {
        [Fact]
        public async Task Tasks_are_used_in_a_flow()
        {
            #region tasks-in-a-flow
            (Flow<decimal> net, Flow<decimal> tax) = Flow.From("pen", "book").Price().Split();

            IReadOnlyList<decimal> taxes = await tax.RunAsync();                      // 0.75, 1.00
            #endregion

            Assert.Equal([0.75m, 1.00m], taxes);
            Assert.Equal([3m, 4m], await net.RunAsync());
        }

        [Fact]
        public async Task Tasks_are_placed_in_a_graph()
        {
            #region tasks-in-a-graph
            var g = new GraphBuilder("receipt");
            Flow<decimal> prices = g.Price(Flow.From("pen", "book"));
            FlowValue<decimal> total = g.Total(prices);
            TaskGraph graph = g.Build();

            await using GraphRun run = await LocalEngine.Shared.StartAsync(graph);
            decimal due = await run.ResultAsync(total);                               // 8.75
            #endregion

            Assert.Equal(8.75m, due);
        }
    }
}

namespace Store
{
    #region tasks-declare
    public static class Till
    {
        /// <summary>What an article costs.</summary>
        [StreamTask]
        public static decimal Price(string article) => article.Length * 1.25m;

        [StreamTask]
        public static (decimal Net, decimal Tax) Split(decimal gross) => (gross * 0.8m, gross * 0.2m);

        [StreamTask]
        public static decimal Total(IReadOnlyList<decimal> amounts) => amounts.Sum();
    }
    #endregion
}

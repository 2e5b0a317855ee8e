using System.Globalization;
using Millstream;
using Millstream.Graphs;
using Shops;

namespace Millstream.Generators.Docs
{
    /// <summary>The code of docs/tasks.md about joining, and about what goes wrong.</summary>
    public sealed class JoiningPageTests
    {
        [Fact]
        public async Task Tasks_are_joined_by_the_names_of_their_ports()
        {
            #region tasks-connect
            var g = new GraphBuilder("sales");
            g.Add(SalesDefinitions.Amount, [Flow.From("1.50", "two", "3.00")], "north");
            g.Add(SalesDefinitions.Amount, [Flow.From("10.00")], "south");
            g.Add(SalesDefinitions.Turnover, "total");
            g.Add(SalesDefinitions.Complain, "complain");
            g.Connect("north", "total").Connect("south", "total");                   // a list: all of north, then all of south
            g.Connect("north.error", "complain.e", capacity: 8);                     // what north could not take

            await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build());
            decimal total = await run.ResultAsync<decimal>("total");                 // 14.50
            var complaints = await run.ResultAsync<IReadOnlyList<string>>("complain");
            #endregion

            Assert.Equal(14.50m, total);
            Assert.StartsWith("two: ", Assert.Single(complaints), StringComparison.Ordinal);
        }

        [Fact]
        public async Task Policies_say_what_becomes_of_a_failure()
        {
            var orders = Flow.From("1.50", "two");
            #region tasks-policies
            var g = new GraphBuilder("sales");
            g.Add(
                SalesDefinitions.Amount,
                [orders],
                "amount",
                options: o => o.Retry(2, TimeSpan.FromSeconds(1), isExponential: true).RetryOn<TimeoutException>().SkipErrors());

            await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), new RunOptions { OnFailure = OnFailure.FinishRunning });
            await run.Completion;
            #endregion

            Assert.Equal([1.50m], await run.ResultAsync<IReadOnlyList<decimal>>("amount"));
        }
    }
}

namespace Shops
{
    #region tasks-sales
    public static class Sales
    {
        [StreamTask]
        public static decimal Amount(string order) => decimal.Parse(order, CultureInfo.InvariantCulture);

        [StreamTask]
        public static decimal Turnover(IReadOnlyList<decimal> amounts) => amounts.Sum();

        [StreamTask]
        public static string Complain(DeadLetter e) => $"{e.Item}: {e.Message}";
    }
    #endregion
}

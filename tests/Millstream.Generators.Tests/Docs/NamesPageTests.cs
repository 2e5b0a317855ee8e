using Desk;
using Millstream;
using Millstream.Graphs;

namespace Millstream.Generators.Docs
{
    /// <summary>The code of docs/names.md.</summary>
    public sealed class NamesPageTests
    {
        private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

        private static LocalEngine Engine => new(new TaskImplementations().Implement(Contracts.Orders, ClerkDefinitions.Orders).Implement(Contracts.Receipt, ClerkDefinitions.Receipt));

        [Fact]
        public async Task Contracts_meet_by_names()
        {
            #region names-graph
            var engine = new LocalEngine(new TaskImplementations()
                .Implement(Contracts.Orders, ClerkDefinitions.Orders)
                .Implement(Contracts.Receipt, ClerkDefinitions.Receipt));

            TaskGraph graph = TaskGraph.FromTasks(Contracts.Orders, Contracts.Receipt).Expose("order");
            string[] articles = ["pen", "book"];
            await using GraphRun run = await engine.StartAsync(graph, new RunInputs { ["article"] = articles });
            string receipt = await run.Output<string>("receipt").FirstAsync();        // 2 orders: pen, book
            #endregion

            Assert.Equal("2 orders: pen, book", receipt);
            Assert.Equal(["pen", "book"], await run.Output<string>("order").ToListAsync().WaitAsync(Deadline));
        }

        [Fact]
        public void Faults_are_told_together()
        {
            #region names-check
            IReadOnlyList<GraphFault> faults = TaskGraph.Check(
                Contracts.Orders,
                TaskDescriptor.Contract("printer").In<int>("order").Out<string>("order"));
            #endregion

            Assert.Equal([FaultKind.DuplicateOutlet, FaultKind.TypeMismatch], faults.Select(f => f.Kind));
        }

        [Fact]
        public async Task An_input_is_written_while_the_run_goes_on()
        {
            LocalEngine engine = Engine;
            TaskGraph graph = TaskGraph.FromTasks(Contracts.Orders);

            #region names-open
            await using GraphRun run = await engine.StartAsync(graph, new RunInputs { ["article"] = RunInput.Open });
            RunInput<string> articles = run.Input<string>("article");
            await articles.WriteAsync("pen");                                         // waits while the tasks are behind
            articles.Complete();
            #endregion

            Assert.Equal(["pen"], await run.Output<string>("order").ToListAsync().WaitAsync(Deadline));
        }

        [Fact]
        public async Task An_output_is_read_from_a_position()
        {
            string[] articles = ["pen", "book", "ink"];
            await using GraphRun run = await Engine.StartAsync(TaskGraph.FromTasks(Contracts.Orders), new RunInputs { ["article"] = articles });
            var log = new List<string>();

            #region names-outputs
            RunOutput<string> orders = run.Output<string>("order");
            string first = await orders.FirstAsync();                                 // as often as asked
            await foreach (string order in orders.FromAsync(1))                       // goes on behind the first
            {
                log.Add(order);
            }

            string last = await orders.LastAsync();
            #endregion

            Assert.Equal(("pen", "ink"), (first, last));
            Assert.Equal(["book", "ink"], log);
        }

        [Fact]
        public async Task An_endless_graph_has_a_live_output()
        {
            var engine = new LocalEngine(new TaskImplementations().Implement(Contracts.Clock, ClerkDefinitions.Clock));

            #region names-live
            TaskGraph graph = TaskGraph.FromTasks(Contracts.Clock).Live("tick");
            await using GraphRun run = await engine.StartAsync(graph);
            await foreach (int tick in run.Output<int>("tick"))                       // once, by one reader
            {
                if (tick == 3)
                {
                    break;
                }
            }
            #endregion

            Assert.Equal(OutputKind.Live, Assert.Single(graph.Outputs).Kind);
        }

        [Fact]
        public async Task A_repeated_start_gives_the_same_run()
        {
            LocalEngine engine = Engine;
            TaskGraph graph = TaskGraph.FromTasks(Contracts.Orders);

            #region names-again
            var options = new RunOptions { RunId = "order-17" };
            GraphRun run = await engine.StartAsync(graph, new RunInputs { ["article"] = "pen" }, options);
            GraphRun again = await engine.StartAsync(graph, new RunInputs { ["article"] = "pen" }, options);     // the same
            #endregion

            Assert.Same(run, again);
            await run.Completion.WaitAsync(Deadline);
        }
    }
}

namespace Desk
{
    #region names-contracts
    public static class Contracts
    {
        public static TaskDescriptor Orders { get; } = TaskDescriptor.Contract("orders").In<string>("article").Out<string>("order").Replayable();

        public static TaskDescriptor Receipt { get; } = TaskDescriptor.Contract("receipts", version: 2)
            .In<string>("order", waits: true)
            .Out<string>("receipt")
            .Documented("One line for all orders.");

        public static TaskDescriptor Clock { get; } = TaskDescriptor.Contract("clock").Out<int>("tick");
    }
    #endregion

    #region names-methods
    public static class Clerk
    {
        [StreamTask]
        public static string Orders(string article) => article;

        [StreamTask]
        public static string Receipt(IReadOnlyList<string> order) => $"{order.Count} orders: {string.Join(", ", order)}";

        [StreamTask]
        public static IEnumerable<int> Clock()
        {
            for (int i = 0; ; i++)
            {
                yield return i;
            }
        }
    }
    #endregion
}

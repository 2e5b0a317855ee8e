using Millstream;
using Millstream.Durability;
using Millstream.Graphs;
using Millstream.Testing;
using Seeds;

namespace Millstream.Docs
{
    /// <summary>The code of docs/seeds.md.</summary>
    public sealed class SeedsPageTests
    {
        [Fact]
        public async Task The_chains_of_the_fluent_seed()
        {
            #region seeds-fluent
            // generate_numbers.iter(n=5).then(double).then(add_ten).run()
            IReadOnlyList<int> all = await Flow.Iter(GenerateNumbers, 5).Then(Double).Then(AddTen).RunAsync();

            // generate_numbers.iter(n=1_000_000).then(double).reduce(accumulate, initial=0, ordered=False).run()
            long sum = await Flow.Iter(GenerateNumbers, 1_000_000).Then(Double).Reduce((long acc, int item) => acc + item, 0L, ordered: false).RunAsync();

            // generate_numbers.iter(n=100).then(double).join(summarise).run()
            (int count, int total) = await Flow.Iter(GenerateNumbers, 100).Then(Double).Join(Summarise).RunAsync();

            // double.map(x=generate_numbers.iter(n=100)).run()
            IReadOnlyList<int> mapped = await Flow.Map(Double, Flow.Iter(GenerateNumbers, 100)).RunAsync();
            #endregion

            Assert.Equal([10, 12, 14, 16, 18], all);
            Assert.Equal(999_999_000_000L, sum);
            Assert.Equal((100, 9900), (count, total));
            Assert.Equal(100, mapped.Count);
        }

        [Fact]
        public async Task The_saves_of_the_fluent_seed()
        {
            string path = Path.Combine(Path.GetTempPath(), $"millstream-{Guid.NewGuid():N}");
            try
            {
                #region seeds-save
                // generate_rows.iter(path="data.csv").save("row_{iteration_index}", save_store=store).then(process_row).reduce(accumulate, initial=0).run()
                int total = await Flow.Iter(GenerateNumbers, 3)
                    .Save("row_{index}", new DirectoryStore(path))
                    .Then(Double)
                    .Reduce((acc, item) => acc + item, 0)
                    .RunAsync();
                #endregion

                Assert.Equal(6, total);
                Assert.Equal(3, Directory.GetFiles(path, "*", SearchOption.AllDirectories).Count(f => Path.GetFileName(f).StartsWith("row_", StringComparison.Ordinal)));
            }
            finally
            {
                Directory.Delete(path, recursive: true);
            }
        }

        [Fact]
        public async Task The_functional_tasks_of_the_seed_of_live_tasks()
        {
            #region seeds-functional-use
            var g = new GraphBuilder("demo");
            FlowValue<int> seven = g.Adder(3, 4);
            Flow<int> counted = g.Demo2(Flow.From(10, 10, 10), new Config { Step = 5 });
            await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build());
            #endregion

            Assert.Equal(7, await run.ResultAsync(seven).InTime());
            Assert.Equal([15, 20, 25], await run.ResultAsync(counted).InTime());
        }

        [Fact]
        public async Task The_words_of_the_seed_of_task_graphs()
        {
            #region seeds-strategy
            // A strategy: a graph that is a task.
            var inner = new GraphBuilder("strategy");
            inner.Lambda("plus5", (int x) => x + 5, inner.Lambda("double", (int x) => x * 2, (StreamInput<int>)inner.Input<int>("x")));

            var outer = new GraphBuilder("outer");
            FlowValue<int> result = outer.Group("strategy", inner.Build(), TaskInput.Of(3)).Value<int>();

            // Who runs it supplies secrets and says what it may do; everything that happens is one stream of events.
            var options = new RunOptions
            {
                Credentials = CredentialSource.FromEnvironment(),
                Entitlements = new EntitlementPolicy().Grant("network"),
            };
            await using GraphRun run = await LocalEngine.Shared.StartAsync(outer.Build(), options);
            await foreach (var happened in run.Events())
            {
                Console.WriteLine($"{happened.Seq} {happened.Kind} {happened.TaskId}");
            }
            #endregion

            Assert.Equal(11, await run.ResultAsync(result).InTime());
        }

        [Fact]
        public async Task The_words_of_streaming_between_tasks()
        {
            var seen = new List<string>();

            #region seeds-readiness-use
            var words = new TestSource<string>();
            var g = new GraphBuilder("ready");
            Flow<string> shouted = g.Shout(g.Input<string>("words"));                      // starts at the first item
            FlowValue<string> joined = g.JoinUp(shouted);                                  // waits for the last
            await using GraphRun run = await LocalEngine.Shared.StartAsync(
                g.Output("live", shouted).Output("all", joined).Build(), new RunInputs { ["words"] = words });

            words.Push("partial");
            seen.Add(await run.Output<string>("live").FirstAsync());                       // while the run goes on
            words.Push("results");
            words.Complete();
            string all = await run.ResultAsync(joined);                                    // "PARTIAL RESULTS"
            #endregion

            Assert.Equal(["PARTIAL"], seen);
            Assert.Equal("PARTIAL RESULTS", all);
        }

        private static IEnumerable<int> GenerateNumbers(int n) => Enumerable.Range(0, n);

        private static int Double(int x) => x * 2;

        private static int AddTen(int x) => x + 10;

        private static (int Count, int Total) Summarise(IReadOnlyList<int> values) => (values.Count, values.Sum());
    }
}

namespace Seeds
{
    #region seeds-functional
    internal static class Demo
    {
        [StreamTask]
        public static int Adder(int a, int b) => a + b;

        [StreamTask]
        public static int Demo2(int a, State state, Config config)
        {
            state.Count += config.Step;
            return a + state.Count;
        }
    }

    internal sealed class State
    {
        public int Count { get; set; }
    }

    internal sealed class Config
    {
        public int Step { get; set; } = 1;
    }
    #endregion

    #region seeds-readiness
    internal static class Readiness
    {
        [StreamTask]
        public static async IAsyncEnumerable<string> Shout(IAsyncEnumerable<string> words)      // first-chunk
        {
            await foreach (string word in words)
            {
                yield return word.ToUpperInvariant();
            }
        }

        [StreamTask]
        public static string JoinUp(IReadOnlyList<string> words) => string.Join(' ', words);    // final
    }
    #endregion
}

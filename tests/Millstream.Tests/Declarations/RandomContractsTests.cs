using Millstream.Graphs;

namespace Millstream.Declarations;

/// <summary>Random graphs of contracts, with random methods, inputs and bounds: every way of running one gives the same, by name.</summary>
public sealed class RandomContractsTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Theory]
    [MemberData(nameof(Seeds))]
    [Trait("Proves", "DF-76")]
    public async Task Every_mode_gives_equal_results_by_name(int seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        (TaskGraph graph, LocalEngine engine, int[] input) = Make(new Random(seed));
        string expected = await RunAsync(new RunOptions { Fuse = false, Capacity = 1024 });

        foreach ((bool fuse, int capacity, bool eager, int? inFlight) in new (bool, int, bool, int?)[]
        {
            (true, 1024, false, null), (true, 1, false, null), (false, 1, true, null), (false, 3, false, null), (true, 64, true, null), (false, 1024, false, 1),
        })
        {
            Assert.Equal(expected, await RunAsync(new RunOptions { Fuse = fuse, Capacity = capacity, Eager = eager, MaxInFlight = inFlight }));
        }

        async Task<string> RunAsync(RunOptions options)
        {
            await using GraphRun run = await engine.StartAsync(graph, new RunInputs { ["input"] = input }, options);
            try
            {
                await run.Completion.WaitAsync(Deadline);
            }
            catch (TimeoutException)
            {
                throw new TimeoutException($"Seed {seed} hangs with {options.Fuse}, {options.Capacity}, {options.Eager}, {options.MaxInFlight}:\n{run.ToText()}");
            }

            var lines = new List<string>();
            foreach (GraphOutput output in graph.Outputs.OrderBy(o => o.Name, StringComparer.Ordinal))
            {
                lines.Add($"{output.Name}: {string.Join(' ', await run.Output<int>(output.Name).ToListAsync().WaitAsync(Deadline))}");
            }

            return string.Join('\n', lines);
        }
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    /// <summary>Each task reads one or two of the streams before it, in a shape of its own; some inlets wait.</summary>
    private static (TaskGraph Graph, LocalEngine Engine, int[] Input) Make(Random random)
    {
        var streams = new List<string> { "input" };
        var tasks = new List<(TaskDescriptor, TaskDefinition)>();
        int count = random.Next(2, 9);
        for (int i = 0; i < count; i++)
        {
            string one = streams[random.Next(streams.Count)];
            string other = streams[random.Next(streams.Count)];
            string made = $"s{i}";
            int number = random.Next(1, 5);
            TaskDescriptor contract = TaskDescriptor.Contract($"t{i}").In<int>(one, waits: random.Next(4) == 0);
            TaskDefinition method = random.Next(6) switch
            {
                0 => Methods.Each($"Each{i}", one, x => x + number),
                1 => Methods.EachAsync($"EachAsync{i}", one, async (x, _) =>
                {
                    await Task.Yield();
                    return x * number;
                }),
                2 => Methods.Many($"Many{i}", one, x => Enumerable.Repeat(x, Math.Abs(x % 3))),
                3 => Methods.All($"All{i}", one, all => all.Sum() + number),
                4 => Methods.Live($"Live{i}", one, items => items.Where(x => x % 2 == 0).Take(5 * number)),
                _ when other != one => Zipped(one, other, i),
                _ => Methods.Each($"Each{i}", one, x => x - number),
            };
            contract = method.Descriptor.Inlets.Count == 2 ? contract.In<int>(other) : contract;
            tasks.Add((contract.Out<int>(made), method));
            streams.Add(made);
        }

        // A graph that does not read its input has none.
        tasks.Add((TaskDescriptor.Contract("reader").In<int>("input").Out<int>("echo"), Methods.Each("Reader", "input", x => x)));
        return (
            TaskGraph.FromTasks([.. tasks.Select(t => t.Item1)]).Expose(),
            Methods.EngineOf([.. tasks]),
            [.. Enumerable.Range(0, random.Next(0, 60)).Select(_ => random.Next(100))]);
    }

    private static TaskDefinition Zipped(string one, string other, int number) => TaskDefinition.Call(
        Methods.Task($"Zipped{number}", [InletDescriptor.Of<int>(one), InletDescriptor.Of<int>(other)]),
        TaskInlets.Zip(TaskInlets.Item<int>(one), TaskInlets.Item<int>(other)),
        TaskOutlets.Item(ItemOutlets.One<int>()),
        _ => pair => unchecked((31 * pair.First) + pair.Second));
}

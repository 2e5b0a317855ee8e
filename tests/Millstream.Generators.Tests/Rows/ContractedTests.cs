using Millstream.Graphs;
using Shop;

namespace Millstream.Generators.Rows;

/// <summary>Generated tasks that stand for contracts.</summary>
public sealed class ContractedTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static readonly TaskDescriptor Contract = TaskDescriptor.Contract("task").In<int>("a").Out<int>("b");

    public static TheoryData<string, int[]> Ways => new()
    {
        { "returns", [2, 6] }, { "returns later", [2, 6] }, { "enumerates", [1, 2, 5, 6] }, { "yields", [1, 2, 5, 6] }, { "yields live", [1, 2, 5, 6] }, { "of all", [6] },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    [Trait("Proves", "DF-04")]
    public async Task What_a_method_returns_enumerates_or_yields_is_emitted(string way, int[] expected)
    {
        TaskDefinition task = way switch
        {
            "returns" => ContractedDefinitions.Returns,
            "returns later" => ContractedDefinitions.ReturnsLater,
            "enumerates" => ContractedDefinitions.Enumerates,
            "yields" => ContractedDefinitions.Yields,
            "yields live" => ContractedDefinitions.YieldsLive,
            _ => ContractedDefinitions.OfAll,
        };

        Assert.Equal(expected, await RunAsync(task, [1, 5]));
    }

    [Fact]
    [Trait("Proves", "DF-47")]
    public async Task Special_parameters_stand_beside_inlets_and_services_in_any_order()
    {
        var services = new ServiceTable().Add<IPrices>(new Prices(3));

        // a + the count of calls + the default of the settings + the letters of a price and of the task's id.
        int letters = $"{new Prices(3).Of("pen")}".Length + "task".Length + new RaiseSettings().By;
        Assert.Equal([10 + 1 + letters, 20 + 2 + letters], await RunAsync(ContractedDefinitions.EveryParameter, [10, 20], services));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Proves", "DF-43")]
    public async Task A_task_runs_as_many_calls_as_it_is_allowed_and_keeps_the_order_unless_told_not_to(bool unordered)
    {
        var calls = new CallCount();
        IReadOnlyList<int> items = await RunAsync(
            unordered ? ContractedDefinitions.FourInAnyOrder : ContractedDefinitions.FourAtOnce, [.. Enumerable.Range(0, 400)], new ServiceTable().Add(calls));

        Assert.Equal(4, calls.Most);
        Assert.Equal(Enumerable.Range(0, 400), unordered ? items.Order() : items);
    }

    [Fact]
    public void A_live_method_may_be_run_again_where_it_says_so()
    {
        Assert.True(ContractedDefinitions.Returns.Descriptor.IsReplayable);
        Assert.False(ContractedDefinitions.YieldsLive.Descriptor.IsReplayable);
        Assert.True(ContractedDefinitions.YieldsAgain.Descriptor.IsReplayable);
        new TaskImplementations().Implement(Contract.Replayable(), ContractedDefinitions.YieldsAgain);
    }

    private static async Task<IReadOnlyList<int>> RunAsync(TaskDefinition task, int[] items, IServiceProvider? services = null)
    {
        var engine = new LocalEngine(new TaskImplementations().Implement(Contract, task));
        await using GraphRun run = await engine.StartAsync(
            TaskGraph.FromTasks(Contract), new RunInputs { ["a"] = items }, new RunOptions { Services = services });
        return await run.Output<int>("b").ToListAsync().WaitAsync(Deadline);
    }
}

using Millstream.Graphs;

namespace Millstream.Declarations;

/// <summary>Methods for contracts of numbers, in every shape, and runs of graphs of them.</summary>
internal static class Methods
{
    public static TaskDefinition Source(string name, Func<IAsyncEnumerable<int>> items) => TaskDefinition.Live(
        Task(name, []), ItemOutlets.One<int>(), _ => items);

    public static TaskDefinition Live(string name, string inlet, Func<IAsyncEnumerable<int>, IAsyncEnumerable<int>> read) => TaskDefinition.Live(
        Task(name, [InletDescriptor.Of<int>(inlet, InletKind.Stream)]),
        ItemOutlets.One<int>(),
        activation =>
        {
            IAsyncEnumerable<int> items = activation.ReadAsync<int>(0);
            return () => read(items);
        });

    public static TaskDefinition Each(string name, string inlet, Func<int, int> function) => TaskDefinition.Call(
        Task(name, [InletDescriptor.Of<int>(inlet)]), TaskInlets.Item<int>(inlet), TaskOutlets.Item(ItemOutlets.One<int>()), _ => function);

    public static TaskDefinition EachAsync(string name, string inlet, Func<int, CancellationToken, ValueTask<int>> function) => TaskDefinition.Call(
        Task(name, [InletDescriptor.Of<int>(inlet)]), TaskInlets.Item<int>(inlet), TaskOutlets.Item(ItemOutlets.One<int>()), _ => function);

    public static TaskDefinition Many(string name, string inlet, Func<int, IEnumerable<int>> function) => TaskDefinition.Call(
        Task(name, [InletDescriptor.Of<int>(inlet)]), TaskInlets.Item<int>(inlet), TaskOutlets.Sequence(ItemOutlets.One<int>()), _ => function);

    public static TaskDefinition All(string name, string inlet, Func<IReadOnlyList<int>, int> function) => TaskDefinition.Call(
        Task(name, [InletDescriptor.Of<int>(inlet, InletKind.List)]), TaskInlets.List<int>(inlet), TaskOutlets.Item(ItemOutlets.One<int>()), _ => function);

    public static TaskDescriptor Task(string name, ValueList<InletDescriptor> inlets) =>
        new(name) { Inlets = inlets, Outlets = [OutletDescriptor.Of<int>("out")] };

    public static LocalEngine EngineOf(params (TaskDescriptor Contract, TaskDefinition Task)[] tasks)
    {
        var implementations = new TaskImplementations();
        foreach ((TaskDescriptor contract, TaskDefinition task) in tasks)
        {
            implementations.Implement(contract, task);
        }

        return new LocalEngine(implementations);
    }

    public static Task<GraphRun> StartAsync((TaskDescriptor Contract, TaskDefinition Task)[] tasks, RunInputs inputs, RunOptions? options = null) =>
        EngineOf(tasks).StartAsync(TaskGraph.FromTasks([.. tasks.Select(t => t.Contract)]), inputs, options);

    /// <summary>0 to <paramref name="count"/> less one, each after a turn of the pool.</summary>
    public static async IAsyncEnumerable<int> CountAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await System.Threading.Tasks.Task.Yield();
            yield return i;
        }
    }

    /// <summary>Waits until something holds, but not for ever.</summary>
    public static async Task UntilAsync(Func<bool> holds)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < RunModes.Deadline, "What was waited for did not come in time.");
            await System.Threading.Tasks.Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Millstream.Graphs;
using Millstream.Telemetry;

namespace Millstream.Supplies;

/// <summary>What a method learns by its context.</summary>
public sealed class ContextTests
{
    public static TheoryData<bool, int> Modes => RunModes.All;

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-12")]
    public async Task A_task_reads_all_that_its_context_has(bool fuse, int capacity)
    {
        var services = new System.ComponentModel.Design.ServiceContainer();
        services.AddService(typeof(string), "a service");
        var log = new ListLogger();
        var seen = new ConcurrentQueue<string>();
        var g = new GraphBuilder("g");
        Flow<int> numbers = g.Add(
            TaskDefinition.Of("source", (int x) => x), [((StreamInput<int>)Flow.From(10, 20, 30)).Input], "source").Flow<int>();
        Flow<int> looked = g.Add(
            Contextual.Of("look", (x, context) =>
            {
                context.Progress.Report(50, "half");
                context.Logger.LogInformation("at {Item}", x);
                seen.Enqueue($"{context.RunId} {context.TaskId} {context.Attempt} {context.ItemIndex} {context.Services!.GetService(typeof(string))} {context.Resources.GetOrAdd("r", () => "shared")}");
                return context.Attempt == 1 && x == 20 ? throw new InvalidOperationException("once") : new ValueTask<int>(x);
            }),
            [numbers],
            "look",
            options: o => o.Retry(1)).Flow<int>();
        g.Add(ByHand, [looked], "hand");
        await using GraphRun run = await new LocalEngine().StartAsync(g.Build(), RunModes.Of(fuse, capacity) with { RunId = "r1", Services = services, Logger = log });
        await run.Completion.InTime();

        Assert.Equal(
            ["r1 look 1 0 a service shared", "r1 look 1 1 a service shared", "r1 look 2 1 a service shared", "r1 look 1 2 a service shared"], seen);
        Assert.Equal(["at 10", "at 20", "at 20", "at 30"], log.Lines.Where(l => l.StartsWith("at ", StringComparison.Ordinal)));
        Assert.Contains(await run.EventsAsync(), e => e is { Kind: RunEventKind.TaskProgress, Progress: 50, Message: "half" } && e.TaskId.ToString() == "look");
        Assert.Equal(["10", "20", "30"], await run.ResultAsync<IReadOnlyList<string>>("text").InTime());
        Assert.Equal([60], await run.ResultAsync<IReadOnlyList<int>>("sum").InTime());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-12")]
    public async Task The_index_is_that_of_the_item_however_the_task_is_called(bool fuse, int capacity)
    {
        TaskDefinition synchronous = TaskDefinition.Call(
            new TaskDescriptor("sync") { Inlets = [InletDescriptor.Of<int>("x")], Outlets = [OutletDescriptor.Of<long?>("out")] },
            Declarations.TaskInlets.Item<int>("x"),
            Declarations.TaskOutlets.Item(Declarations.ItemOutlets.One<long?>()),
            activation => (int x) => activation.Context.ItemIndex);
        TaskDefinition asynchronous = Contextual.Of("async", async (x, context) =>
        {
            await Task.Yield();
            return context.ItemIndex;
        });
        foreach (TaskDefinition task in (TaskDefinition[])[synchronous, asynchronous, NumberingDefinitions.Numbered, NumberingDefinitions.NumberedMany])
        {
            foreach (Func<Tasks.TaskOptions, Tasks.TaskOptions> options in (Func<Tasks.TaskOptions, Tasks.TaskOptions>[])
                [o => o, o => o.Capacity(2), .. task == NumberingDefinitions.NumberedMany ? [] : (Func<Tasks.TaskOptions, Tasks.TaskOptions>[])[o => o.Parallel(4), o => o.Retry(1), o => o.Parallel(3).Retry(1)]])
            {
                IReadOnlyList<long?> indexes = await task.Place([((StreamInput<int>)Flow.Range(100, 50)).Input], settings: null, options).Flow<long?>()
                    .RunAsync(RunModes.Of(fuse, capacity)).InTime();
                Assert.Equal(Enumerable.Range(0, 50).Select(i => (long?)i), indexes);
            }
        }

        Assert.Equal([null], await NumberingDefinitions.NumberedOfAll.Place([((StreamInput<int>)Flow.From(1, 2)).Input]).Flow<long?>().RunAsync(RunModes.Of(fuse, capacity)).InTime());
        Assert.Equal([null, null], await NumberingDefinitions.NumberedOfLive.Place([((StreamInput<int>)Flow.From(1, 2)).Input]).Flow<long?>().RunAsync(RunModes.Of(fuse, capacity)).InTime());
        Assert.Equal([null, null], await NumberingDefinitions.NumberedOfSource.Place([]).Flow<long?>().RunAsync(RunModes.Of(fuse, capacity)).InTime());
    }

    private static TaskDefinition ByHand { get; } = TaskDefinition.Emitting(
        new TaskDescriptor("hand")
        {
            Inlets = [InletDescriptor.Of<int>("x", InletKind.Stream)],
            Outlets = [OutletDescriptor.Of<string>("text"), OutletDescriptor.Of<int>("sum")],
        },
        activation =>
        {
            IAsyncEnumerable<int> items = activation.ReadAsync<int>(0);
            return async () =>
            {
                int sum = 0;
                await foreach (int item in items)
                {
                    sum += item;
                    await activation.Context.Outlet<string>("text").EmitAsync($"{item}");
                }

                await activation.Context.Outlet<int>("sum").EmitAsync(sum);
            };
        });
}

/// <summary>Tasks that say which item they are called for.</summary>
internal static class Numbering
{
    [StreamTask]
    public static long? Numbered(int x, TaskContext context) => context.ItemIndex;

    [StreamTask]
    public static IEnumerable<long?> NumberedMany(int x, TaskContext context)
    {
        yield return context.ItemIndex;
    }

    [StreamTask]
    public static long? NumberedOfAll(IReadOnlyList<int> all, TaskContext context) => context.ItemIndex;

    [StreamTask]
    public static async IAsyncEnumerable<long?> NumberedOfLive(IAsyncEnumerable<int> all, TaskContext context)
    {
        await foreach (int _ in all)
        {
            yield return context.ItemIndex;
        }
    }

    [StreamTask]
    public static IEnumerable<long?> NumberedOfSource(TaskContext context) => [context.ItemIndex, context.ItemIndex];
}

using Millstream.Graphs;
using Millstream.Telemetry;

namespace Millstream.Docs;

/// <summary>The code of docs/runs.md.</summary>
public sealed class RunsPageTests
{
    [Fact]
    public async Task A_run_is_watched()
    {
        TaskGraph graph = Told.Chain(Told.Maker("price", () => 3));

        #region runs-watch
        await using GraphRun run = await LocalEngine.Shared.StartAsync(graph);

        await foreach (RunEvent one in run.Events())
        {
            Console.WriteLine(one);          // RunStarted, TaskStarted price, TaskStatus price Running, …
        }

        RunProgress end = run.Snapshot();    // end.Status, end.Progress, end.Task("price").EndedAt
        #endregion

        Assert.Equal((RunStatus.Completed, 100), (end.Status, end.Progress));
        Assert.NotNull(end.Task("price").EndedAt);
        Assert.Equal(["RunStarted", "TaskStarted price", "TaskStatus price Running"], (await run.EventsAsync()).Words().Take(3));
    }

    [Fact]
    public async Task Tasks_work_one_after_the_other()
    {
        var calls = new List<string>();
        var g = new GraphBuilder("serial");
        g.Lambda("b", (int x) => { calls.Add("b"); return x; }, g.Lambda("a", (int x) => { calls.Add("a"); return x; }, 1));
        g.Lambda("z", (int x) => { calls.Add("z"); return x; }, 1);
        TaskGraph graph = g.Build();

        #region runs-serial
        await using GraphRun run = await LocalEngine.Shared.StartAsync(graph, new RunOptions { MaxParallelism = 1 });
        #endregion

        await run.Completion.InTime();
        Assert.Equal(["a", "b", "z"], calls);
    }

    [Fact]
    public async Task A_view_is_made_of_events()
    {
        await using GraphRun run = await LocalEngine.Shared.StartAsync(Told.Chain(Told.Maker("price", () => 3), Told.Step("tax", x => x * 2)));

        #region runs-view
        var view = new RunView();
        await foreach (RunEvent one in run.Events())
        {
            view.Apply(one);
        }

        RunProgress seen = view.Snapshot();  // equals run.Snapshot()
        #endregion

        Assert.Equal(run.Snapshot(), seen);
    }

    [Fact]
    public async Task A_task_tells_how_far_it_is()
    {
        #region runs-progress
        static async Task<int> FetchAsync(int pages, TaskContext context)
        {
            for (int page = 1; page <= pages; page++)
            {
                await Task.Yield();
                context.Progress.Report(100.0 * page / pages, $"page {page} of {pages}");
            }

            return pages;
        }
        #endregion

        await using GraphRun run = await LocalEngine.Shared.StartAsync(Told.Chain(Told.Maker("fetch", (context, _) => FetchAsync(4, context))));
        await run.Completion.InTime();

        Assert.Equal(
            ["25 page 1 of 4", "50 page 2 of 4", "75 page 3 of 4", "100 page 4 of 4"],
            (await run.EventsAsync()).Where(e => e.Kind == RunEventKind.TaskProgress).Select(e => $"{e.Progress} {e.Message}"));
    }
}

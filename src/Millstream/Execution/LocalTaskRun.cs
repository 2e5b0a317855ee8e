using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream.Execution;

/// <summary>One task of a local run.</summary>
internal sealed class LocalTaskRun(LocalRun run, GraphNode node) : TaskRun
{
    private StageRunner Stage => run.StageOf(node);

    public override GraphRun Run => run;

    public override RunStatus Status => Stage.Status;

    public override Task Ended => Stage.Ended;

    public override Exception? Error => Stage.Error;

    public override object? Result => run.ScopeOf(node).Result;

    public override async Task CancelAsync(CancellationToken cancellationToken)
    {
        run.ScopeOf(node).RequestCancel();
        Stage.CancelTask();
        await Ended.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public override Task KillAsync(CancellationToken cancellationToken) => run.KillAsync(cancellationToken);

    public override IAsyncEnumerator<T> Attach<T>(int outlet, int capacity, CancellationToken cancellationToken)
    {
        var queue = new ChunkQueue<T>($"{node.Id}.{node.Task.Outlets[outlet].Name}->reader", new EdgeOptions { Capacity = capacity }, capacity);
        var reader = new LiveReader<T>(queue, run, ownsRun: false, cancellationToken);
        ((OutletWriter<T>)run.FindWriter(node, outlet)!).Attach(queue);
        return reader;
    }
}

using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream.Execution;

/// <summary>One task of a local run.</summary>
internal sealed class LocalTaskRun(LocalRun run, GraphNode node) : TaskRun
{
    private StageRunner Stage => run.StageOf(node);

    public override GraphRun Run => run;

    /// <summary>Gets where the task stands. Whoever holds on to it asks whether it goes on, not whether it has given something.</summary>
    public override RunStatus Status => run.ScopeOf(node).State.Status is var status and not RunStatus.Streaming ? status : RunStatus.Running;

    public override Task Ended => Stage.Ended;

    public override Exception? Error => Stage.Error;

    public override object? Result => run.ScopeOf(node).Result;

    public override Task CancelAsync(CancellationToken cancellationToken)
    {
        run.CancelTask(node);
        return Ended.WaitAsync(cancellationToken);
    }

    public override Task KillAsync(CancellationToken cancellationToken)
    {
        var error = new KilledException(run.RunId, node.Id);
        HashSet<RunPart> connected = run.Links.ConnectedWith(Stage.Plan.Part);
        foreach (RunPart part in connected)
        {
            part.Run.KillPart(part.Part, error);
        }

        return Task.WhenAll(connected.SelectMany(c => c.Run.StagesOf(c.Part)).Select(s => s.Ended)).WaitAsync(cancellationToken);
    }

    public override IAsyncEnumerator<T> Attach<T>(int outlet, CancellationToken cancellationToken)
    {
        var queue = new ChunkQueue<T>($"{NameOf(outlet)}->reader", EdgeOptions.Default, run.Options.Capacity);
        var reader = new LiveReader<T>(queue, run, ownsRun: false, cancellationToken);
        if (Stage is { Status: RunStatus.Killed, Error: { } killed })
        {
            // Its outlet may have ended as any other, for want of readers, before it heard that it was killed.
            queue.End(killed);
        }
        else
        {
            WriterOf<T>(outlet).Attach(queue);
        }

        return reader;
    }

    /// <summary>Joins a task of the same or another run to an outlet. It gets the items from its run's start on; until it ends the two runs are linked.</summary>
    public InletReader<T> Join<T>(int outlet, LocalRun joining, StageRunner stage, TaskScope task)
    {
        var queue = new ChunkQueue<T>($"{NameOf(outlet)}->{task.Node.Id}.join", EdgeOptions.Default, joining.Options.Capacity) { JoinsRuns = true };
        queue.Connect(writer: null, stage.Signal);
        joining.Edges.KeepJoin(stage.Plan.Part, queue);
        joining.AtStart(() =>
        {
            var here = new RunLink(Stage.Plan.Part, new RunPart(joining, stage.Plan.Part));
            var there = new RunLink(stage.Plan.Part, new RunPart(run, Stage.Plan.Part));
            run.Links.Add(here);
            joining.Links.Add(there);
            stage.AtEnd(() =>
            {
                run.Links.Remove(here);
                joining.Links.Remove(there);
            });
            WriterOf<T>(outlet).Attach(queue);
        });
        return new EdgeReader<T>(queue, task, isOnly: true);
    }

    private string NameOf(int outlet) => OutletNames.Of(node, node.Task.Outlets[outlet]);

    private OutletWriter<T> WriterOf<T>(int outlet) => (OutletWriter<T>)run.Edges.FindWriter(node, outlet)!;
}

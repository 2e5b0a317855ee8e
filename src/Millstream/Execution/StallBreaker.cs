using Millstream.Graphs;
using Millstream.Planning;
using Millstream.Stages;

namespace Millstream.Execution;

/// <summary>Looks at a part of a run in which all stages wait: lets sources go on, or gives the smallest full edge more room, or fails the run as stalled.</summary>
/// <remarks>
/// With all stages parked and nobody outside to wait for, nothing can change any more: what is seen here is certain. A stage that waits for user code or a
/// timer is not parked.
/// </remarks>
internal sealed class StallBreaker(LocalRun run, int part)
{
    /// <summary>Makes what tells whether all stages of a part are parked, for each part of a run; a part that may stall is looked at then.</summary>
    public static StageActivity[] Watch(LocalRun run)
    {
        var activities = new StageActivity[run.OwnPlan.Parts];
        for (int part = 0; part < activities.Length; part++)
        {
            activities[part] = new StageActivity();
            if (run.Options.MaxInFlight is not null || MayStall(run.OwnPlan, part))
            {
                activities[part].AllParked = new StallBreaker(run, part).Look;
            }
        }

        return activities;
    }

    private void Look()
    {
        if (!run.ActivityOf(part).IsIdle || RefillSources())
        {
            return;
        }

        var full = new List<EdgeQueue>();
        var starved = new List<EdgeQueue>();
        foreach (EdgeQueue queue in run.Edges.Of(part, run.StagesOf(part)))
        {
            (bool writerWaits, bool readerWaits, bool waitsForOutside) = queue.Waits;
            if (waitsForOutside)
            {
                return;
            }

            if (writerWaits)
            {
                full.Add(queue);
            }

            if (readerWaits)
            {
                starved.Add(queue);
            }
        }

        if (full.Count == 0 || !run.ActivityOf(part).IsIdle)
        {
            return;
        }

        EdgeQueue smallest = full.MinBy(q => q.Capacity)!;
        if (smallest.ApproximateBytes * 2 <= run.Options.GrowthQuotaBytes)
        {
            smallest.Grow();
            run.Edges.WarnOfGrowth(smallest);
        }
        else
        {
            Fail(smallest, starved);
        }
    }

    private bool RefillSources()
    {
        if (run.Options.MaxInFlight is not { } credit)
        {
            return false;
        }

        bool refilled = false;
        foreach (StageRunner stage in run.Stages)
        {
            refilled |= stage.Plan.Part == part && stage.IsSource && stage.Refill(credit);
        }

        return refilled;
    }

    private void Fail(EdgeQueue full, List<EdgeQueue> starved)
    {
        GraphNode consumer = full.Edge!.To;
        var error = new RunStalledException(full.Id, [.. starved.Select(q => q.Id)], full.Capacity);
        run.TaskFailed(run.StageOf(consumer), run.ScopeOf(consumer), error);
        run.StageOf(consumer).FailFromOutside(error);
    }

    private static bool MayStall(GraphPlan plan, int part) =>
        plan.Stages.Any(s => s.Part == part && s.Nodes[0].Task.Inlets.Count > 1);
}

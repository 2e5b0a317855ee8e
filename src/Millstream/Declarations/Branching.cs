namespace Millstream.Declarations;

/// <summary>Looks whether edges come from different branches of one condition, of which an item takes one.</summary>
internal static class Branching
{
    /// <param name="edges">Where the edges begin.</param>
    /// <param name="sources">What a node reads.</param>
    public static bool AreOfOne(IEnumerable<FlowInput> edges, Func<FlowNode, IEnumerable<FlowInput>> sources)
    {
        HashSet<FlowInput>[] branches = [.. edges.Select(e => Branches(e, sources))];
        return branches[0].Select(b => b.Node).Distinct().Any(condition =>
        {
            FlowInput[][] ofCondition = [.. branches.Select(all => all.Where(b => b.Node == condition).ToArray())];
            return ofCondition.All(b => b.Length == 1) && ofCondition.Select(b => b[0].Outlet).Distinct().Count() == branches.Length;
        });
    }

    /// <summary>The branches of conditions by which items come to an edge.</summary>
    private static HashSet<FlowInput> Branches(FlowInput edge, Func<FlowNode, IEnumerable<FlowInput>> sources)
    {
        var found = new HashSet<FlowInput>();
        var seen = new HashSet<FlowInput>();
        var waiting = new Stack<FlowInput>([edge]);
        while (waiting.TryPop(out FlowInput at))
        {
            if (!seen.Add(at))
            {
                continue;
            }

            if (at.Node.Task.IsCondition)
            {
                found.Add(at);
            }

            foreach (FlowInput source in sources(at.Node))
            {
                waiting.Push(source);
            }
        }

        return found;
    }
}

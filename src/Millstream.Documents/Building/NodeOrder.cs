using Millstream.Graphs;

namespace Millstream.Documents;

/// <summary>Puts the nodes of a document in order, producers before consumers; a cycle is told, and goes on at one of its nodes as if that read nothing.</summary>
internal sealed class NodeOrder(Assembling assembling, GraphDocument document, Spot at)
{
    public IReadOnlyList<DocumentNode> Sorted()
    {
        var byId = new Dictionary<string, DocumentNode>(StringComparer.Ordinal);
        foreach (DocumentNode node in document.Nodes)
        {
            if (!byId.TryAdd(node.Id, node))
            {
                assembling.Fault(FaultKind.DuplicateName, at.At("nodes").At(node.Id), $"The node '{node.Id}' is there twice. Give each node its own id.");
            }
        }

        var sources = byId.Values.ToDictionary(n => n.Id, n => SourcesOf(n).Where(byId.ContainsKey).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        ILookup<string, string> consumers = sources.SelectMany(s => s.Value.Select(from => (From: from, To: s.Key))).ToLookup(e => e.From, e => e.To, StringComparer.Ordinal);
        var left = sources.ToDictionary(s => s.Key, s => s.Value.Count, StringComparer.Ordinal);

        // Ties as they are written.
        var places = byId.Keys.Select((id, i) => (Id: id, Index: i)).ToDictionary(p => p.Id, p => p.Index, StringComparer.Ordinal);
        var ready = new PriorityQueue<string, int>(left.Where(n => n.Value == 0).Select(n => (n.Key, places[n.Key])));
        var sorted = new List<DocumentNode>();
        var unsorted = new HashSet<string>(byId.Keys, StringComparer.Ordinal);
        while (unsorted.Count > 0)
        {
            if (ready.Count == 0)
            {
                ready.Enqueue(TellCycle(unsorted, sources), 0);
            }

            string id = ready.Dequeue();
            unsorted.Remove(id);
            sorted.Add(byId[id]);
            foreach (string next in consumers[id].Where(unsorted.Contains))
            {
                if (--left[next] == 0)
                {
                    ready.Enqueue(next, places[next]);
                }
            }
        }

        return sorted;
    }

    private static IEnumerable<string> SourcesOf(DocumentNode node) =>
        node.Inputs.SelectMany(i => i.Sources).Select(s => s.From).OfType<string>().Select(from => from.Split('.', 2)[0]);

    /// <summary>Tells a cycle among nodes that all wait for others of them, and gives its first node.</summary>
    private string TellCycle(HashSet<string> stuck, Dictionary<string, HashSet<string>> sources)
    {
        // Each of those in a cycle waits for another of them: going back from any comes to one for the second time.
        var path = new List<string>();
        string at1 = stuck.First();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (seen.Add(at1))
        {
            path.Add(at1);
            at1 = sources[at1].First(stuck.Contains);
        }

        List<string> cycle = [.. path.Skip(path.IndexOf(at1)), at1];
        cycle.Reverse();
        assembling.Fault(FaultKind.Cycle, at.At("nodes").At(cycle[0]), GraphDraft.CycleText(cycle));
        return cycle[0];
    }
}

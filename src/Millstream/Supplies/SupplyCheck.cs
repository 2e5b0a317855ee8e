using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream.Supplies;

/// <summary>Compares what the tasks of a graph need with what the run supplies: before any of them starts, and before one whose settings may have changed.</summary>
internal static class SupplyCheck
{
    /// <summary>Refuses a start that lacks something, and gives the options with the run's secrets.</summary>
    /// <exception cref="CredentialNotFoundException">A secret is unknown; lists all of them.</exception>
    /// <exception cref="EntitlementDeniedException">Something is denied; lists all of it.</exception>
    public static RunOptions Check(TaskGraph graph, RunOptions options)
    {
        IReadOnlyList<(string Path, GraphNode Node)> nodes = Needing(graph);
        if (options.Secrets is null && options.Credentials is not null)
        {
            options = options with { Secrets = new RunSecrets(options.Credentials) };
        }

        if (nodes.Count == 0)
        {
            return options;
        }

        (string Path, GraphNode Node, SupplyNeeds Needs)[] needs = [.. nodes.Select(n => (n.Path, n.Node, NeedsOf(n.Node, options.Implementations)))];
        CheckEntitlements(graph.Name, needs, options.Entitlements);
        CheckCredentials(needs, options.Secrets);
        return options;
    }

    /// <summary>Refuses tasks whose needs depend on settings that have changed since the run was put together.</summary>
    public static void CheckAgain(string graph, IReadOnlyList<GraphNode> nodes, RunOptions options)
    {
        if (options.Entitlements is { } policy)
        {
            CheckEntitlements(graph, nodes.Select(n => (Path: n.Id.ToString(), Node: n, Needs: NeedsOf(n, options.Implementations))).Where(n => n.Needs.DependsOnSettings), policy);
        }
    }

    /// <summary>Gives what a graph needs to be allowed, graphs inside it too, as the settings of its tasks are now.</summary>
    public static IEnumerable<Entitlement> NeededBy(TaskGraph graph) =>
        Needing(graph).SelectMany(n => NeedsOf(n.Node, implementations: null).EntitlementsNow).Select(e => e.Canonical());

    private static void CheckEntitlements(string graph, IEnumerable<(string Path, GraphNode Node, SupplyNeeds Needs)> nodes, EntitlementPolicy? policy)
    {
        if (policy is null)
        {
            return;
        }

        EntitlementDenial[] denials =
        [
            .. from node in nodes
               from entitlement in node.Needs.EntitlementsNow
               where !entitlement.IsOptional
               let reason = policy.Refuse(new EntitlementRequest(entitlement, node.Node.Id, node.Node.Task.Name, graph))
               where reason is not null
               select new EntitlementDenial(node.Node.Id, node.Node.Task.Name, entitlement, reason) { Path = node.Path },
        ];
        if (denials.Length > 0)
        {
            throw new EntitlementDeniedException(denials);
        }
    }

    private static void CheckCredentials(IEnumerable<(string Path, GraphNode Node, SupplyNeeds Needs)> nodes, RunSecrets? secrets)
    {
        MissingCredential[] missing =
        [
            .. from node in nodes
               from need in node.Needs.Credentials
               where !need.IsOptional && secrets?.Find(need.Name) is null
               select new MissingCredential(node.Node.Id, need.Parameter, need.Name) { Path = node.Path },
        ];
        if (missing.Length > 0)
        {
            throw new CredentialNotFoundException(missing, secrets is { HasSource: true });
        }
    }

    /// <summary>The nodes that may need something, those of graphs that tasks run inside them with the task's id before theirs: found once for each graph.</summary>
    private static IReadOnlyList<(string Path, GraphNode Node)> Needing(TaskGraph graph) =>
        (IReadOnlyList<(string Path, GraphNode Node)>)(graph.Needing ??= graph.Nodes.SelectMany(Needing).ToArray());

    private static IEnumerable<(string Path, GraphNode Node)> Needing(GraphNode node)
    {
        if (node.Task is not TaskBody { Written: var task })
        {
            return [];
        }

        IEnumerable<(string, GraphNode)> inside = task.Bodies.SelectMany(Needing).Select(n => ($"{node.Id}/{n.Path}", n.Node));
        return task.MayNeed ? inside.Prepend((node.Id.ToString(), node)) : inside;
    }

    private static SupplyNeeds NeedsOf(GraphNode node, TaskImplementations? implementations) => node.Task is TaskBody body ? body.Written.NeedsWith(implementations) : SupplyNeeds.None;
}

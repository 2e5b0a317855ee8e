using Millstream.Graphs;

namespace Millstream.Tasks;

/// <summary>A parameter of a task before a save, by which its key may be told.</summary>
internal sealed record KeyName(FlowNode Node, TaskParameter Parameter)
{
    /// <summary>
    /// Lists the parameters whose values are known where <paramref name="source"/> gives its items; of two with the same name the nearer one. The argument
    /// of a task counts as far as items keep their index, a fixed one as far as there is one way back.
    /// </summary>
    public static Dictionary<string, KeyName> Of(FlowNode source)
    {
        var names = new Dictionary<string, KeyName>(StringComparer.Ordinal);
        bool keepsIndex = true;
        for (FlowNode? node = source; node is not null;)
        {
            TaskBody? lifted = keepsIndex ? node.Task.Lift() : null;
            keepsIndex = lifted is not null;
            foreach (string name in node.Task.Method?.Names ?? [])
            {
                if (node.Task.Method!.TryFind(name, out TaskParameter parameter) && (parameter.IsFixed || keepsIndex))
                {
                    names.TryAdd(name, new KeyName(node, parameter));
                }
            }

            int inlet = lifted is null ? -1 : Carried(lifted, node.Task);
            node = inlet >= 0 ? node.Inputs[inlet].Node : node.Inputs.Count == 1 ? node.Inputs[0].Node : null;
        }

        return names;
    }

    private static int Carried(TaskBody lifted, TaskBody task)
    {
        IReadOnlyList<Port> inlets = task.Inlets;
        return inlets.Select((port, i) => (port, i)).Where(p => lifted.Inlets[p.i].ItemType != p.port.ItemType)
            .Select(p => p.i).DefaultIfEmpty(-1).First();
    }
}

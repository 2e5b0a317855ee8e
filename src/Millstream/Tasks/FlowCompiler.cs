using Millstream.Graphs;

namespace Millstream.Tasks;

/// <summary>Makes a graph of the chains that end in some outcomes; a chain used more than once becomes one node with several edges.</summary>
internal sealed class FlowCompiler
{
    private readonly Dictionary<FlowNode, GraphNode> _placed = new(ReferenceEqualityComparer.Instance);
    private readonly GraphDraft _draft;

    private FlowCompiler(string name) => _draft = new GraphDraft(name);

    /// <summary>Builds the graph whose outputs are called <c>result</c>, <c>result-2</c>, …</summary>
    public static TaskGraph Compile(IReadOnlyList<(FlowNode Node, int Outlet, OutputKind Kind)> outcomes)
    {
        var compiler = new FlowCompiler("flow");
        for (int i = 0; i < outcomes.Count; i++)
        {
            (FlowNode node, int outlet, OutputKind kind) = outcomes[i];
            GraphNode placed = compiler.Place(node);
            compiler._draft.Output(OutputName(i), placed, outlet, kind);
        }

        return compiler._draft.Build();
    }

    public static string OutputName(int index) => index == 0 ? "result" : $"result-{index + 1}";

    /// <summary>Places a node after all that it reads; without recursion, as a chain may have thousands of nodes.</summary>
    private GraphNode Place(FlowNode last)
    {
        var waiting = new Stack<FlowNode>([last]);
        while (waiting.TryPeek(out FlowNode? node))
        {
            if (_placed.ContainsKey(node))
            {
                waiting.Pop();
                continue;
            }

            // Pushed from the last to the first, so that ids are numbered from left to right.
            bool isReady = true;
            for (int i = node.Inputs.Count - 1; i >= 0; i--)
            {
                if (!_placed.ContainsKey(node.Inputs[i].Node))
                {
                    waiting.Push(node.Inputs[i].Node);
                    isReady = false;
                }
            }

            if (isReady)
            {
                waiting.Pop();
                Add(node);
            }
        }

        return _placed[last];
    }

    private void Add(FlowNode node)
    {
        GraphNode placed = _draft.Add(node.Task);
        _placed.Add(node, placed);
        for (int inlet = 0; inlet < node.Inputs.Count; inlet++)
        {
            FlowInput input = node.Inputs[inlet];
            _draft.Connect(_placed[input.Node], input.Outlet, placed, inlet, node.Task.Options.Edge);
        }
    }
}

using Millstream.Tasks;

namespace Millstream.Declarations;

/// <summary>Decides, where a task is placed, whether it reads an outlet with a mode in pieces or whole: fixed in the graph from then on.</summary>
internal static class PieceFlows
{
    /// <summary>Gives where the whole values of an outlet come from: a node that is placed only if somebody reads them.</summary>
    /// <param name="outlet">The outlet, which gives pieces.</param>
    /// <param name="growth">How pieces become a value.</param>
    /// <param name="endsWithStream">Whether the end of the outlet is the end of its one value.</param>
    /// <param name="isValue">Whether there is one value only.</param>
    public static FlowInput Whole(FlowInput outlet, Growth growth, bool endsWithStream, bool isValue)
    {
        string port = outlet.Port.Name;
        string name = outlet.Node.Task.Name + (port == ItemOutlets.DefaultName ? "" : "-" + port);
        return new FlowInput(new FlowNode(growth.Whole(name + "-whole", endsWithStream), [outlet]) { IsValue = isValue }, 0);
    }

    /// <summary>Gives what an inlet reads: the pieces of values that grow, if it wants those.</summary>
    public static TaskInput For(InletDescriptor inlet, TaskInput input)
    {
        FlowNode? from = input.From.Node;
        return from?.Task is IWholeTask whole && inlet.TakesPiecesOf(whole.Mode)
            ? new TaskInput(new FlowInput(from.Pieces ??= new FlowNode(whole.Pieces(), [from.Inputs[0]]), 0), isValue: false)
            : input;
    }
}

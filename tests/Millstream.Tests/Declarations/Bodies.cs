using Millstream.Graphs;

namespace Millstream.Declarations;

/// <summary>Graphs that stand as bodies in tests.</summary>
internal static class Bodies
{
    /// <summary>A graph with the input <c>x</c> of whole numbers and the output <c>out</c>.</summary>
    public static TaskGraph Of(string name, Func<Flow<int>, FlowOutcome> make)
    {
        var g = new GraphBuilder(name);
        g.Output("out", make(g.Input<int>("x")));
        return g.Build();
    }

    /// <summary>Twice its input, by two tasks.</summary>
    public static TaskGraph Twice { get; } = Of("twice", x => x.Then(v => v + v - 1).Then(v => v + 1));
}

using Millstream.Graphs;

namespace Millstream;

/// <summary>Puts transforms on edges, and behind flows.</summary>
public static partial class TransformPlacing
{
    /// <summary>Joins an outlet to an inlet, with a transform on the way: a task for each of its steps.</summary>
    /// <remarks>
    /// <para>Emits: what the transform makes of each item.</para>
    /// <para>Backpressure: that of the edge.</para>
    /// <para>Completes: when the outlet ends.</para>
    /// <para>Fails: with a <see cref="TransformException"/> that names the edge and the transform.</para>
    /// </remarks>
    /// <param name="graph">The graph under construction.</param>
    /// <param name="from">The outlet: <c>task.outlet</c>, or the task alone when it has one outlet.</param>
    /// <param name="to">The inlet: <c>task.inlet</c>, or the task alone when it has one inlet.</param>
    /// <param name="transform">What becomes of each item.</param>
    /// <param name="capacity">How many items the edge holds; the run's default unless given.</param>
    public static GraphBuilder Connect(this GraphBuilder graph, string from, string to, Transform transform, int? capacity = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentException.ThrowIfNullOrWhiteSpace(from);
        ArgumentException.ThrowIfNullOrWhiteSpace(to);
        ArgumentNullException.ThrowIfNull(transform);
        return graph.Connect(from, to, transform, capacity is null ? null : new EdgeOptions { Capacity = capacity });
    }

    /// <summary>Joins them, by tasks with options of their own.</summary>
    internal static GraphBuilder Connect(
        this GraphBuilder graph, string from, string to, Transform transform, EdgeOptions? options, Func<Tasks.TaskOptions, Tasks.TaskOptions>? ofTasks = null)
    {
        string edge = $"{from}->{to}";
        string outlet = from;
        for (int i = 0; i < transform.Steps.Count; i++)
        {
            TaskDefinition step = transform.Steps[i].TaskOn(edge).As(transform.Steps[i]);
            string id = $"{NameOf(from)}-{NameOf(to)}-{transform.Steps[i].Id}{(i == 0 ? "" : $"-{i + 1}")}";
            id = graph.Add(step, Connecting.OpenInputs(step), NodeId.TryParse(id, out _) ? id : null, options: ofTasks).Id;
            graph.Connect(outlet, id, options);
            options = null;
            outlet = id;
        }

        return graph.Connect(outlet, to);
    }

    private static string NameOf(string port) => port.Replace('.', '-');
}

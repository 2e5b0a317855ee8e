using Millstream.Graphs;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream.Declarations;

/// <summary>What a task method is called with: one inlet, or several read together. The generator puts it together.</summary>
/// <typeparam name="T">What one call gets: an item, a list, or a tuple of these.</typeparam>
public abstract class TaskInlets<T>
{
    private protected TaskInlets(int count) => Count = count;

    /// <summary>Gets how many inlets are read.</summary>
    internal int Count { get; }

    /// <summary>Gets the inlets, for a node where some of them may be fed by single values.</summary>
    internal abstract IEnumerable<Port> Ports(TaskPlace place);

    /// <summary>Opens the inlets from number <paramref name="first"/> on as one reader.</summary>
    internal abstract InletReader<T> Open(StageWiring wiring, TaskPlace place, int first);

    /// <summary>Gives the inlets of one node.</summary>
    internal virtual CallInput<T> Bind(TaskPlace place) => new([.. Ports(place)], wiring => Open(wiring, place, first: 0));
}

/// <summary>The inlets that a task method may have.</summary>
public static class TaskInlets
{
    /// <summary>No inlet: the method is called once.</summary>
    public static TaskInlets<Nothing> None { get; } = new NoInlets();

    /// <summary>One item for each call.</summary>
    /// <param name="name">The inlet's name.</param>
    public static TaskInlets<T> Item<T>(string name) => new ItemInlet<T>(name);

    /// <summary>All items at once, when the inlet has ended.</summary>
    /// <param name="name">The inlet's name.</param>
    public static TaskInlets<IReadOnlyList<T>> List<T>(string name) => new ListInlet<T>(name);

    /// <summary>Two in step: the k-th of each. A list beside items is the same for each of them.</summary>
    public static TaskInlets<(T1 First, T2 Second)> Zip<T1, T2>(TaskInlets<T1> first, TaskInlets<T2> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return new ZippedInlets<T1, T2>(first, second);
    }

    private sealed class NoInlets() : TaskInlets<Nothing>(0)
    {
        internal override IEnumerable<Port> Ports(TaskPlace place) => [];

        internal override InletReader<Nothing> Open(StageWiring wiring, TaskPlace place, int first) => new OnceReader(wiring.Stage);
    }

    private sealed class ItemInlet<T>(string name) : TaskInlets<T>(1)
    {
        internal override IEnumerable<Port> Ports(TaskPlace place) => [Port.Of<T>(name)];

        internal override InletReader<T> Open(StageWiring wiring, TaskPlace place, int first) =>
            place.IsRepeated(first) ? new ConstantReader<T>(wiring.Stage, wiring.Inlet<T>(first))
            : place.Definition.Descriptor.Inlets[first].Waits ? new WholeReader<T>(wiring.Inlet<T>(first))
            : wiring.Inlet<T>(first);

        internal override CallInput<T> Bind(TaskPlace place) =>
            place.Definition.Descriptor.Inlets[0].Waits ? base.Bind(place) : CallInput<T>.Plain(name);
    }

    private sealed class ListInlet<T>(string name) : TaskInlets<IReadOnlyList<T>>(1)
    {
        internal override IEnumerable<Port> Ports(TaskPlace place) => [Port.Of<T>(name)];

        internal override InletReader<IReadOnlyList<T>> Open(StageWiring wiring, TaskPlace place, int first)
        {
            var list = new ListReader<T>(wiring.Inlet<T>(first));
            return place.IsRepeated(first) ? new ConstantReader<IReadOnlyList<T>>(wiring.Stage, list) : list;
        }
    }

    private sealed class ZippedInlets<T1, T2>(TaskInlets<T1> one, TaskInlets<T2> other) : TaskInlets<(T1 First, T2 Second)>(one.Count + other.Count)
    {
        internal override IEnumerable<Port> Ports(TaskPlace place) => one.Ports(place).Concat(other.Ports(place));

        internal override InletReader<(T1 First, T2 Second)> Open(StageWiring wiring, TaskPlace place, int first) =>
            new ZipReader<T1, T2, (T1, T2)>(
                one.Open(wiring, place, first),
                other.Open(wiring, place, first + one.Count),
                static (a, b) => (a, b),
                place.IsStrict ? (ended, longer, items) => place.Uneven(first + (ended == 0 ? 0 : one.Count), first + (longer == 0 ? 0 : one.Count), items) : null);
    }
}

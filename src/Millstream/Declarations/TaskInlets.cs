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

    /// <summary>Gets whether a call is given the time of its items.</summary>
    internal virtual bool HoldsTime => false;

    /// <summary>Gets the inlets, for a node where some of them may be fed by single values.</summary>
    internal abstract IEnumerable<Port> Ports(TaskPlace place);

    /// <summary>Opens the inlets from number <paramref name="first"/> on as one reader, in step.</summary>
    internal abstract InletReader<T> Open(StageWiring wiring, TaskPlace place, int first);

    /// <summary>As <see cref="Open"/>, where the items carry marks: of a call, the newest time of its items.</summary>
    internal abstract InletReader<Marked<T>> OpenMarked(StageWiring wiring, TaskPlace place, int first);

    /// <summary>Opens the inlets each by itself, to be combined otherwise; gives what makes a call's argument of the items at hand.</summary>
    internal abstract Func<T> Hold(HeldInlets into);

    /// <summary>Gives the inlets of one node.</summary>
    internal virtual CallInput<T> Bind(TaskPlace place) => place.IsCombined && Count > 1
        ? new CallInput<T>(
            [.. Ports(place)],
            wiring => Begin(wiring, place, Combine(wiring, place)),
            wiring => Begin(wiring, place, CombineMarked(wiring, place)))
        {
            ReadsTime = HoldsTime || place.OrdersByTime,
        }
        : new CallInput<T>(
            [.. Ports(place)],
            wiring => Begin(wiring, place, Open(wiring, place, first: 0)),
            wiring => Begin(wiring, place, OpenMarked(wiring, place, first: 0)))
        {
            ReadsTime = HoldsTime,
        };

    private static InletReader<TCall> Begin<TCall>(StageWiring wiring, TaskPlace place, InletReader<TCall> calls)
    {
        // A method that is given lists only is given its input as a whole.
        wiring.Task.TakesWhole = place.Definition.Descriptor.Inlets.Count > 0 && place.Definition.Descriptor.Inlets.All(i => i.Kind == InletKind.List);
        return place.BeginsWhole ? new BeginningReader<TCall>(wiring.Task, calls) : calls;
    }

    private InletReader<T> Combine(StageWiring wiring, TaskPlace place)
    {
        var inlets = new HeldInlets(wiring, place, areMarked: false);
        Func<T> make = Hold(inlets);
        return inlets.Read(make);
    }

    private InletReader<Marked<T>> CombineMarked(StageWiring wiring, TaskPlace place)
    {
        var inlets = new HeldInlets(wiring, place, areMarked: true);
        Func<T> make = Hold(inlets);
        return inlets.Read(() => new Marked<T>(make(), new ItemMarks(default, inlets.Newest())));
    }
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

    /// <summary>The same, and the newest time among the items of the call; of items without one, the clock's.</summary>
    public static TaskInlets<(T First, DateTimeOffset Time)> WithTime<T>(TaskInlets<T> inlets)
    {
        ArgumentNullException.ThrowIfNull(inlets);
        return new TimedInlets<T>(inlets);
    }

    private sealed class NoInlets() : TaskInlets<Nothing>(0)
    {
        internal override IEnumerable<Port> Ports(TaskPlace place) => [];

        internal override InletReader<Nothing> Open(StageWiring wiring, TaskPlace place, int first) => new OnceReader(wiring.Stage);

        internal override InletReader<Marked<Nothing>> OpenMarked(StageWiring wiring, TaskPlace place, int first)
        {
            TimeProvider clock = wiring.Stage.Time;
            return new MapReader<Nothing, Marked<Nothing>>(
                new OnceReader(wiring.Stage), nothing => new Marked<Nothing>(nothing, new ItemMarks(default, ItemTime.Now(clock))));
        }

        internal override Func<Nothing> Hold(HeldInlets into) => static () => default;
    }

    private sealed class ItemInlet<T>(string name) : TaskInlets<T>(1)
    {
        internal override IEnumerable<Port> Ports(TaskPlace place) => [Port.Of<T>(name)];

        internal override InletReader<T> Open(StageWiring wiring, TaskPlace place, int first) => Read(wiring, place, first, wiring.Inlet<T>(first));

        internal override InletReader<Marked<T>> OpenMarked(StageWiring wiring, TaskPlace place, int first) =>
            Read(wiring, place, first, wiring.Inlet<Marked<T>>(first));

        internal override Func<T> Hold(HeldInlets into) => into.AreMarked
            ? into.Add(Whole(into.Wiring.Inlet<Marked<T>>(into.Count), into.Place, into.Count))
            : into.AddPlain(Whole(into.Wiring.Inlet<T>(into.Count), into.Place, into.Count));

        internal override CallInput<T> Bind(TaskPlace place) =>
            place.Definition.Descriptor.Inlets[0].Waits ? base.Bind(place) : CallInput<T>.Plain(name);

        private static InletReader<TItem> Read<TItem>(StageWiring wiring, TaskPlace place, int number, InletReader<TItem> inlet) =>
            place.IsRepeated(number) ? new ConstantReader<TItem>(wiring.Stage, inlet) : Whole(inlet, place, number);

        private static InletReader<TItem> Whole<TItem>(InletReader<TItem> inlet, TaskPlace place, int number) =>
            place.Definition.Descriptor.Inlets[number].Waits ? new WholeReader<TItem>(inlet) : inlet;
    }

    private sealed class ListInlet<T>(string name) : TaskInlets<IReadOnlyList<T>>(1)
    {
        internal override IEnumerable<Port> Ports(TaskPlace place) => [Port.Of<T>(name)];

        internal override InletReader<IReadOnlyList<T>> Open(StageWiring wiring, TaskPlace place, int first)
        {
            var list = new ListReader<T>(wiring.Inlet<T>(first));
            return place.IsRepeated(first) ? new ConstantReader<IReadOnlyList<T>>(wiring.Stage, list) : list;
        }

        internal override InletReader<Marked<IReadOnlyList<T>>> OpenMarked(StageWiring wiring, TaskPlace place, int first)
        {
            InletReader<Marked<IReadOnlyList<T>>> list = ReadMarked(wiring, first);
            return place.IsRepeated(first) ? new ConstantReader<Marked<IReadOnlyList<T>>>(wiring.Stage, list) : list;
        }

        internal override Func<IReadOnlyList<T>> Hold(HeldInlets into) => into.AreMarked
            ? into.Add(ReadMarked(into.Wiring, into.Count))
            : into.AddPlain(new ListReader<T>(into.Wiring.Inlet<T>(into.Count)));

        private static MapReader<IReadOnlyList<Marked<T>>, Marked<IReadOnlyList<T>>> ReadMarked(StageWiring wiring, int number) => new(
            new ListReader<Marked<T>>(wiring.Inlet<Marked<T>>(number)),
            static items => new Marked<IReadOnlyList<T>>(
                [.. items.Select(item => item.Item)],
                new ItemMarks(default, items.Count == 0 ? ItemTime.None : items.Max(item => item.Time))));
    }

    private sealed class ZippedInlets<T1, T2>(TaskInlets<T1> one, TaskInlets<T2> other) : TaskInlets<(T1 First, T2 Second)>(one.Count + other.Count)
    {
        internal override bool HoldsTime => one.HoldsTime || other.HoldsTime;

        internal override IEnumerable<Port> Ports(TaskPlace place) => one.Ports(place).Concat(other.Ports(place));

        internal override InletReader<(T1 First, T2 Second)> Open(StageWiring wiring, TaskPlace place, int first) =>
            new ZipReader<T1, T2, (T1, T2)>(
                one.Open(wiring, place, first), other.Open(wiring, place, first + one.Count), static (a, b) => (a, b), Uneven(place, first));

        internal override InletReader<Marked<(T1 First, T2 Second)>> OpenMarked(StageWiring wiring, TaskPlace place, int first) =>
            new ZipReader<Marked<T1>, Marked<T2>, Marked<(T1, T2)>>(
                one.OpenMarked(wiring, place, first),
                other.OpenMarked(wiring, place, first + one.Count),
                static (a, b) => new Marked<(T1, T2)>((a.Item, b.Item), new ItemMarks(default, Math.Max(a.Time, b.Time))),
                Uneven(place, first));

        internal override Func<(T1 First, T2 Second)> Hold(HeldInlets into)
        {
            Func<T1> makeOne = one.Hold(into);
            Func<T2> makeOther = other.Hold(into);
            return () => (makeOne(), makeOther());
        }

        private Func<int, int, long, Exception>? Uneven(TaskPlace place, int first) => place.IsStrict
            ? (ended, longer, items) => place.Uneven(first + (ended == 0 ? 0 : one.Count), first + (longer == 0 ? 0 : one.Count), items)
            : null;
    }

    private sealed class TimedInlets<T>(TaskInlets<T> inlets) : TaskInlets<(T First, DateTimeOffset Time)>(inlets.Count)
    {
        internal override bool HoldsTime => true;

        internal override IEnumerable<Port> Ports(TaskPlace place) => inlets.Ports(place);

        internal override InletReader<(T First, DateTimeOffset Time)> Open(StageWiring wiring, TaskPlace place, int first) =>
            throw new InvalidOperationException($"No times come to '{place.Name}'.");

        internal override InletReader<Marked<(T First, DateTimeOffset Time)>> OpenMarked(StageWiring wiring, TaskPlace place, int first)
        {
            TimeProvider clock = wiring.Stage.Time;
            return new MapReader<Marked<T>, Marked<(T, DateTimeOffset)>>(
                inlets.OpenMarked(wiring, place, first), item => item.With((item.Item, ItemTime.ToMoment(item.Time, clock))));
        }

        internal override Func<(T First, DateTimeOffset Time)> Hold(HeldInlets into)
        {
            Func<T> make = inlets.Hold(into);
            TimeProvider clock = into.Wiring.Stage.Time;
            return () => (make(), ItemTime.ToMoment(into.Newest(), clock));
        }
    }
}

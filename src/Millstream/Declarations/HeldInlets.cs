using Millstream.Stages;

namespace Millstream.Declarations;

/// <summary>The inlets of a task that are combined by latest item or by time, as they are opened for one run.</summary>
/// <param name="wiring">The task's wiring.</param>
/// <param name="place">The node.</param>
/// <param name="areMarked">Whether the items come with their times.</param>
internal sealed class HeldInlets(StageWiring wiring, TaskPlace place, bool areMarked)
{
    private readonly List<HeldInlet> _inlets = [];

    public StageWiring Wiring => wiring;

    public TaskPlace Place => place;

    public bool AreMarked => areMarked;

    /// <summary>Gets how many inlets are open: the number of the next one.</summary>
    public int Count => _inlets.Count;

    /// <summary>Adds an inlet whose items come with their times; gives what is at hand of it.</summary>
    public Func<T> Add<T>(InletReader<Marked<T>> reader)
    {
        HeldInlet<Marked<T>> inlet = Held(reader, static item => item.Time);
        return () => inlet.Item.Item;
    }

    /// <summary>Adds an inlet of items without times; gives what is at hand of it.</summary>
    public Func<T> AddPlain<T>(InletReader<T> reader)
    {
        HeldInlet<T> inlet = Held(reader, time: null);
        return () => inlet.Item;
    }

    /// <summary>Reads all inlets as one, as the task says.</summary>
    public InletReader<T> Read<T>(Func<T> make)
    {
        HeldInlet[] inlets = [.. _inlets];
        return place.Combine == Combine.Timestamp
            ? new TimestampReader<T>(wiring.Task, inlets, make, (long)place.Options.TimeTolerance.TotalMilliseconds)
            : place.OrdersByTime ? new SynchronizedReader<T>(wiring, inlets, make, place.Options.StallLimit ?? wiring.Task.Run.StallTimeout)
            : new LatestReader<T>(inlets, make);
    }

    /// <summary>Gives the newest time among the items at hand.</summary>
    public long Newest()
    {
        long newest = ItemTime.None;
        foreach (HeldInlet inlet in _inlets)
        {
            newest = Math.Max(newest, inlet.Time);
        }

        return newest;
    }

    private HeldInlet<T> Held<T>(InletReader<T> reader, Func<T, long>? time)
    {
        InletDescriptor descriptor = place.Definition.Descriptor.Inlets[Count];
        var inlet = new HeldInlet<T>(descriptor.Name, descriptor.Priority, place.IsRepeated(Count), reader, time);
        _inlets.Add(inlet);
        return inlet;
    }
}

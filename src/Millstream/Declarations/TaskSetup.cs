using Millstream.Declarations;
using Millstream.Graphs;

namespace Millstream;

/// <summary>Gives a <see cref="StreamTask"/> its ports, as it asks for them.</summary>
/// <remarks>Before a graph is there the ports are only noted: they can be kept, and used when the task runs.</remarks>
public sealed class TaskSetup
{
    private readonly string _task;
    private readonly TaskDescriptor? _known;
    private readonly Inlet[] _opened;
    private readonly TaskActivation? _activation;
    private readonly List<InletDescriptor> _inlets = [];
    private readonly List<OutletDescriptor> _outlets = [];

    /// <summary>Notes ports.</summary>
    internal TaskSetup(string task)
    {
        _task = task;
        _opened = [];
    }

    /// <summary>Gives the ports of a run.</summary>
    internal TaskSetup(TaskDescriptor known, Inlet[] opened, TaskActivation activation)
    {
        _task = known.Name;
        _known = known;
        _opened = opened;
        _activation = activation;
    }

    internal IReadOnlyList<InletDescriptor> Inlets => _inlets;

    internal IReadOnlyList<OutletDescriptor> Outlets => _outlets;

    /// <summary>Asks for an inlet.</summary>
    /// <param name="name">Its name, unique among the task's inlets.</param>
    /// <param name="priority">Who goes first among items of equal time, where inlets are read together: the higher.</param>
    /// <param name="description">What the port says besides its type; nothing unless given.</param>
    /// <param name="label">What a person is shown; the name in words unless given.</param>
    /// <exception cref="ArgumentException">There is an inlet of that name already, or it is no name.</exception>
    /// <exception cref="InvalidOperationException">The task runs, and did not ask for this inlet when its ports were learnt.</exception>
    public Inlet<T> Inlet<T>(string name, int priority = 0, PortDescription? description = null, string? label = null)
    {
        Check("inlet", name, _inlets.Any(i => i.Name == name));
        var inlet = InletDescriptor.Of<T>(name, InletKind.Stream) with { ReadsSignals = true, Priority = priority, Description = description ?? PortDescription.None };
        _inlets.Add(label is null ? inlet : inlet with { Label = label });
        return _activation is null
            ? new Inlet<T>(name)
            : Array.Find(_opened, i => i.Name == name) as Inlet<T> ?? throw Unknown("inlet", name, typeof(T), _known!.Inlets.Select(i => i.ToString()));
    }

    /// <summary>Asks for an outlet.</summary>
    /// <param name="name">Its name, unique among the task's outlets.</param>
    /// <param name="replay">What it gives somebody who begins to read while the run goes on.</param>
    /// <param name="description">What the port says besides its type; nothing unless given.</param>
    /// <param name="label">What a person is shown; the name in words unless given.</param>
    /// <inheritdoc cref="Inlet{T}"/>
    public Outlet<T> Outlet<T>(string name, Replay replay = Replay.None, PortDescription? description = null, string? label = null)
    {
        Check("outlet", name, _outlets.Any(o => o.Name == name));
        var outlet = OutletDescriptor.Of<T>(name) with { Replay = replay, Description = description ?? PortDescription.None };
        _outlets.Add(label is null ? outlet : outlet with { Label = label });
        return _activation is null ? new NotedOutlet<T>(name)
            : _known!.Outlets.Any(o => o.Name == name && o.ItemType == typeof(T)) ? _activation.Outlet<T>(name)
            : throw Unknown("outlet", name, typeof(T), _known.Outlets.Select(o => o.ToString()));
    }

    /// <summary>Says that a task asked for fewer ports than it has; null when it did not.</summary>
    internal InvalidOperationException? Missing()
    {
        string[] missing =
        [
            .. _known!.Inlets.Where(i => !_inlets.Exists(asked => asked.Name == i.Name)).Select(i => $"the inlet '{i.Name}'"),
            .. _known.Outlets.Where(o => !_outlets.Exists(asked => asked.Name == o.Name)).Select(o => $"the outlet '{o.Name}'"),
        ];
        return missing.Length == 0 ? null : new InvalidOperationException(
            $"'{_task}' was set up with {string.Join(" and ", missing)} when its ports were learnt, and without in this run. Ask for the same ports each time.");
    }

    private void Check(string what, string name, bool isTaken)
    {
        if (!NodeId.TryParse(name, out _))
        {
            throw new ArgumentException($"'{name}' is no name of an {what} of '{_task}'. Use 1 to {NodeId.LongestName} letters, digits, '-' or '_', and begin with a letter or '_'.", nameof(name));
        }

        if (isTaken)
        {
            throw new ArgumentException($"'{_task}' has two {what}s '{name}'. Give each its own name.", nameof(name));
        }
    }

    private InvalidOperationException Unknown(string what, string name, Type type, IEnumerable<string> known) => new(
        $"'{_task}' asks for the {what} '{name}' of {TypeName.Of(type)}, which it did not when its ports were learnt. They were: {string.Join(", ", known.DefaultIfEmpty("none"))}.");
}

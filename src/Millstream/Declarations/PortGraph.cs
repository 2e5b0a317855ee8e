using Millstream.Declarations;
using Millstream.Graphs;

namespace Millstream;

/// <summary>The ports of the tasks of a graph and what they say, while edges are made and taken away: the one place that decides whether two ports fit.</summary>
/// <remarks>
/// <para>
/// Fields that outlet and inlet both have must be the same, and an inlet must have those that the outlet has, unless it ignores them, is free, or is mirrored. Where one differs the inlet is given
/// the outlet's value, if that field follows a setting which can have it; outlets that follow the setting, or mirror the inlet, change with it, and so do the tasks behind them. If a step on the way
/// says no, the edge is refused as a whole and nothing has changed.
/// </para>
/// <para>A graph that is built is checked by one; an editor keeps one. Not thread-safe.</para>
/// </remarks>
public sealed class PortGraph
{
    private readonly Dictionary<string, PortNode> _nodes = new(StringComparer.Ordinal);
    private State _state = new([], []);

    /// <summary>Gets the edges, in the order they were made, as <c>a.out->b.x</c>.</summary>
    public IReadOnlyList<string> Edges => [.. _state.Edges.Select(e => e.ToString())];

    /// <summary>Adds a task.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="task">What is known of it.</param>
    /// <param name="settings">Its settings object; the defaults unless given.</param>
    /// <exception cref="ArgumentException">There is a task of that id, or the settings are of another type.</exception>
    public void Add(string id, TaskDescriptor task, object? settings = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        ArgumentNullException.ThrowIfNull(task);
        if (!_nodes.TryAdd(id, new PortNode(id, task)))
        {
            throw new ArgumentException($"There is a task '{id}' already.", nameof(id));
        }

        foreach (SettingDescriptor setting in task.Settings)
        {
            _state.Settings[(id, setting.Name)] = setting.Value(settings);
        }
    }

    /// <summary>Joins an outlet to an inlet.</summary>
    /// <param name="from">The outlet: <c>task.outlet</c>.</param>
    /// <param name="to">The inlet: <c>task.inlet</c>.</param>
    /// <returns>Why not, with every field that does not fit; null when they are joined.</returns>
    /// <exception cref="ArgumentException">There is no such task or port.</exception>
    public PortRefusal? Connect(string from, string to)
    {
        (PortNode source, string outlet) = Find(from, isInlet: false);
        (PortNode target, string inlet) = Find(to, isInlet: true);
        var edge = new PortEdge(source, outlet, target, inlet);
        if (target.Inlet(inlet).Kind != InletKind.List && _state.Edges.Find(e => e.To == target && e.Inlet == inlet) is { } taken)
        {
            return PortRefusal.Of(edge.FromPort, edge.ToPort, $"'{edge.ToPort}' is already connected, by '{taken}'. Take that edge away first, or merge the two.");
        }

        State next = _state.Copy();
        next.Edges.Add(edge);
        PortRefusal? refusal = Settle(next, edge);
        if (refusal is null)
        {
            _state = next;
        }

        return refusal;
    }

    /// <summary>Takes an edge away; what it gave to settings stays, and may be changed again.</summary>
    /// <exception cref="ArgumentException">There is no such edge.</exception>
    public void Disconnect(string from, string to)
    {
        State next = _state.Copy();
        if (next.Edges.RemoveAll(e => e.FromPort == from && e.ToPort == to) == 0)
        {
            throw new ArgumentException($"There is no edge '{from}->{to}'.", nameof(to));
        }

        _state = next;
    }

    /// <summary>Changes a setting. Edges that do not fit any more are taken away.</summary>
    /// <param name="id">The task.</param>
    /// <param name="setting">The setting.</param>
    /// <param name="value">Its new value: of its type, or as text.</param>
    /// <returns>What was taken away, and a way back.</returns>
    /// <exception cref="GraphConfigurationException">An edge gives the setting its value, or it cannot have this one.</exception>
    public PortChange Set(string id, string setting, object? value)
    {
        PortNode node = Node(id);
        SettingDescriptor descriptor = node.Setting(setting);
        if (LockedBy(id, setting) is { } locked)
        {
            throw new GraphConfigurationException(
                FaultKind.BadSetting, $"The setting '{setting}' of '{id}' is given by the edge '{locked}', and cannot be changed while that is there.");
        }

        if (descriptor.Convert(value, out object? converted) is { } refusal)
        {
            throw new GraphConfigurationException(FaultKind.BadSetting, $"'{id}': {refusal}");
        }

        State before = _state, next = before.Copy();
        next.Settings[(id, descriptor.Name)] = converted;
        var removed = new List<PortRefusal>();
        foreach (PortEdge edge in before.Edges.Where(e => e.From == node).ToArray())
        {
            State tried = next.Copy();
            if (Settle(tried, edge) is { } refused)
            {
                next.Edges.Remove(edge);
                removed.Add(refused);
            }
            else
            {
                next = tried;
            }
        }

        _state = next;
        return new PortChange([.. removed], () => _state = before);
    }

    /// <summary>Gives the value of a setting.</summary>
    public object? Setting(string id, string setting) => _state.Settings[(id, Node(id).Setting(setting).Name)];

    /// <summary>Says whether an edge gives a setting its value, so that it cannot be changed.</summary>
    public bool IsLocked(string id, string setting) => LockedBy(id, setting) is not null;

    /// <summary>Gives all fields of a port, as they are now.</summary>
    /// <param name="port"><c>task.outlet</c>, or else <c>task.inlet</c>.</param>
    public PortFields FieldsOf(string port)
    {
        (string id, string name) = Split(port);
        PortNode node = Node(id);
        return node.Task.Outlets.Any(o => o.Name == name) ? OutletFields(_state, node, name, []) : InletFields(_state, node, Find(port, isInlet: true).Port);
    }

    /// <summary>Gives a settings object with the values that edges gave, or null where they gave none.</summary>
    internal object? ChangedSettings(string id, object? settings)
    {
        PortNode node = Node(id);
        SettingDescriptor[] changed =
            [.. node.Task.Settings.Where(s => !Equals(_state.Settings[(id, s.Name)], s.Value(settings)))];
        if (changed.Length == 0)
        {
            return null;
        }

        object copy = node.Task.NewSettings!();
        foreach (SettingDescriptor setting in node.Task.Settings.Where(s => s.CanSet))
        {
            setting.Write(copy, _state.Settings[(id, setting.Name)]);
        }

        return copy;
    }

    /// <summary>Has an edge fit, and all behind it; the state is of no use when it does not.</summary>
    private static PortRefusal? Settle(State state, PortEdge first)
    {
        // A change runs from outlet to outlet; each edge is looked at again when the outlet before it changed.
        var waiting = new Queue<PortEdge>([first]);
        for (int steps = 0; waiting.TryDequeue(out PortEdge? edge); steps++)
        {
            Dictionary<string, PortFields> before = OutletsOf(state, edge.To);
            if (Fit(state, edge) is { } refusal)
            {
                return refusal;
            }

            if (steps > 10_000)
            {
                return PortRefusal.Of(first.FromPort, first.ToPort, $"'{first}' changes settings without end: the graph has a ring of mapped fields.");
            }

            Dictionary<string, PortFields> after = OutletsOf(state, edge.To);
            foreach (PortEdge next in state.Edges.Where(e => e.From == edge.To && (e != first || steps > 0)))
            {
                if (!before[next.Outlet].Equals(after[next.Outlet]))
                {
                    waiting.Enqueue(next);
                }
            }

            // A mirrored outlet changes by the edge alone.
            if (steps == 0 && edge.To.Task.Outlets.Any(o => o.Description.Mirrors == edge.Inlet))
            {
                foreach (PortEdge next in state.Edges.Where(e => e.From == edge.To && edge.To.Outlet(e.Outlet).Description.Mirrors == edge.Inlet))
                {
                    waiting.Enqueue(next);
                }
            }
        }

        return null;
    }

    /// <summary>Compares the two ends of an edge, and gives settings of the inlet's task the outlet's values.</summary>
    private static PortRefusal? Fit(State state, PortEdge edge)
    {
        OutletDescriptor outlet = edge.From.Outlet(edge.Outlet);
        InletDescriptor inlet = edge.To.Inlet(edge.Inlet);
        PortDescription says = inlet.Description;
        PortFields given = OutletFields(state, edge.From, edge.Outlet, []);
        PortFields wanted = InletFields(state, edge.To, edge.Inlet);
        bool doTypesFit = inlet.Fits(outlet);
        bool takesAll = says.IsFree || edge.To.Task.Outlets.Any(o => o.Description.Mirrors == inlet.Name);
        var clashes = new List<FieldClash>();
        foreach (string field in given.Names.Union(wanted.Names))
        {
            string? one = given.Find(field), other = wanted.Find(field);
            if (one == other || (field == "format" && one is not null && other is not null && (PortFields.IsOfFormat(one, other) || PortFields.IsOfFormat(other, one)))
                || field is "label" or "key" || says.Ignores.Contains(field) || (doTypesFit && IsOfTypes(field, one, other, outlet, inlet)) || IsIdleRate(field, inlet))
            {
                continue;
            }

            if (says.SettingOf(field) is { } setting)
            {
                // A field that the outlet does not have stays as the setting has it.
                if (one is not null && Give(state, edge, setting, one) is { } reason)
                {
                    clashes.Add(new FieldClash(field, one, other, reason));
                }
            }
            else if (says.Fields.Has(field) || !takesAll)
            {
                clashes.Add(new FieldClash(field, one, other));
            }
        }

        if (clashes.Count == 0 && says.FieldsTo is { } all && Give(state, edge, all, given.ToString()) is { } refused)
        {
            return PortRefusal.Of(edge.FromPort, edge.ToPort, $"'{edge.FromPort}' does not fit '{edge.ToPort}' because {refused}.");
        }

        string? types = doTypesFit ? null : PortRefusal.OfTypes(edge.FromPort, outlet.Port, edge.ToPort, inlet.Port);
        return clashes.Count > 0 ? PortRefusal.OfFields(edge.FromPort, edge.ToPort, [.. clashes], types)
            : types is null ? null
            : PortRefusal.Of(edge.FromPort, edge.ToPort, $"'{edge.FromPort}' does not fit '{edge.ToPort}'.{types}");
    }

    /// <summary>Says whether a field is what the types of both ends tell: where those fit, it does.</summary>
    private static bool IsOfTypes(string field, string? one, string? other, OutletDescriptor outlet, InletDescriptor inlet) =>
        field is "type" or "content"
        && !outlet.Description.Fields.Has(field) && !inlet.Description.Fields.Has(field)
        && (outlet.Description.Mirrors is null || (IsObject(one) && IsObject(other)));

    private static bool IsObject(string? content) => content?.StartsWith("object:", StringComparison.Ordinal) ?? false;

    /// <summary>Numbers and texts are read one by one, however often they come.</summary>
    private static bool IsIdleRate(string field, InletDescriptor inlet) =>
        field == "rate" && !inlet.Description.Fields.Has(field) && inlet.Description.SettingOf(field) is null && inlet.Fields.Find("content") is "number" or "text";

    private static string? Give(State state, PortEdge edge, string name, string value)
    {
        SettingDescriptor setting = edge.To.Setting(name);
        PortEdge? other = state.Edges.Find(e => e != edge && e.To == edge.To && Feeds(state, e, name));
        return other is not null ? $"'{other}' gives the setting '{name}' another value"
            : setting.Convert(value, out object? converted) is { } refusal ? refusal.TrimEnd('.')
            : !setting.CanSet ? $"the setting '{name}' cannot be changed"
            : Write(state.Settings, (edge.To.Id, setting.Name), converted);
    }

    private static string? Write(Dictionary<(string, string), object?> settings, (string, string) key, object? value)
    {
        settings[key] = value;
        return null;
    }

    /// <summary>Says whether an edge gives a setting its value.</summary>
    private static bool Feeds(State state, PortEdge edge, string setting)
    {
        PortDescription says = edge.To.Inlet(edge.Inlet).Description;
        SettingDescriptor fed = edge.To.Setting(setting);
        return (says.FieldsTo is { } all && edge.To.Setting(all) == fed)
            || says.FromSettings.Any(f => edge.To.Setting(f.Setting) == fed && OutletFields(state, edge.From, edge.Outlet, []).Has(f.Field));
    }

    private static Dictionary<string, PortFields> OutletsOf(State state, PortNode node) =>
        node.Task.Outlets.ToDictionary(o => o.Name, o => OutletFields(state, node, o.Name, []));

    private static PortFields InletFields(State state, PortNode node, string name)
    {
        InletDescriptor inlet = node.Inlet(name);
        return inlet.TypeFields.With(Own(state, node, inlet.Description));
    }

    private static PortFields OutletFields(State state, PortNode node, string name, HashSet<PortNode> seen)
    {
        OutletDescriptor outlet = node.Outlet(name);
        PortFields own = Own(state, node, outlet.Description);
        if (outlet.Description.Mirrors is not { } mirrored || !seen.Add(node))
        {
            return outlet.TypeFields.With(own);
        }

        PortEdge? edge = state.Edges.Find(e => e.To == node && e.Inlet == mirrored);
        return (edge is null ? InletFields(state, node, mirrored) : OutletFields(state, edge.From, edge.Outlet, seen)).With(own);
    }

    /// <summary>The fields that a port declares, those of settings with the values that these have.</summary>
    private static PortFields Own(State state, PortNode node, PortDescription says)
    {
        PortFields fields = says.Fields;
        foreach (SettingField mapped in says.FromSettings)
        {
            if (PortFields.Text(state.Settings[(node.Id, node.Setting(mapped.Setting).Name)]) is { } value)
            {
                fields = fields.With(mapped.Field, value);
            }
        }

        return fields;
    }

    private static (string Id, string Port) Split(string port)
    {
        ArgumentNullException.ThrowIfNull(port);
        int dot = port.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 ? (port[..dot], port[(dot + 1)..]) : throw new ArgumentException($"'{port}' names no port. Write 'task.port'.", nameof(port));
    }

    private PortEdge? LockedBy(string id, string setting)
    {
        PortNode node = Node(id);
        string name = node.Setting(setting).Name;
        return _state.Edges.Find(e => e.To == node && Feeds(_state, e, name));
    }

    private PortNode Node(string id) => _nodes.TryGetValue(id, out PortNode? node) ? node : throw new ArgumentException(
        $"There is no task '{id}'. There are: {string.Join(", ", _nodes.Keys.Select(k => $"'{k}'"))}.", nameof(id));

    private (PortNode Node, string Port) Find(string port, bool isInlet)
    {
        (string id, string name) = Split(port);
        PortNode node = Node(id);
        string[] names = [.. isInlet ? node.Task.Inlets.Select(i => i.Name) : node.Task.Outlets.Select(o => o.Name)];
        return names.Contains(name) ? (node, name) : throw new ArgumentException(
            $"'{id}' has no {(isInlet ? "inlet" : "outlet")} '{name}'. It has: {(names.Length == 0 ? "none" : string.Join(", ", names.Select(n => $"'{n}'")))}.", nameof(port));
    }

    /// <summary>What changes: copied before a change, so that one that is refused leaves nothing behind.</summary>
    private sealed record State(List<PortEdge> Edges, Dictionary<(string Id, string Setting), object?> Settings)
    {
        public State Copy() => new([.. Edges], new(Settings));
    }
}

/// <summary>A setting that was changed, and what that did.</summary>
/// <remarks>Holds until the next change.</remarks>
public sealed class PortChange
{
    private readonly Action _undo;

    internal PortChange(ValueList<PortRefusal> removed, Action undo)
    {
        Removed = removed;
        _undo = undo;
    }

    /// <summary>Gets the edges that do not fit any more and were taken away, each with the reason.</summary>
    public ValueList<PortRefusal> Removed { get; }

    /// <summary>Brings back what was before the change: the setting, and the edges.</summary>
    public void Undo() => _undo();
}

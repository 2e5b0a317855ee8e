using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream.Declarations;

/// <summary>A setting of a task in a graph that stands as a task.</summary>
internal sealed record GroupSetting : SettingDescriptor
{
    private readonly SettingDescriptor _inner;

    private GroupSetting(string task, SettingDescriptor inner, object? settings)
        : base($"{task}.{inner.Name}", inner.Type, inner.Value(settings))
    {
        _inner = inner;
        Label = $"{Labels.Of(task)}: {Labels.Small(inner.Name)}";
        Minimum = inner.Minimum;
        Maximum = inner.Maximum;
        Choices = inner.Choices;
        Unit = inner.Unit;
        Format = inner.Format;
        IsHidden = inner.IsHidden;
        Documentation = inner.Documentation;
    }

    internal override bool CanSet => _inner.CanSet;

    /// <summary>Gives the settings of all tasks in a graph that can be set from outside.</summary>
    public static IEnumerable<SettingDescriptor> Of(TaskGraph graph) =>
        from node in graph.Nodes
        let placing = (node.Origin as FlowNode)?.Placing
        where placing?.Descriptor.NewSettings is not null
        from setting in placing.Descriptor.Settings
        where setting.CanSet
        select new GroupSetting(node.Id.ToString(), setting, placing.Settings);

    /// <summary>Refuses settings that the tasks of a graph do not have.</summary>
    /// <exception cref="GraphConfigurationException">There is such a one, or settings of another type were given.</exception>
    public static void Check(TaskDescriptor group, object? settings)
    {
        if (settings is not (null or GroupSettings))
        {
            throw new GraphConfigurationException(
                FaultKind.BadSetting,
                $"'{group.Name}' is a graph, and has no settings of its own: {TypeName.Of(settings.GetType())} was given. Set those of the tasks in it, by GroupSettings.");
        }

        string[] names = [.. group.Settings.Select(s => s.Name)];
        GraphFault[] faults =
        [
            .. ((settings as GroupSettings)?.Values.Keys ?? []).Except(names).Select(unknown => new GraphFault(
                FaultKind.BadSetting, $"'{group.Name}' has no setting '{unknown}'. It has: {GraphBuilder.Listed(names)}.")),
        ];
        if (faults.Length > 0)
        {
            throw new GraphConfigurationException(faults);
        }
    }

    /// <summary>Gives the placing of a task in the graph with what is set from outside.</summary>
    public static NodePlacing Apply(GroupSettings? settings, string task, NodePlacing placing)
    {
        SettingDescriptor[] given = [.. placing.Descriptor.Settings.Where(s => s.CanSet && settings?.Values.ContainsKey($"{task}.{s.Name}") == true)];
        if (given.Length == 0)
        {
            return placing;
        }

        object changed = placing.Descriptor.NewSettings!();
        foreach (SettingDescriptor setting in placing.Descriptor.Settings.Where(s => s.CanSet))
        {
            object? value = setting.Value(placing.Settings);
            if (given.Contains(setting))
            {
                setting.Convert(settings![$"{task}.{setting.Name}"], out value);
            }

            setting.Write(changed, value);
        }

        return placing with { Settings = changed };
    }

    internal override object? Value(object? settings) => (settings as GroupSettings)?.Values.TryGetValue(Name, out object? value) == true ? value : Default;

    internal override void Write(object settings, object? value) => ((GroupSettings)settings)[Name] = value;

    internal override string? Refuse(object settings) =>
        settings is GroupSettings given && given.Values.TryGetValue(Name, out object? value) ? Convert(value, out _) : null;

    internal override string? WhyNot(object? value, out object? converted) => _inner.WhyNot(value, out converted);
}

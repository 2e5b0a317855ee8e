namespace Millstream.Tasks;

/// <summary>How a declared task became a node, so that it can be placed again: by a graph around its graph where more inlets are fed by single values, or with other settings.</summary>
/// <param name="Descriptor">What is known of the task.</param>
/// <param name="Settings">Its settings; null for those of a new object.</param>
/// <param name="MakeWith">Makes the task of its settings, told which inlets are fed by single values.</param>
/// <param name="AreValues">Which are.</param>
/// <param name="GivesValue">Says whether the task gives one value where those are.</param>
internal sealed record NodePlacing(
    TaskDescriptor Descriptor, object? Settings, Func<object?, bool[], TaskBody> MakeWith, bool[] AreValues, Func<bool[], bool> GivesValue)
{
    /// <summary>Gets whether a port says anything besides its type.</summary>
    public bool HasPorts { get; } = !Descriptor.Inlets.All(i => i.Description.IsEmpty) || !Descriptor.Outlets.All(o => o.Description.IsEmpty);

    /// <summary>Gets the transform that the task is, on an edge; what its ports say is not compared with others. Null for any other task.</summary>
    public Transform? Transform { get; init; }

    /// <summary>Makes the task with the settings that it has.</summary>
    public TaskBody Make(bool[] areValues) => MakeWith(Settings, areValues);
}

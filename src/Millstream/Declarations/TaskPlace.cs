using Millstream.Tasks;

namespace Millstream.Declarations;

/// <summary>What is particular to one node of a declared task: how it runs, its settings, and which inlets are fed by single values.</summary>
internal sealed record TaskPlace(TaskDefinition Definition, TaskOptions Options, object? Settings, bool[] AreValues)
{
    /// <summary>Gets whether the task is called for the items of a stream, so that what comes once is given to each call.</summary>
    private bool HasStream { get; } = Definition.Descriptor.Inlets
        .Where((inlet, i) => inlet.Kind == InletKind.Item && !AreValues[i])
        .Any();

    public string Name => Options.Name ?? Definition.Descriptor.Name;

    public Combine Combine => Definition.Combine;

    public bool IsStrict => Combine == Combine.ZipStrict;

    /// <summary>Gets whether the inlets are combined otherwise than in step.</summary>
    public bool IsCombined => Combine is Combine.Latest or Combine.Timestamp;

    /// <summary>Gets whether the times of items say which are combined.</summary>
    public bool OrdersByTime => Combine == Combine.Timestamp || (Combine == Combine.Latest && Options.IsSynchronized);

    /// <summary>Says whether the one value of an inlet is given to every call.</summary>
    public bool IsRepeated(int inlet) =>
        HasStream && (AreValues[inlet] || Definition.Descriptor.Inlets[inlet].Kind == InletKind.List);

    /// <summary>Gets whether the task is given lists, values and streams that it waits for, and nothing else: it begins when all of them are whole.</summary>
    public bool BeginsWhole { get; } =
        Definition.Descriptor.Inlets.Any(IsWhole) && !Definition.Descriptor.Inlets.Where((inlet, i) => !IsWhole(inlet) && !AreValues[i]).Any();

    private static bool IsWhole(InletDescriptor inlet) => inlet.Kind == InletKind.List || inlet.Waits;

    public Exception Uneven(int shorter, int longer, long items) => new UnequalLengthsException(
        $"{Name}.{Definition.Descriptor.Inlets[shorter].Name}", $"{Name}.{Definition.Descriptor.Inlets[longer].Name}", items);
}
